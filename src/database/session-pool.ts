import { type Deadline, Deadlines } from "../deadline.ts";
import type { Session } from "./session.ts";

/** What a pool needs to know. */
export interface SessionPoolOptions {
  /** Opens a session; `onClose` is to be called when it ends. */
  readonly open: (onClose: (session: Session) => void) => Promise<Session>;
  /** Whether a session that is sound should be lent to nobody any more. */
  readonly isSpent: (session: Session) => boolean;
  readonly size: number;
  /** A session is closed after this much quiet. */
  readonly idleMs: number;
}

/**
 * A bounded number of sessions, opened when asked for and closed after some quiet. Each is lent to one borrower at
 * a time; further ones wait in order.
 */
export class SessionPool {
  readonly #options: SessionPoolOptions;
  readonly #quiet: Deadlines;
  /** Those that nobody has, each with what closes it after some quiet; the one used last is at the end. */
  readonly #idle: { readonly session: Session; readonly quiet: Deadline }[] = [];
  readonly #waiting: PromiseWithResolvers<Session>[] = [];
  /** Sessions that are open or being opened. */
  #count = 0;
  #closing = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    this.#quiet = new Deadlines(options.idleMs);
  }

  /** Lends a session, opened for this if need be: to be handed to `giveBack` or `discard`. Throws what `open` throws. */
  async take(): Promise<Session> {
    // The one used last: the others get their quiet.
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      this.#quiet.end(idle.quiet);
      if (!this.#options.isSpent(idle.session)) return idle.session;
      this.discard(idle.session);
    }
    const waiter = Promise.withResolvers<Session>();
    this.#waiting.push(waiter);
    if (this.#count < this.#options.size) void this.#open();
    return waiter.promise;
  }

  /** Takes a session back for the next borrower. */
  giveBack(session: Session): void {
    if (session.closed || this.#closing || this.#options.isSpent(session)) {
      this.discard(session);
      return;
    }
    this.#lend(session);
  }

  /** Ends a session, borrowed or not, that is of no more use. */
  discard(session: Session): void {
    session.abandon();
    this.#count--;
    if (this.#waiting.length > 0) void this.#open();
  }

  /** Ends those that nobody has: after one went silent, what is left of the others is unknown. */
  discardIdle(): void {
    for (const { session } of [...this.#idle]) this.#drop(session);
  }

  /** Ends all, those that are lent when they come back. */
  async close(): Promise<void> {
    this.#closing = true;
    const idle = this.#idle.splice(0);
    for (const { quiet } of idle) this.#quiet.end(quiet);
    await Promise.all(idle.map(({ session }) => session.close()));
  }

  async #open(): Promise<void> {
    this.#count++;
    let session: Session;
    try {
      session = await this.#options.open((closed) => this.#drop(closed));
    } catch (error) {
      this.#count--;
      // There may be no place for one more session; those that are there serve whoever waits.
      if (this.#count > 0) return;
      // Whoever waits would hear the same, one deadline later.
      for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
      return;
    }
    if (session.closed || this.#closing) this.discard(session);
    else this.#lend(session);
  }

  /** Hands a session to the first who waits, or keeps it for a while. */
  #lend(session: Session): void {
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter.resolve(session);
      return;
    }
    this.#idle.push({ session, quiet: this.#quiet.start(() => this.#drop(session)) });
  }

  #drop(session: Session): void {
    const at = this.#idle.findIndex((idle) => idle.session === session);
    if (at < 0) return;
    this.#quiet.end(this.#idle[at]!.quiet);
    this.#idle.splice(at, 1);
    this.discard(session);
  }
}
