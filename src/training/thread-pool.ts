import { type FitObserver, FitWorker } from "./fit-worker.ts";

/** An idle thread is ended after this much quiet, so that an idle service stays small. */
const QUIET_MS = 60_000;

/** An idle thread that holds more than this is ended: an ordinary one holds a third of it. */
const MAX_IDLE_BYTES = 134_217_728;

/**
 * The threads that trainings run on. A new thread takes tens of milliseconds to load the library and runs cold code;
 * so one that has finished a fit is kept for the next run. At most one is kept idle.
 */
export class ThreadPool {
  #idle: FitWorker | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #quietMs: number;
  readonly #maxIdleBytes: number;

  /** `quietMs` is how long a thread is kept idle, `maxIdleBytes` what it may hold meanwhile. */
  constructor(quietMs = QUIET_MS, maxIdleBytes = MAX_IDLE_BYTES) {
    this.#quietMs = quietMs;
    this.#maxIdleBytes = maxIdleBytes;
  }

  /** The thread for one training: the idle one, or a new one. `release` gives it back. */
  take(observer: FitObserver): FitWorker {
    const idle = this.#idle;
    this.#forget();
    if (idle?.isAlive) {
      idle.serve(observer);
      return idle;
    }
    return new FitWorker(observer, (thread) => this.#keep(thread));
  }

  /** Ends the idle thread and keeps no other. */
  close(): void {
    this.#isClosed = true;
    this.#idle?.terminate();
    this.#forget();
  }

  #keep(thread: FitWorker): void {
    if (this.#isClosed || this.#idle !== undefined) {
      thread.terminate();
      return;
    }
    this.#idle = thread;
    this.#quiet = setTimeout(() => {
      this.#idle = undefined;
      thread.terminate();
    }, this.#quietMs);
    thread.rest((bytes) => {
      if (this.#idle !== thread || bytes <= this.#maxIdleBytes) return;
      this.#forget();
      thread.terminate();
    });
  }

  #forget(): void {
    clearTimeout(this.#quiet);
    this.#idle = undefined;
  }
}
