import type { DatabaseAddress } from "../config/database-address.ts";
import { withDeadline } from "../deadline.ts";
import type { Client } from "./client.ts";
import { Connector } from "./connector.ts";
import { requireOwnBackend } from "./pooler.ts";
import { asUnavailable, isRefusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** The server cancels a slow statement itself; a little later the connection counts as dead. */
const GRACE_MS = 500;

/** A run whose lock this process lost, or may have: nothing must be written for it. */
export class LostLockError extends Error {
  override readonly name = "LostLockError";
}

/**
 * The one connection on which a process holds its locks. What is asked of it is done one after another, for the
 * locks of a session are lost with it; a connection that went silent is given up and never asked again. Behind a
 * pooler no lock is taken before the pooler has shown that it leaves a session its server process.
 */
export class LockConnection {
  /** This process's alone: so it finds its own earlier sessions. */
  readonly applicationName: string;
  readonly #connector: Connector;
  readonly #timeoutMs: number;
  readonly #onLost: () => void;
  #session: Session | undefined;
  /** Counts the calls of `close`: a session that was being opened meanwhile is not wanted any more. */
  #closings = 0;
  #tail: Promise<unknown> = Promise.resolve();

  /** `onLost` is called whenever a connection broke or was given up, and all locks with it. */
  constructor(address: DatabaseAddress, timeoutMs: number, onLost: () => void) {
    this.applicationName = `${address.applicationName} locks ${crypto.randomUUID().slice(-12)}`;
    this.#connector = Connector.of(address);
    this.#timeoutMs = timeoutMs;
    this.#onLost = onLost;
  }

  /**
   * Does `work` when its turn comes, if it comes in time; after that the work has its own time, the opening of the
   * connection included. Throws `LostLockError` as it is, and `Failure` (`unavailable`).
   */
  async run<T>(work: (sql: Client) => Promise<T>, timeoutMs = this.#timeoutMs): Promise<T> {
    const turn = this.#tail;
    const { promise: done, resolve: finish } = Promise.withResolvers<void>();
    this.#tail = turn.then(() => done);
    try {
      await withDeadline(turn, this.#timeoutMs + GRACE_MS, "the turn on the lock connection");
    } catch (error) {
      finish();
      throw asUnavailable(error);
    }
    const until = performance.now() + timeoutMs + GRACE_MS;
    let session = this.#session;
    try {
      session ??= await this.#open();
      const leftMs = Math.max(until - performance.now(), GRACE_MS);
      return await withDeadline(work(session.client), leftMs, "the database's answer");
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      if (session !== undefined && !isRefusal(error)) this.giveUp(session);
      throw asUnavailable(error);
    } finally {
      finish();
    }
  }

  /** Whether a pooler stands between the connection that is open at present and the server. */
  get isPooled(): boolean {
    return this.#session?.pooled === true;
  }

  /** The connection that is open at present. */
  get client(): Client | undefined {
    return this.#session?.client;
  }

  /** Abandons a connection, by default the present one, and all locks with it. */
  giveUp(session = this.#session): void {
    if (session === undefined) return;
    session.abandon();
    if (this.#session !== session) return;
    this.#session = undefined;
    this.#onLost();
  }

  /** Closes the connection, politely. The next `run` opens another one. */
  async close(): Promise<void> {
    this.#closings++;
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  async #open(): Promise<Session> {
    const closings = this.#closings;
    const options = { timeoutMs: this.#timeoutMs, applicationName: this.applicationName };
    const session = await this.#connector.open({ ...options, onClose: (closed) => this.giveUp(closed) });
    try {
      if (session.pooled) await this.#settle(session);
      if (closings !== this.#closings) throw new Error("the lock connection is not needed any more");
    } catch (error) {
      session.abandon();
      throw error;
    }
    this.#session = session;
    return session;
  }

  /** Makes a session behind a pooler fit to hold locks. Throws `Failure` where the pooler does not let it. */
  async #settle(session: Session): Promise<void> {
    const { address } = this.#connector;
    const options = { applicationName: address.applicationName, timeoutMs: this.#timeoutMs };
    const check = requireOwnBackend(session, () => this.#connector.openOn(session.host, options));
    await withDeadline(check, this.#timeoutMs + GRACE_MS, "the pooler's answer");
    await withDeadline(session.configure(), this.#timeoutMs, "the pooler's answer");
  }
}
