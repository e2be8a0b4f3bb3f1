import type { DatabaseAddress } from "../config/database-address.ts";
import { DeadlineError, Deadlines } from "../deadline.ts";
import type { Client } from "./client.ts";
import { Connector } from "./connector.ts";
import { asUnavailable, isReadOnlyServer, isRefusal } from "./refusal.ts";
import type { Session } from "./session.ts";
import { SessionPool } from "./session-pool.ts";
import { inTransaction } from "./transaction.ts";

export type { Client, Sql } from "./client.ts";
export { asUnavailable, isPermanent, isRefusal, reasonOf } from "./refusal.ts";

/** Connections for queries; more would only wait for one another on a small database. */
const POOL_SIZE = 4;
/** The pool lets go of a connection after this much quiet: an idle service holds none. */
const POOL_IDLE_MS = 2000;
/** Where there are several servers, their roles are looked at again after this time at the latest. */
const MAX_AGE_MS = 60_000;
/** The server cancels a slow statement itself; a little later the connection counts as dead. */
const GRACE_MS = 500;

/** The pool: queries that hold no lock beyond their own statement. */
export class Database {
  readonly address: DatabaseAddress;
  readonly timeoutMs: number;
  readonly #connector: Connector;
  readonly #deadlines: Deadlines;
  #pool: SessionPool | undefined;

  constructor(address: DatabaseAddress, timeoutMs: number) {
    this.address = address;
    this.timeoutMs = timeoutMs;
    this.#connector = Connector.of(address);
    this.#deadlines = new Deadlines(this.patienceMs);
  }

  /** How long a caller waits at most, in milliseconds: for a session, and for what it does there. */
  get patienceMs(): number {
    return this.timeoutMs + GRACE_MS;
  }

  /**
   * Runs `statement` within the deadline. Behind a pooler all that it sends is one transaction, so that it meets one
   * server process with its own settings. A server that turns out to be read-only is given up, and `statement` runs
   * once more, on another one. Throws `Failure` (`unavailable`) when the database cannot be reached, does not answer
   * in time, or refuses the statement.
   */
  async run<T>(statement: (sql: Client) => Promise<T>): Promise<T> {
    try {
      return await this.#attempt(statement).catch((error) => {
        if (!isReadOnlyServer(error)) throw error;
        return this.#attempt(statement);
      });
    } catch (error) {
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
    const loan: { session?: Session; over: boolean } = { over: false };
    const work = async () => {
      const session = await pool.take();
      if (loan.over) {
        pool.giveBack(session);
        throw new DeadlineError("the session came too late");
      }
      loan.session = session;
      return this.#runOn(session, statement);
    };
    try {
      const result = await this.#deadlines.within(work(), "the database's answer");
      pool.giveBack(loan.session!);
      return result;
    } catch (error) {
      loan.over = true;
      const sound = isRefusal(error);
      if (loan.session !== undefined && sound) pool.giveBack(loan.session);
      if (loan.session !== undefined && !sound) pool.discard(loan.session);
      // A connection that went silent is never asked again, nor are the others that may have gone with it.
      if (!sound) pool.discardIdle();
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
      isSpent: (session) => this.#isSpent(session),
      size: POOL_SIZE,
      idleMs: POOL_IDLE_MS,
    });
  }

  /** Whether a better server than that of the session may have been found, or may be back. */
  #isSpent(session: Session): boolean {
    if (this.address.hosts.length === 1) return false;
    const ageMs = performance.now() - session.openedAt;
    if (session.secondChoice) return ageMs > POOL_IDLE_MS;
    return this.#connector.hasLeft(session) || ageMs > MAX_AGE_MS;
  }
}
