import type { Session } from "./session.ts";

/** Opens a session; `onClose` is to be called when it ends. */
type Open = (onClose: (session: Session) => void) => Promise<Session>;

/**
 * A bounded number of sessions, opened when asked for and closed after some quiet. Each is lent to one borrower at
 * a time; further ones wait in order.
 */
export class SessionPool {
  readonly #openSession: Open;
  readonly #size: number;
  readonly #idleMs: number;
  /** Those that nobody has, each with the timer that closes it. */
  readonly #idle = new Map<Session, ReturnType<typeof setTimeout>>();
  readonly #waiting: PromiseWithResolvers<Session>[] = [];
  /** Sessions that are open or being opened. */
  #count = 0;
  #closing = false;

  constructor(openSession: Open, size: number, idleMs: number) {
    this.#openSession = openSession;
    this.#size = size;
    this.#idleMs = idleMs;
  }

  /** Lends a session, opened for this if need be: to be handed to `giveBack` or `discard`. Throws what `open` throws. */
  async take(): Promise<Session> {
    // The one used last: the others get their quiet.
    const session = [...this.#idle.keys()].at(-1);
    if (session !== undefined) {
      clearTimeout(this.#idle.get(session));
      this.#idle.delete(session);
      return session;
    }
    const waiter = Promise.withResolvers<Session>();
    this.#waiting.push(waiter);
    if (this.#count < this.#size) void this.#open();
    return waiter.promise;
  }

  /** Takes a session back for the next borrower. */
  giveBack(session: Session): void {
    if (session.closed || this.#closing || this.#isSpent(session)) {
      this.discard(session);
      return;
    }
    const waiter = this.#waiting.shift();
    if (waiter !== undefined) {
      waiter.resolve(session);
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.delete(session);
      this.discard(session);
    }, this.#idleMs);
    this.#idle.set(session, timer);
  }

  /** Ends a session, borrowed or not, that is of no more use. */
  discard(session: Session): void {
    session.abandon();
    this.#count--;
    if (this.#waiting.length > 0) void this.#open();
  }

  /** Ends those that nobody has: after one went silent, what is left of the others is unknown. */
  discardIdle(): void {
    for (const session of [...this.#idle.keys()]) this.#drop(session);
  }

  /** Ends all, those that are lent when they come back. */
  async close(): Promise<void> {
    this.#closing = true;
    const idle = [...this.#idle];
    this.#idle.clear();
    for (const [, timer] of idle) clearTimeout(timer);
    await Promise.all(idle.map(([session]) => session.close()));
  }

  /** One that was taken for want of a better server is not kept for ever: a better one may be back. */
  #isSpent({ secondChoice, openedAt }: Session): boolean {
    return secondChoice && performance.now() - openedAt > this.#idleMs;
  }

  async #open(): Promise<void> {
    this.#count++;
    let session: Session;
    try {
      session = await this.#openSession((closed) => this.#drop(closed));
    } catch (error) {
      this.#count--;
      // Whoever waits would hear the same, one deadline later.
      for (const waiter of this.#waiting.splice(0)) waiter.reject(error);
      return;
    }
    this.giveBack(session);
  }

  #drop(session: Session): void {
    const timer = this.#idle.get(session);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#idle.delete(session);
    this.discard(session);
  }
}
