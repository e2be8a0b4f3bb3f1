import type { DatabaseAddress } from "../config/database-address.ts";
import { withDeadline } from "../deadline.ts";
import type { Client } from "./client.ts";
import { Connector } from "./connector.ts";
import type { DatabaseErrors, Operation } from "./database-errors.ts";
import { requireOwnBackend } from "./pooler.ts";
import { asUnavailable, isRefusal } from "./refusal.ts";
import { GRACE_MS, type Session } from "./session.ts";

/** This process has lost the lock of a run, or may have: nothing may be written for that run. */
export class LostLockError extends Error {
  override readonly name = "LostLockError";
}

/**
 * The one connection on which a process holds its locks. Calls are executed one after another. A connection that does not
 * answer is given up, and with it all its locks. Behind a pooler, a new connection is first checked to keep its server process.
 */
export class LockConnection {
  /** The name of the sessions of this process only, by which it finds its earlier ones. */
  readonly applicationName: string;
  readonly #connector: Connector;
  readonly #timeoutMs: number;
  readonly #errors: DatabaseErrors;
  readonly #onLost: () => void;
  #session: Session | undefined;
  /** The number of calls of `close`: a session that was being opened meanwhile is not needed any more. */
  #closings = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /**
   * `errors` counts the calls of `run` that fail. `onLost` is called whenever a connection broke or was given up, which loses
   * all locks.
   */
  constructor(address: DatabaseAddress, timeoutMs: number, errors: DatabaseErrors, onLost: () => void) {
    this.applicationName = `${address.applicationName} locks ${crypto.randomUUID().slice(-12)}`;
    this.#connector = Connector.of(address);
    this.#timeoutMs = timeoutMs;
    this.#errors = errors;
    this.#onLost = onLost;
  }

  /**
   * Runs `work`, a part of `operation`, when the earlier calls are done, for which it waits a limited time. The work then has `timeoutMs`, including the
   * time to open the connection. Throws `LostLockError` unchanged, and any other error as `Failure` (`unavailable`).
   */
  async run<T>(
    operation: Operation,
    work: (sql: Client) => Promise<T>,
    timeoutMs = this.#timeoutMs,
  ): Promise<T> {
    try {
      return await this.#runInTurn(work, timeoutMs);
    } catch (error) {
      this.#errors.count(operation);
      throw error instanceof LostLockError ? error : asUnavailable(error);
    }
  }

  /** Whether a pooler is between the open connection and the server. */
  get isPooled(): boolean {
    return this.#session?.pooled === true;
  }

  /** The open connection. */
  get client(): Client | undefined {
    return this.#session?.client;
  }

  /** Abandons a connection, by default the open one, and with it all locks. */
  giveUp(session = this.#session): void {
    if (session === undefined) return;
    session.abandon();
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#onLost();
  }

  /** Closes the connection in order. The next `run` opens another one. */
  async close(): Promise<void> {
    this.#closings++;
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  /** Does the work when the earlier calls are done; see `run`. Throws any error as it is. */
  async #runInTurn<T>(work: (sql: Client) => Promise<T>, timeoutMs: number): Promise<T> {
    const turn = this.#tail;
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    this.#tail = turn.then(() => done);
    try {
      await withDeadline(turn, this.#timeoutMs + GRACE_MS, "the turn on the lock connection");
    } catch (error) {
      finish();
      throw error;
    }
    const until = performance.now() + timeoutMs + GRACE_MS;
    let session = this.#session;
    try {
      session ??= await this.#open();
      const leftMs = Math.max(until - performance.now(), GRACE_MS);
      return await withDeadline(work(session.client), leftMs, "the database's answer");
    } catch (error) {
      const isSound = error instanceof LostLockError || isRefusal(error);
      if (session !== undefined && !isSound) this.giveUp(session);
      throw error;
    } finally {
      finish();
    }
  }

  async #open(): Promise<Session> {
    const closings = this.#closings;
    const options = { timeoutMs: this.#timeoutMs, applicationName: this.applicationName, prepare: true };
    const session = await this.#connector.open({ ...options, onClose: (closed) => this.giveUp(closed) });
    try {
      if (session.pooled) await this.#prepareForLocks(session);
      if (closings !== this.#closings) throw new Error("the lock connection is not needed any more");
    } catch (error) {
      session.abandon();
      throw error;
    }
    this.#session = session;
    return session;
  }

  /** Prepares a session behind a pooler for locks. Throws `Failure` when the pooler does not permit that. */
  async #prepareForLocks(session: Session): Promise<void> {
    const { address } = this.#connector;
    const options = { applicationName: address.applicationName, timeoutMs: this.#timeoutMs };
    const check = requireOwnBackend(session, () => this.#connector.openOn(session.host, options));
    await withDeadline(check, this.#timeoutMs + GRACE_MS, "the pooler's answer");
    await withDeadline(session.configure(), this.#timeoutMs, "the pooler's answer");
  }
}
