/** A wait on another party took longer than it may. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * `promise`, or a `DeadlineError` when it has not settled after `milliseconds`. What stands behind the promise
 * goes on: the caller stops it. A late rejection is swallowed, for nobody waits for it any more.
 */
export async function withDeadline<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(lateness(what, milliseconds)), milliseconds);
  });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One wait in a list of `Deadlines`. */
export interface Deadline {
  readonly dueAt: number;
  readonly onLate: () => void;
  previous: Deadline | undefined;
  next: Deadline | undefined;
}

/**
 * Deadlines of one length: of all that were started alike the oldest is due first, so one timer serves them all, and it
 * is left running when they end. A wait costs a list entry, and no timer.
 */
export class Deadlines {
  readonly milliseconds: number;
  #oldest: Deadline | undefined;
  #newest: Deadline | undefined;
  #isTimed = false;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** Calls `onLate` once the time is over, unless `end` is called before. */
  start(onLate: () => void): Deadline {
    const dueAt = performance.now() + this.milliseconds;
    const deadline: Deadline = { dueAt, onLate, previous: this.#newest, next: undefined };
    if (this.#newest === undefined) this.#oldest = deadline;
    else this.#newest.next = deadline;
    this.#newest = deadline;
    if (!this.#isTimed) this.#time(this.milliseconds);
    return deadline;
  }

  /** Ends a deadline that was started and has not passed. */
  end(deadline: Deadline): void {
    const { previous, next } = deadline;
    if (previous === undefined) {
      // Not in the list: it has passed, or was ended before.
      if (this.#oldest !== deadline) return;
      this.#oldest = next;
    } else previous.next = next;
    if (next === undefined) this.#newest = previous;
    else next.previous = previous;
    deadline.previous = deadline.next = undefined;
  }

  /** As `withDeadline`, with the time that these deadlines have. */
  within<T>(promise: Promise<T>, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const deadline = this.start(() => reject(lateness(what, this.milliseconds)));
      promise.then(
        (value) => {
          this.end(deadline);
          resolve(value);
        },
        (error) => {
          this.end(deadline);
          reject(error);
        },
      );
    });
  }

  #time(milliseconds: number): void {
    this.#isTimed = true;
    setTimeout(() => this.#passed(), milliseconds);
  }

  #passed(): void {
    this.#isTimed = false;
    for (let oldest = this.#oldest; oldest !== undefined; oldest = this.#oldest) {
      const leftMs = oldest.dueAt - performance.now();
      if (leftMs > 0) {
        this.#time(Math.ceil(leftMs));
        return;
      }
      this.end(oldest);
      oldest.onLate();
    }
  }
}

/** Returns the error for a wait for `what` that took longer than `milliseconds`. */
export function lateness(what: string, milliseconds: number): DeadlineError {
  return new DeadlineError(`${what} took longer than ${milliseconds} ms`);
}

/** Resolves after `milliseconds`, or as soon as `signal` is aborted. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal?.addEventListener("abort", finish);
  });
}

/** Resolves once `signal` is aborted, which it may be already. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
