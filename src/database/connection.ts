import { readFileSync } from "node:fs";
import postgres from "postgres";
import type { DatabaseAddress } from "../database-address.ts";
import { withDeadline } from "../deadline.ts";
import { Failure, messageOf } from "../errors.ts";
import { pacedSockets } from "./paced-sockets.ts";

/** No custom types: columns are cast in SQL. */
// biome-ignore lint/complexity/noBannedTypes: postgres.js's own default for "none".
type NoTypes = {};

/** What statements are written against: a client or a transaction of it. */
export type Sql = postgres.ISql<NoTypes>;
export type Client = postgres.Sql<NoTypes>;

/** Connections for queries; more would only wait for one another on a small database. */
const POOL_SIZE = 4;
/** The pool lets go of its connections after this much quiet: an idle service holds none. */
const POOL_IDLE_SECONDS = 2;

/** Between two statements of a transaction a large result is put into words. */
const IDLE_TRANSACTION_MS = 30_000;

/** What differs between the pool and the connection that holds locks. */
export interface ClientOptions {
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  readonly connections: number;
  readonly idleSeconds: number | undefined;
  readonly timeoutMs: number;
  readonly onClose?: () => void;
}

/** A postgres.js client; it connects when first asked something. */
export function createClient(address: DatabaseAddress, options: ClientOptions): Client {
  return postgres({
    host: address.host,
    port: address.port,
    socket: pacedSockets(address.host, address.port),
    database: address.database,
    username: address.user,
    // postgres.js would look into PGPASSWORD otherwise.
    password: address.password ?? "",
    ssl: sslOption(address),
    max: options.connections,
    idle_timeout: options.idleSeconds,
    // By default a connection is recycled after half an hour, and its advisory locks are lost without a word.
    max_lifetime: null,
    connect_timeout: Math.max(1, Math.ceil(options.timeoutMs / 1000)),
    // A failed connection attempt is answered at once; whoever wants another one paces himself.
    backoff: () => 0,
    // No query for types at connection, and no named statements: those break behind a PgBouncer.
    fetch_types: false,
    prepare: false,
    onnotice: () => {},
    onclose: options.onClose,
    connection: {
      application_name: options.applicationName,
      statement_timeout: options.timeoutMs,
      // A session whose other end is gone without a word must not hold its locks for hours: within a transaction
      // it ends after this silence, outside one after a minute without a sign of life.
      idle_in_transaction_session_timeout: options.timeoutMs + IDLE_TRANSACTION_MS,
      tcp_keepalives_idle: 30,
      tcp_keepalives_interval: 10,
      tcp_keepalives_count: 3,
      ...(address.schema === undefined ? {} : { search_path: address.schema }),
    },
  } as postgres.Options<NoTypes>) as Client;
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

/** The pool: queries that hold no lock beyond their own statement. */
export class Database {
  readonly address: DatabaseAddress;
  readonly timeoutMs: number;
  #client: Client | undefined;

  constructor(address: DatabaseAddress, timeoutMs: number) {
    this.address = address;
    this.timeoutMs = timeoutMs;
  }

  /**
   * Runs `statement` within the deadline. Throws `Failure` (`unavailable`) when the database cannot be reached,
   * does not answer in time, or refuses the statement.
   */
  async run<T>(statement: (sql: Client) => Promise<T>): Promise<T> {
    this.#client ??= createClient(this.address, {
      applicationName: "mlsvc",
      connections: POOL_SIZE,
      idleSeconds: POOL_IDLE_SECONDS,
      timeoutMs: this.timeoutMs,
    });
    const client = this.#client;
    try {
      // The server cancels a slow statement itself; a little later the connection counts as dead.
      return await withDeadline(statement(client), this.timeoutMs + 500, "the database's answer");
    } catch (error) {
      if (!isRefusal(error)) this.#retire(client);
      throw asUnavailable(error);
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end({ timeout: 1 });
  }

  /** A connection that went silent is never asked again; the next statement opens new ones. */
  #retire(client: Client): void {
    if (this.#client === client) this.#client = undefined;
    client.end({ timeout: 0 }).catch(() => {});
  }
}

/** Whether the server itself answered with an error: the connection is sound. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof postgres.PostgresError)) return false;
  // 57P0x: the server goes down or starts; 25P03: the session was idle in a transaction; class 08: the connection is
  // broken; 53300, classes 28 and 3D: there was no place, no leave or no database for it.
  return !/^(57P0|25P03|08|53300|28|3D)/.test(error.code);
}

/**
 * Whether trying again cannot mend the error: a statement that does not go with the tables, a privilege, a wrong
 * password, a database that is not there. Takes what the server said or the `Failure` made of it.
 */
export function isPermanent(error: unknown): boolean {
  const cause = error instanceof Failure ? error.cause : error;
  // Classes 0A: not supported, 22: data, 23: constraints, 28: authorization, 3D and 3F: no such database or schema,
  // 42: syntax and privileges.
  return cause instanceof postgres.PostgresError && /^(0A|22|23|28|3D|3F|42)/.test(cause.code);
}

/** Any error of the database as a `Failure` that names the cause, never a value. */
export function asUnavailable(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const reason =
    error instanceof postgres.PostgresError ? `${error.message} (SQLSTATE ${error.code})` : messageOf(error);
  return new Failure("unavailable", `the database cannot be used: ${reason}`, [], { cause: error });
}
