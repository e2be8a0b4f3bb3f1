import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import postgres from "postgres";
import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, isSocketDirectory } from "../config/database-hosts.ts";

/** No custom types: columns are cast in SQL. */
// biome-ignore lint/complexity/noBannedTypes: postgres.js's own default for "none".
type NoTypes = {};

/** What statements are written against: a client or a transaction of it. */
export type Sql = postgres.ISql<NoTypes>;
export type Client = postgres.Sql<NoTypes>;

/** What is particular to one connection. */
export interface ClientOptions {
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  /** Longest wait until the connection is there. */
  readonly timeoutMs: number;
  /**
   * Whether statements with parameters are prepared, by name: after its first time such a statement costs one round
   * trip instead of two, and no plan. `client.options.prepare` may be set to false before the first of them.
   */
  readonly prepare: boolean;
  /** Called when an open connection ended, whoever ended it. */
  readonly onClose: () => void;
}

/** A postgres.js client of one connection to `host`. It connects when first asked something, and never again. */
export function createClient(
  address: DatabaseAddress,
  host: DatabaseHost,
  { applicationName, timeoutMs, prepare, onClose }: ClientOptions,
): Client {
  return postgres({
    host: host.host,
    port: host.port,
    socket: singleSocket(host),
    database: address.database,
    username: address.user,
    // As a function: postgres.js would look into PGPASSWORD where the password is empty.
    password: () => address.password ?? "",
    ssl: isSocketDirectory(host.host) ? false : sslOption(address),
    max: 1,
    idle_timeout: undefined,
    // By default a connection is recycled after half an hour, and its advisory locks are lost without a word.
    max_lifetime: null,
    connect_timeout: timeoutMs / 1000,
    backoff: () => 0,
    // No query for types at connection.
    fetch_types: false,
    prepare,
    onnotice: () => {},
    onclose: onClose,
    // Nothing else here: PgBouncer refuses a connection for a parameter that it does not know.
    connection: { application_name: applicationName },
  } as postgres.Options<NoTypes>) as Client;
}

/**
 * Makes the one socket of a client. Left to itself, postgres.js would open another connection when the first ends:
 * one that nobody looked at, without the locks of the first, and a thousand times a second where a proxy takes
 * connections and ends them at once. Throws when asked again, which fails the statement that wanted a connection.
 */
function singleSocket({ host, port, address }: DatabaseHost): () => Socket {
  let made = false;
  return () => {
    if (made) throw new Error("the server ended the connection");
    made = true;
    const socket = new Socket();
    if (isSocketDirectory(host)) socket.connect(`${host}/.s.PGSQL.${port}`);
    else socket.connect(port, address ?? host);
    // postgres.js asks the socket for the name that a certificate must bear.
    return Object.assign(socket, { host, port });
  };
}

function sslOption({ sslMode, sslRootCertificate }: DatabaseAddress): unknown {
  switch (sslMode) {
    case "disable":
      return false;
    case "allow":
    case "prefer":
      return "prefer";
    case "require":
      return "require";
    default:
      return {
        rejectUnauthorized: true,
        ...(sslRootCertificate === undefined ? {} : { ca: readFileSync(sslRootCertificate) }),
        // verify-ca trusts the certificate whatever name it bears.
        ...(sslMode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
      };
  }
}
