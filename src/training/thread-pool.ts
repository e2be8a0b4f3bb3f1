import { type FitObserver, FitWorker } from "./fit-worker.ts";

/** How long an idle thread is kept, so that an idle service stays small. */
const IDLE_MS = 60_000;

/** Time between a run and the collection of its garbage: not at once, because the next run may follow directly. */
const COLLECT_AFTER_MS = 1000;

/** An idle thread that holds more memory than this is ended. An ordinary one holds a third of it. */
const MAX_IDLE_BYTES = 134_217_728;

/**
 * The threads that trainings run on. A new thread takes tens of milliseconds to load the library, and its code is not compiled
 * yet. Therefore a thread that has finished a fit and dropped its data is kept for the next run. At most one thread is kept.
 */
export class ThreadPool {
  #kept: FitWorker | undefined;
  #isTidy = false;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #collectTimer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  readonly #idleMs: number;
  readonly #maxIdleBytes: number;
  readonly #collectAfterMs: number;

  /**
   * `idleMs` is how long a thread is kept idle, `maxIdleBytes` the most memory it may hold meanwhile, `collectAfterMs` how
   * long after a run its garbage is collected.
   */
  constructor(idleMs = IDLE_MS, maxIdleBytes = MAX_IDLE_BYTES, collectAfterMs = COLLECT_AFTER_MS) {
    this.#idleMs = idleMs;
    this.#maxIdleBytes = maxIdleBytes;
    this.#collectAfterMs = collectAfterMs;
  }

  /** Whether a thread that has served a run before is ready for another. */
  get isWarm(): boolean {
    return this.#isTidy && this.#kept?.isAlive === true;
  }

  /** Returns a thread for one training: the one that is ready, or a new one. Its `release` returns it to the pool. */
  take(observer: FitObserver): FitWorker {
    const kept = this.#kept;
    if (kept === undefined || !this.isWarm) return new FitWorker(observer, (thread) => this.#keep(thread));
    this.#forget();
    kept.serve(observer);
    return kept;
  }

  /** Ends the thread that is kept. From then on, no thread is kept. */
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
    this.#idleTimer = setTimeout(() => this.#end(), this.#idleMs);
    thread.tidy(() => {
      if (this.#kept !== thread) return;
      this.#isTidy = true;
      this.#collectTimer = setTimeout(() => this.#collect(thread), this.#collectAfterMs);
    });
  }

  #collect(thread: FitWorker): void {
    thread.collect((bytes) => {
      if (this.#kept === thread && bytes > this.#maxIdleBytes) this.#end();
    });
  }

  #end(): void {
    this.#kept?.terminate();
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#collectTimer);
    this.#kept = undefined;
    this.#isTidy = false;
  }
}
