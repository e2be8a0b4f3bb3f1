import { type Deadline, Deadlines } from "../deadline.ts";
import type { Session } from "./session.ts";

/** The options of a pool. */
export interface SessionPoolOptions {
  /** Opens a session. `onClose` is called when the session ends. */
  readonly open: (onClose: (session: Session) => void) => Promise<Session>;
  /** Whether a session should be replaced although it works. */
  readonly isOutdated: (session: Session) => boolean;
  /** The most sessions. */
  readonly size: number;
  /** A session that is idle for this long is closed. */
  readonly idleMs: number;
}

/**
 * A bounded number of sessions, which are opened when they are needed and closed when they are idle. Each is used by one
 * caller at a time; further callers wait in order.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #idleDeadlines: Deadlines;
  /** The sessions not in use, each with the deadline that closes it; the one used last is at the end. */
  readonly #idle: { readonly session: Session; readonly deadline: Deadline }[] = [];
  readonly #waiting: PromiseWithResolvers<Session>[] = [];
  /** The number of sessions that are open or being opened. */
  #count = 0;
  #closing = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    this.#idleDeadlines = new Deadlines(options.idleMs);
  }

  /** Returns a session, opened if necessary. The caller passes it to `release` or `discard`. Throws what `open` throws. */
  async take(): Promise<Session> {
    // The one used last, so that the others become idle.
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      this.#idleDeadlines.end(idle.deadline);
      if (!this.#options.isOutdated(idle.session)) return idle.session;
      this.discard(idle.session);
    }
    const waiter = Promise.withResolvers<Session>();
    this.#waiting.push(waiter);
    if (this.#count < this.#options.size) void this.#open();
    return waiter.promise;
  }

  /** Takes a session back for the next caller. */
  release(session: Session): void {
    if (session.closed || this.#closing || this.#options.isOutdated(session)) {
      this.discard(session);
      return;
    }
    this.#assign(session);
  }

  /** Ends a session that must not be used again, in use or idle. */
  discard(session: Session): void {
    session.abandon();
    this.#count--;
    if (this.#waiting.length > 0) void this.#open();
  }

  /** Ends the idle sessions: when one did not answer, the others may be broken too. */
  discardIdle(): void {
    for (const { session } of [...this.#idle]) this.#drop(session);
  }

  /** Ends all sessions, those in use when they are released. */
  async close(): Promise<void> {
    this.#closing = true;
    const idle = this.#idle.splice(0);
    for (const { deadline } of idle) this.#idleDeadlines.end(deadline);
    await Promise.all(idle.map(({ session }) => session.close()));
  }

  async #open(): Promise<void> {
    this.#count++;
    let session: Session;
    try {
      session = await this.#options.open((closed) => this.#drop(closed));
    } catch (error) {
      this.#count--;
      // The server may permit no further session: then the open ones serve the callers that wait.
      if (this.#count > 0) return;
      // All callers that wait would get the same error, one deadline later.
      for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
      return;
    }
    if (session.closed || this.#closing) this.discard(session);
    else this.#assign(session);
  }

  /** Gives a session to the first caller that waits, or keeps it for a while. */
  #assign(session: Session): void {
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter.resolve(session);
      return;
    }
    this.#idle.push({ session, deadline: this.#idleDeadlines.start(() => this.#drop(session)) });
  }

  /** Discards a session if it is idle. */
  #drop(session: Session): void {
    const at = this.#idle.findIndex((idle) => idle.session === session);
    if (at < 0) return;
    this.#idleDeadlines.end(this.#idle[at]!.deadline);
    this.#idle.splice(at, 1);
    this.discard(session);
  }
}
