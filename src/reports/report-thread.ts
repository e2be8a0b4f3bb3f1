import { withDeadline } from "../deadline.ts";
import { REPORT_WORKER_URL } from "../worker-url.ts";
import type { ReportReply, ReportRequest } from "./report-protocol.ts";

/** An idle thread is ended after this time, to free its memory. */
const IDLE_MS = 30_000;
/** Maximum duration of one report, including the start of the thread. */
const TIMEOUT_MS = 30_000;

/**
 * The main thread's side of the worker thread that writes reports, one at a time. The thread starts with the first report, and
 * ends when there has been none for a while: the library of charts takes time and memory, which predictions must not lack.
 */
export class ReportThread {
  readonly #idleMs: number;
  #worker: Worker | undefined;
  #reply: PromiseWithResolvers<ReportReply> | undefined;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  /** An idle thread is kept for `idleMs` milliseconds. */
  constructor(idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
  }

  /** Whether there is a thread. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /**
   * Writes a report. It must not be called again before the former call has ended. Throws `DeadlineError` when it takes too
   * long, and an error when the thread fails; the next call starts another thread.
   */
  async write(request: ReportRequest): Promise<ReportReply> {
    clearTimeout(this.#idleTimer);
    this.#worker ??= this.#start();
    this.#reply = Promise.withResolvers();
    try {
      this.#worker.postMessage(request);
      return await withDeadline(this.#reply.promise, TIMEOUT_MS, "writing the report");
    } catch (error) {
      this.end();
      throw error;
    } finally {
      this.#reply = undefined;
      this.#idleTimer = setTimeout(() => this.end(), this.#idleMs);
      this.#idleTimer.unref();
    }
  }

  /** Ends the thread, if there is one. The report that it writes fails. */
  end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#reply?.reject(new Error("the thread that writes reports was ended"));
    worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(REPORT_WORKER_URL);
    // An idle thread must not keep the process alive.
    worker.unref();
    const fail = (message: string) => {
      if (worker === this.#worker) this.#reply?.reject(new Error(message));
    };
    worker.onmessage = ({ data }: MessageEvent<ReportReply>) => this.#reply?.resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      fail(`the thread that writes reports failed: ${event.message}`);
    };
    worker.addEventListener("close", () => fail("the thread that writes reports ended"));
    return worker;
  }
}
