import { type FitObserver, FitWorker } from "./fit-worker.ts";

/** An idle thread is ended after this much quiet, so that an idle service stays small. */
const QUIET_MS = 60_000;

/** An idle thread that holds more than this is ended: an ordinary one holds a third of it. */
const MAX_IDLE_BYTES = 134_217_728;

/**
 * The threads that trainings run on. A new thread takes tens of milliseconds to load the library and runs cold code;
 * so one that has finished a fit is kept for the next run, once it has let go of what that one left. At most one is kept.
 */
export class ThreadPool {
  #kept: FitWorker | undefined;
  #hasRested = false;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #quietMs: number;
  readonly #maxIdleBytes: number;

  /** `quietMs` is how long a thread is kept idle, `maxIdleBytes` what it may hold meanwhile. */
  constructor(quietMs = QUIET_MS, maxIdleBytes = MAX_IDLE_BYTES) {
    this.#quietMs = quietMs;
    this.#maxIdleBytes = maxIdleBytes;
  }

  /** Whether a thread is ready that has served a run before. */
  get isWarm(): boolean {
    return this.#hasRested && this.#kept?.isAlive === true;
  }

  /** The thread for one training: the one that is ready, or a new one. `release` gives it back. */
  take(observer: FitObserver): FitWorker {
    const kept = this.#kept;
    if (kept === undefined || !this.isWarm) return new FitWorker(observer, (thread) => this.#keep(thread));
    this.#forget();
    kept.serve(observer);
    return kept;
  }

  /** Ends the thread that is kept, and keeps no other. */
  close(): void {
    this.#isClosed = true;
    this.#end();
  }

  #keep(thread: FitWorker): void {
    if (this.#isClosed || this.#kept?.isAlive) {
      thread.terminate();
      return;
    }
    this.#end();
    this.#kept = thread;
    this.#quiet = setTimeout(() => this.#end(), this.#quietMs);
    thread.rest((bytes) => {
      if (this.#kept !== thread) return;
      if (bytes > this.#maxIdleBytes) this.#end();
      else this.#hasRested = true;
    });
  }

  #end(): void {
    this.#kept?.terminate();
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#quiet);
    this.#kept = undefined;
    this.#hasRested = false;
  }
}
