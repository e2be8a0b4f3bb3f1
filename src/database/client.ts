import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import postgres from "postgres";
import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, isSocketDirectory } from "../config/database-hosts.ts";

/** No custom types: SQL casts the columns. */
// biome-ignore lint/complexity/noBannedTypes: postgres.js's own default for "none".
type NoTypes = {};

/** What a statement is run on: a client, or a transaction of it. */
export type Sql = postgres.ISql<NoTypes>;

/** A client of one connection. */
export type Client = postgres.Sql<NoTypes>;

/** The options of one connection. */
export interface ClientOptions {
  /** The name in `pg_stat_activity`. */
  readonly applicationName: string;
  /** Longest wait for the connection. */
  readonly timeoutMs: number;
  /**
   * Whether statements with parameters are prepared, by name. After its first execution such a statement takes one round
   * trip instead of two, and is not planned again. `client.options.prepare` may be set to false before the first of them.
   */
  readonly prepare: boolean;
  /** Called when an open connection has ended, whichever side ended it. */
  readonly onClose: () => void;
}

/** Creates a postgres.js client of one connection to `host`. It connects for its first statement, and never reconnects. */
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
    // A function: for an empty password, postgres.js would read PGPASSWORD.
    password: () => address.password ?? "",
    ssl: isSocketDirectory(host.host) ? false : sslOption(address),
    max: 1,
    idle_timeout: undefined,
    // By default a connection is recycled after half an hour, and its advisory locks are lost silently.
    max_lifetime: null,
    connect_timeout: timeoutMs / 1000,
    backoff: () => 0,
    // No query for types after connecting.
    fetch_types: false,
    prepare,
    onnotice: () => {},
    onclose: onClose,
    // No other parameter: PgBouncer refuses a connection with one that it does not know.
    connection: { application_name: applicationName },
  } as postgres.Options<NoTypes>) as Client;
}

/**
 * Returns the function that creates the one socket of a client. By itself, postgres.js would open another connection when the
 * first ends: one that was not checked and does not hold the locks of the first, and a thousand times a second behind a proxy
 * that accepts connections and ends them at once. The function throws when it is called again, which fails the statement
 * that needed a connection.
 */
function singleSocket({ host, port, address }: DatabaseHost): () => Socket {
  let isCreated = false;
  return () => {
    if (isCreated) throw new Error("the server ended the connection");
    isCreated = true;
    const socket = new Socket();
    if (isSocketDirectory(host)) socket.connect(`${host}/.s.PGSQL.${port}`);
    else socket.connect(port, address ?? host);
    // postgres.js reads the name that the certificate must have from the socket.
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
        // verify-ca accepts a certificate for any name.
        ...(sslMode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
      };
  }
}
