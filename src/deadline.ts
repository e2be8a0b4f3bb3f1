/** An operation took longer than permitted. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/**
 * Settles as `promise` does, or, if that has not settled after `milliseconds`, rejects with a `DeadlineError` that names `what`.
 * The operation itself continues unless the caller stops it. A later rejection of `promise` is ignored.
 */
export async function withDeadline<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(deadlineError(what, milliseconds)), milliseconds);
  });
  promise.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** One deadline of a `Deadlines`, an entry of its linked list. */
export interface Deadline {
  /** In milliseconds of `performance.now()`. */
  readonly dueAt: number;
  readonly onLate: () => void;
  previous: Deadline | undefined;
  next: Deadline | undefined;
}

/**
 * Deadlines of the same length. They are due in the order in which they were started, so all of them share one timer, which
 * keeps running when they end. A deadline therefore costs a list entry and no timer.
 */
export class Deadlines {
  readonly milliseconds: number;
  #oldest: Deadline | undefined;
  #newest: Deadline | undefined;
  #hasTimer = false;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
  }

  /** Starts a deadline: `onLate` is called when it passes, unless `end` is called before. */
  start(onLate: () => void): Deadline {
    const dueAt = performance.now() + this.milliseconds;
    const deadline: Deadline = { dueAt, onLate, previous: this.#newest, next: undefined };
    if (this.#newest === undefined) this.#oldest = deadline;
    else this.#newest.next = deadline;
    this.#newest = deadline;
    if (!this.#hasTimer) this.#startTimer(this.milliseconds);
    return deadline;
  }

  /** Ends a deadline. Has no effect on one that has passed or was ended. */
  end(deadline: Deadline): void {
    const { previous, next } = deadline;
    if (previous === undefined) {
      // Not in the list: it has passed or was ended.
      if (this.#oldest !== deadline) return;
      this.#oldest = next;
    } else previous.next = next;
    if (next === undefined) this.#newest = previous;
    else next.previous = previous;
    deadline.previous = deadline.next = undefined;
  }

  /** Like `withDeadline`, with the length of these deadlines. */
  within<T>(promise: Promise<T>, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const deadline = this.start(() => reject(deadlineError(what, this.milliseconds)));
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

  #startTimer(milliseconds: number): void {
    this.#hasTimer = true;
    setTimeout(() => this.#onTimer(), milliseconds);
  }

  #onTimer(): void {
    this.#hasTimer = false;
    for (let oldest = this.#oldest; oldest !== undefined; oldest = this.#oldest) {
      const leftMs = oldest.dueAt - performance.now();
      if (leftMs > 0) {
        this.#startTimer(Math.ceil(leftMs));
        return;
      }
      this.end(oldest);
      oldest.onLate();
    }
  }
}

/** Returns the error for an operation, `what`, that took longer than `milliseconds`. */
export function deadlineError(what: string, milliseconds: number): DeadlineError {
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

/**
 * Pauses between attempts: for `pausesMs[attempt]` milliseconds, or for the last entry of `pausesMs` when there is none at that
 * index. `attempt` counts from 0. Ends as soon as `signal` is aborted.
 */
export function pauseAfter(
  attempt: number,
  pausesMs: readonly number[],
  signal?: AbortSignal,
): Promise<void> {
  return pause(pausesMs[Math.min(attempt, pausesMs.length - 1)]!, signal);
}

/** Resolves when `signal` is aborted, at once if it is already. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Resolves in the next turn of the event loop, after everything that is ready has been handled. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
