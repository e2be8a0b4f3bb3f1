import * as v from "valibot";
import { Failure } from "../errors.ts";
import { ChunkQueue } from "../ingest/chunk-queue.ts";
import type { WireLimits } from "../ingest/plain-reader.ts";
import { HELPER_URL, TRAINING_WORKER_URL } from "../worker-url.ts";
import {
  type FitMessage,
  type OrderMessage,
  type PrepareMessage,
  type WorkerMessage,
  workerMessageSchema,
} from "./protocol.ts";
import { TrainingFailure } from "./training-failure.ts";

/** What a fit tells while it runs. */
export interface FitObserver {
  progress(done: number, maximum: number): void;
  warning(message: string): void;
}

/** What a worker hands over at the end. */
export interface FitOutcome {
  readonly bytes: Uint8Array;
  readonly metrics: readonly (readonly [string, string])[];
}

/** What the queue of trainings asks of a thread; each is ended by `release` or `terminate`. */
export type TrainingThread = Pick<FitWorker, "begin" | "write" | "prepare" | "fit" | "release" | "terminate">;
/** What a worker read out of a body. */
export interface Prepared {
  readonly rows: number;
  readonly columns: number;
  /** What it warned of meanwhile, each once: the first `MAX_WARNINGS`, and a line that tells of further ones. */
  readonly warnings: readonly string[];
}

const MAX_WARNINGS = 20;
/** Longer warnings are cut. */
const MAX_WARNING_CHARACTERS = 1000;

/**
 * A thread on which one training after another is prepared and fitted, seen from the main thread. Whoever takes one ends
 * it by `terminate`, or by `release` when nothing is known against it.
 */
export class FitWorker {
  readonly #worker: Worker;
  readonly #onRelease: ((thread: FitWorker) => void) | undefined;
  #observer: FitObserver;
  /** Whether the latest run was fitted to its end and left nothing behind: any other thread is not used again. */
  #isSound = false;
  /** Told how much an idle thread holds. */
  #onRested: ((bytes: number) => void) | undefined;
  /** What the worker warned of since it was asked to prepare a body; it sends at most some hundred a training. */
  readonly #warnings = new Set<string>();
  readonly #chunks = new ChunkQueue((chunks, transfer) => this.#send({ type: "chunks", chunks }, transfer));
  #waiting: { resolve: (message: WorkerMessage) => void; reject: (error: Error) => void } | undefined;
  #ended: Error | undefined;

  /** `onRelease` is given a thread that may be used again; without it `release` ends the thread. */
  constructor(observer: FitObserver, onRelease?: (thread: FitWorker) => void) {
    this.#observer = observer;
    this.#onRelease = onRelease;
    this.#worker = new Worker(TRAINING_WORKER_URL);
    this.#worker.onmessage = (event) => this.#receive(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new TrainingFailure("worker_crashed", `the training thread failed: ${event.message}`));
    };
    this.#worker.addEventListener("close", () => {
      this.#end(new TrainingFailure("worker_crashed", "the training thread ended before it was done"));
    });
  }

  /**
   * Says which model the body that comes next is for, how much it may hold, and how many bytes it is said to have, 0 where
   * that is not known.
   */
  begin(modelName: string, limits: WireLimits, expectedBytes = 0): void {
    this.#warnings.clear();
    this.#send({ type: "begin", modelName, limits, expectedBytes });
  }

  /**
   * Hands over the next bytes of the body, which are gone afterwards; resolves when there is room for more. Throws
   * `TrainingFailure` when the thread has ended.
   */
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#chunks.write(chunk);
  }

  /**
   * Checks the body that was written and gets ready to fit. Throws `Failure` (`invalid`) for what is the caller's fault.
   * A mistake of the model, one that ends the thread too, is what `fit` then fails with.
   */
  async prepare(): Promise<Prepared> {
    this.#chunks.flush();
    const message = await this.#ask({ type: "prepare" }).catch((error: unknown): WorkerMessage => {
      if (!(error instanceof TrainingFailure && error.errorType === "worker_crashed")) throw error;
      return { type: "prepared", rows: 0, columns: 0 };
    });
    if (message.type === "prepared") {
      const { rows, columns } = message;
      const { size } = this.#warnings;
      const warnings = [...this.#warnings].slice(0, MAX_WARNINGS);
      if (size > MAX_WARNINGS) warnings.push(`${size - MAX_WARNINGS} further warnings are in the log`);
      return { rows, columns, warnings };
    }
    if (message.type === "rejected") throw new Failure("invalid", message.message, message.issues);
    throw unexpected(message);
  }

  /**
   * Fits what was prepared, on as many as `threads` threads: those beside the first are started by it and end with it.
   * Throws `TrainingFailure`, also when the worker is terminated meanwhile.
   */
  async fit(time: string, threads = 1): Promise<FitOutcome> {
    const message = await this.#ask({ type: "fit", time, threads, helperUrl: HELPER_URL });
    if (message.type !== "fitted") throw unexpected(message);
    this.#isSound = !message.hasLaterWork;
    return { bytes: new Uint8Array(message.bytes), metrics: message.metrics };
  }

  /** Whether it can be asked anything. */
  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  /** Gives the thread to another run. */
  serve(observer: FitObserver): void {
    this.#observer = observer;
    this.#isSound = false;
    this.#onRested = undefined;
  }

  /** Lets go of what the latest run left, and calls `onRested` with the bytes that the thread still holds. */
  rest(onRested: (bytes: number) => void): void {
    this.#onRested = onRested;
    this.#send({ type: "rest" });
  }

  /** Ends the use of the thread: it is kept for another run if its fit came to an end, else it is ended. */
  release(): void {
    if (this.#isSound && this.isAlive && this.#onRelease !== undefined) this.#onRelease(this);
    else this.terminate();
  }

  /** Ends the thread, even inside an endless loop; whoever waits for it gets `reason`. */
  terminate(reason = new TrainingFailure("cancelled", "the training was cancelled")): void {
    this.#end(reason);
    this.#worker.terminate();
  }

  #ask(message: PrepareMessage | FitMessage): Promise<WorkerMessage> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#send(message);
    });
  }

  #send(message: OrderMessage, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(data: unknown): void {
    const { success, output } = v.safeParse(workerMessageSchema, data);
    if (!success) {
      this.terminate(
        new TrainingFailure("worker_crashed", "the training thread sent a message that makes no sense"),
      );
    } else if (output.type === "progress") this.#observer.progress(output.done, output.maximum);
    else if (output.type === "warning") this.#warn(output.message);
    else if (output.type === "consumed") this.#chunks.consume(output.bytes);
    else if (output.type === "rested") this.#onRested?.(output.bytes);
    else {
      this.#waiting?.resolve(output);
      this.#waiting = undefined;
    }
  }

  #warn(message: string): void {
    const text =
      message.length > MAX_WARNING_CHARACTERS
        ? `${message.slice(0, MAX_WARNING_CHARACTERS - 1)}…`.toWellFormed()
        : message;
    this.#warnings.add(text);
    this.#observer.warning(text);
  }

  #end(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
    this.#chunks.end(reason);
  }
}

function unexpected(message: WorkerMessage): TrainingFailure {
  if (message.type === "failed")
    return new TrainingFailure(message.errorType, message.message, message.stack, message.origin);
  return new TrainingFailure("worker_crashed", `the training thread answered "${message.type}" out of turn`);
}
