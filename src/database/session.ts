import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, describeHosts } from "../config/database-hosts.ts";
import type { ServerState } from "../config/server-wanted.ts";
import { withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { Client } from "./client.ts";

/** Between two statements of a transaction a large result is put into words. */
const IDLE_TRANSACTION_MS = 30_000;

type CreateClient = typeof import("./client.ts").createClient;

/** What differs between the sessions of a process. */
export interface SessionOptions {
  /** What `pg_stat_activity` shows. */
  readonly applicationName: string;
  /** The deadline of a statement. */
  readonly timeoutMs: number;
  /**
   * Whether statements are prepared; default false. Behind a pooler they never are, for the next server process would
   * not know them. Where the application changes a table under it a prepared statement may have to be sent once more,
   * which a transaction does not survive.
   */
  readonly prepare?: boolean;
  /** Called once when the session ended after it was open, whoever ended it. */
  readonly onClose?: (session: Session) => void;
}

/** One connection to one server, from its opening to its end: it is never opened again. */
export class Session {
  readonly client: Client;
  readonly host: DatabaseHost;
  /** Settings that every statement needs, by name: deadlines of the server, and those of the address. */
  readonly settings: Readonly<Record<string, string>>;
  /** When it was found to be of use, in milliseconds of the process's clock. */
  openedAt = performance.now();
  /** The server process behind the session when it was opened. */
  backend = 0;
  /** Whether a pooler such as PgBouncer stands between: then the server process may be another by the next statement. */
  pooled = false;
  state: ServerState = { standby: false, readOnly: false };
  /** It was taken because no better server answered: not to be kept. */
  secondChoice = false;
  #closed = false;

  private constructor(
    createClient: CreateClient,
    address: DatabaseAddress,
    host: DatabaseHost,
    connectMs: number,
    options: SessionOptions,
  ) {
    this.host = host;
    this.settings = sessionSettings(address, options.timeoutMs);
    this.client = createClient(address, host, {
      applicationName: options.applicationName,
      timeoutMs: connectMs,
      prepare: options.prepare ?? false,
      onClose: () => {
        if (this.#closed) return;
        this.#closed = true;
        options.onClose?.(this);
      },
    });
  }

  /**
   * Connects to `host` and learns what stands there. A session with a server process of its own gets its settings;
   * one behind a pooler does not, for another client might inherit them.
   * Throws whatever went wrong, and leaves nothing open then.
   */
  static async open(
    address: DatabaseAddress,
    host: DatabaseHost,
    connectMs: number,
    options: SessionOptions,
  ): Promise<Session> {
    // Loaded by the first session: a start need not wait for it.
    const { createClient } = await import("./client.ts");
    const session = new Session(createClient, address, host, connectMs, options);
    try {
      await withDeadline(session.#begin(), connectMs, `the connection to ${describeHosts([host])}`);
      return session;
    } catch (error) {
      session.abandon();
      throw error;
    }
  }

  /** Whether it ended. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Applies the settings to the session; where a pooler stands between, only if it has a server process for good. */
  async configure(): Promise<void> {
    await this.client`
      select set_config(name, value, false)
      from json_each_text(${JSON.stringify(this.settings)}::text::json) as setting(name, value)`;
  }

  /** The server process that answers at this moment. */
  async askBackend(): Promise<number> {
    const [row] = await this.client<{ backend: number }[]>`select pg_backend_pid() as backend`;
    return row!.backend;
  }

  /** Ends it politely, within a second. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.client.end({ timeout: 1 }).catch(() => {});
  }

  /** Ends it at once, whatever is under way. */
  abandon(): void {
    this.#closed = true;
    this.client.end({ timeout: 0 }).catch(() => {});
  }

  async #begin(): Promise<void> {
    // In the simple protocol: one round trip.
    const rows = await this.client.unsafe<(ServerState & { backend: number })[]>(
      `select pg_backend_pid() as backend, pg_is_in_recovery() as standby,
              current_setting('transaction_read_only') = 'on' as "readOnly"`,
    );
    const { backend, standby, readOnly } = rows[0]!;
    this.backend = backend;
    this.state = { standby, readOnly };
    // A server tells its own process at the start of a session; a pooler tells a number of its own.
    this.pooled = rows.state.pid !== backend;
    if (this.pooled) {
      this.client.options.prepare = false;
      await this.#requireTransactions();
    } else await this.configure();
  }

  /** Throws `Failure` where the pooler hangs up on whoever begins a transaction. */
  async #requireTransactions(): Promise<void> {
    try {
      await this.client.unsafe("begin");
      await this.client.unsafe("commit");
    } catch (error) {
      throw new Failure(
        "unavailable",
        `the connection pooler at ${describeHosts([this.host])} lets nobody begin a transaction (PgBouncer's pool_mode=statement): give mlsvc a pool with pool_mode=session, or the URL of the server itself`,
        [],
        { cause: error },
      );
    }
  }
}

function sessionSettings(address: DatabaseAddress, timeoutMs: number): Record<string, string> {
  return {
    statement_timeout: String(timeoutMs),
    // A session whose other end is gone without a word must not hold its locks for hours: within a transaction
    // it ends after this silence, outside one after a minute without a sign of life.
    idle_in_transaction_session_timeout: String(timeoutMs + IDLE_TRANSACTION_MS),
    tcp_keepalives_idle: "30",
    tcp_keepalives_interval: "10",
    tcp_keepalives_count: "3",
    ...address.settings,
  };
}
