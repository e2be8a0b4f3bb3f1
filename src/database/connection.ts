import type { DatabaseAddress } from "../config/database-address.ts";
import { DeadlineError, Deadlines } from "../deadline.ts";
import type { Client } from "./client.ts";
import { Connector } from "./connector.ts";
import { DatabaseErrors, type Operation } from "./database-errors.ts";
import { asUnavailable, isReadOnlyServer, isRefusal } from "./refusal.ts";
import { GRACE_MS, type Session } from "./session.ts";
import { SessionPool } from "./session-pool.ts";
import { inTransaction } from "./transaction.ts";

/** The maximum number of connections for queries. On a small database, more of them would only wait for one another. */
const POOL_SIZE = 4;
/** A connection that is idle for this long is closed, so that an idle service holds none. */
const POOL_IDLE_MS = 2000;
/** With several servers, a session is replaced after this time, so that the roles of the servers are checked again. */
const MAX_AGE_MS = 60_000;

/** Runs statements on a pool of sessions. Locks that a session holds are not for this pool; see `RunLocks`. */
export class Database {
  readonly address: DatabaseAddress;
  /** The deadline of a statement in milliseconds. */
  readonly timeoutMs: number;
  readonly #connector: Connector;
  readonly #errors: DatabaseErrors;
  readonly #deadlines: Deadlines;
  #pool: SessionPool | undefined;

  /** `errors` counts the calls of `run` that fail. */
  constructor(address: DatabaseAddress, timeoutMs: number, errors = new DatabaseErrors()) {
    this.address = address;
    this.#errors = errors;
    this.timeoutMs = timeoutMs;
    this.#connector = Connector.of(address);
    this.#deadlines = new Deadlines(this.callTimeoutMs);
  }

  /** The longest time in milliseconds that a caller of `run` waits, for a session and for its statements together. */
  get callTimeoutMs(): number {
    return this.timeoutMs + GRACE_MS;
  }

  /**
   * Runs `statement`, a part of `operation`, within the deadline. Behind a pooler, everything that it sends is one transaction, so that one server
   * process with the right settings runs all of it. When the server turns out to be read-only, `statement` runs once more, on
   * another server. Throws `Failure` (`unavailable`) when the database cannot be reached, does not answer in time, or refuses
   * the statement.
   */
  async run<T>(operation: Operation, statement: (sql: Client) => Promise<T>): Promise<T> {
    try {
      return await this.#attempt(statement).catch((error) => {
        if (!isReadOnlyServer(error)) throw error;
        return this.#attempt(statement);
      });
    } catch (error) {
      this.#errors.count(operation);
      throw asUnavailable(error);
    }
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.close();
  }

  async #attempt<T>(statement: (sql: Client) => Promise<T>): Promise<T> {
    this.#pool ??= this.#createPool();
    const pool = this.#pool;
    const call: { session?: Session; hasFailed: boolean } = { hasFailed: false };
    const work = async () => {
      const session = await pool.take();
      if (call.hasFailed) {
        pool.release(session);
        throw new DeadlineError("the session came too late");
      }
      call.session = session;
      return this.#runOn(session, statement);
    };
    try {
      const result = await this.#deadlines.within(work(), "the database's answer");
      pool.release(call.session!);
      return result;
    } catch (error) {
      call.hasFailed = true;
      const isSound = isRefusal(error);
      if (call.session !== undefined && isSound) pool.release(call.session);
      if (call.session !== undefined && !isSound) pool.discard(call.session);
      // A connection that does not answer is never used again; the idle ones may be broken as well.
      if (!isSound) pool.discardIdle();
      throw error;
    }
  }

  #runOn<T>({ client, pooled, settings }: Session, statement: (sql: Client) => Promise<T>): Promise<T> {
    return pooled
      ? inTransaction(client, this.timeoutMs, () => statement(client), settings)
      : statement(client);
  }

  #createPool(): SessionPool {
    const { applicationName } = this.address;
    const options = { applicationName, timeoutMs: this.timeoutMs, prepare: true };
    return new SessionPool({
      open: (onClose) => this.#connector.open({ ...options, onClose }),
      isOutdated: (session) => this.#isOutdated(session),
      size: POOL_SIZE,
      idleMs: POOL_IDLE_MS,
    });
  }

  /** Whether there may be a better server than that of the session by now. */
  #isOutdated(session: Session): boolean {
    if (this.address.hosts.length === 1) return false;
    const ageMs = performance.now() - session.openedAt;
    if (session.isFallback) return ageMs > POOL_IDLE_MS;
    return this.#connector.hasLeft(session) || ageMs > MAX_AGE_MS;
  }
}
