import type { DatabaseAddress } from "../config/database-address.ts";
import { type DatabaseHost, describeHosts } from "../config/database-hosts.ts";
import type { ServerState } from "../config/server-wanted.ts";
import { withDeadline } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { Client } from "./client.ts";
import { applySettings } from "./statements/apply-settings.ts";
import { readBackend } from "./statements/read-backend.ts";
import { readServerState } from "./statements/read-server-state.ts";
import { traced } from "./traced.ts";

/** How long a transaction may pause between two statements: a large result is encoded meanwhile. */
const IDLE_TRANSACTION_MS = 30_000;

/** The server cancels a slow statement itself. After this much longer, the connection is considered dead. */
export const GRACE_MS = 500;

type CreateClient = typeof import("./client.ts").createClient;

/** The options of a session. */
export interface SessionOptions {
  /** The name in `pg_stat_activity`. */
  readonly applicationName: string;
  /** The deadline of a statement. */
  readonly timeoutMs: number;
  /**
   * Whether statements are prepared; default false. Behind a pooler they never are, because the next server process would not
   * know them. A statement that is prepared must return columns of fixed types (cast them): if the application changes the type
   * of a column that it returns, the server refuses the statement once, which a transaction does not survive.
   */
  readonly prepare?: boolean;
  /** Called once when the session has ended after it was open, whichever side ended it. */
  readonly onClose?: (session: Session) => void;
}

/** One connection to one server. Once ended it is never opened again. */
export class Session {
  readonly client: Client;
  readonly host: DatabaseHost;
  /** The server settings of every statement, by name: deadlines, and the settings of the address. */
  readonly settings: Readonly<Record<string, string>>;
  /** When the session was opened or chosen as a fallback, in milliseconds of `performance.now()`. */
  openedAt = performance.now();
  /** The id of the server process behind the session when it was opened. */
  backend = 0;
  /** Whether a pooler such as PgBouncer is in between: then the next statement may run on another server process. */
  pooled = false;
  /** What the server said about itself when the session was opened. */
  state: ServerState = { standby: false, readOnly: false };
  /** Whether it was chosen because no better server answered: then it is not kept for long. */
  isFallback = false;
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
   * Connects to `host` within `connectMs`, and asks what kind of server it is. A session with a server process of its own
   * gets its settings; one behind a pooler does not, because another client might inherit them.
   * Throws the error of the server or the network, and leaves nothing open then.
   */
  static async open(
    address: DatabaseAddress,
    host: DatabaseHost,
    connectMs: number,
    options: SessionOptions,
  ): Promise<Session> {
    // Imported by the first session, so that a start does not wait for it.
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

  /** Whether the session has ended. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Applies the settings to the session. Behind a pooler, call it only if the session keeps its server process. */
  async configure(): Promise<void> {
    await applySettings(this.client, this.settings, "session");
  }

  /** Returns the id of the server process that answers at this moment. */
  askBackend(): Promise<number> {
    return readBackend(this.client);
  }

  /** Ends the session in order, within a second. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.client.end({ timeout: 1 }).catch(() => {});
  }

  /** Ends the session at once, whatever is in progress. */
  abandon(): void {
    this.#closed = true;
    this.client.end({ timeout: 0 }).catch(() => {});
  }

  async #begin(): Promise<void> {
    const { backend, announced, standby, readOnly } = await readServerState(this.client);
    this.backend = backend;
    this.state = { standby, readOnly };
    this.pooled = announced !== backend;
    if (this.pooled) {
      this.client.options.prepare = false;
      await this.#requireTransactions();
    } else await this.configure();
  }

  /** Throws `Failure` when the pooler does not permit transactions. */
  async #requireTransactions(): Promise<void> {
    try {
      await traced(this.client, "BEGIN", this.client.unsafe("begin"));
      await traced(this.client, "COMMIT", this.client.unsafe("commit"));
    } catch (error) {
      throw new Failure(
        "unavailable",
        `the connection pooler at ${describeHosts([this.host])} permits no transactions (PgBouncer's pool_mode=statement): give mlsvc a pool with pool_mode=session, or the URL of the server itself`,
        [],
        { cause: error },
      );
    }
  }
}

function sessionSettings(address: DatabaseAddress, timeoutMs: number): Record<string, string> {
  return {
    statement_timeout: String(timeoutMs),
    // A session whose other end has vanished must not keep its locks for hours. It ends after this silence within a
    // transaction, and outside one after a minute of unanswered keep-alives.
    idle_in_transaction_session_timeout: String(timeoutMs + IDLE_TRANSACTION_MS),
    tcp_keepalives_idle: "30",
    tcp_keepalives_interval: "10",
    tcp_keepalives_count: "3",
    ...address.settings,
  };
}
