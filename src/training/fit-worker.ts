import * as v from "valibot";
import { Failure } from "../errors.ts";
import { ChunkQueue } from "../ingest/chunk-queue.ts";
import type { WireLimits } from "../ingest/sent-body.ts";
import type { SentColumns } from "../ingest/sent-columns.ts";
import { HELPER_URL, TRAINING_WORKER_URL } from "../worker-url.ts";
import type { IterationReport } from "./fit-progress.ts";
import {
  type FitMessage,
  type MeasureMessage,
  type OrderMessage,
  type PrepareMessage,
  type WorkerMessage,
  workerMessageSchema,
} from "./protocol.ts";
import type { Stage } from "./stages.ts";
import { TrainingFailure } from "./training-failure.ts";

/** Receives the progress and the warnings of a training. */
export interface FitObserver {
  stage(stage: Stage): void;
  progress(report: IterationReport): void;
  warning(message: string): void;
}

/** An observer that ignores everything. */
export const UNOBSERVED: FitObserver = { stage() {}, progress() {}, warning() {} };

/** The result of a fit. */
export interface FitOutcome {
  /** The stored pipeline. */
  readonly bytes: Uint8Array;
  /** Name and value of each metric. */
  readonly metrics: readonly (readonly [string, string])[];
}

/** A model that was measured on rows that its fits did not learn from. */
export interface Measured {
  /** The metrics of `cv` and `validation_fraction`; those that are undefined are left out. */
  readonly metrics: ReadonlyMap<string, number>;
  /** How long each fit took. */
  readonly fitSeconds: readonly number[];
  readonly warnings: readonly string[];
}

/** What the training queue needs of a thread. Each thread is ended by `release` or `terminate`. */
export type TrainingThread = Pick<FitWorker, "begin" | "write" | "prepare" | "fit" | "release" | "terminate">;

/** What a thread read from a body. */
export interface Prepared {
  readonly rows: number;
  readonly columns: number;
  /** The distinct warnings: the first `MAX_WARNINGS`, and a sentence with the number of further ones. */
  readonly warnings: readonly string[];
}

/** Maximum number of warnings for the caller. */
const MAX_WARNINGS = 20;
/** Longer warnings are truncated. */
const MAX_WARNING_CHARACTERS = 1000;

/**
 * The main thread's side of a thread that prepares and fits one training after another. Its user ends it by `terminate`, or by
 * `release` when nothing went wrong.
 */
export class FitWorker {
  readonly #worker: Worker;
  readonly #onRelease: ((thread: FitWorker) => void) | undefined;
  #observer: FitObserver;
  /** Whether the latest fit succeeded and left no work in the background: only then may the thread be used again. */
  #isReusable = false;
  #onTidied: (() => void) | undefined;
  #onCollected: ((bytes: number) => void) | undefined;
  /** The warnings of the present training; the worker limits their number. */
  readonly #warnings = new Set<string>();
  readonly #chunks = new ChunkQueue((chunks, transfer) => this.#send({ type: "chunks", chunks }, transfer));
  #waiting: { resolve: (message: WorkerMessage) => void; reject: (error: Error) => void } | undefined;
  #ended: Error | undefined;

  /** `release` calls `onRelease` with this thread if it may be used again. Without `onRelease`, `release` ends the thread. */
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
   * Begins a body for the model `modelName`. `expectedBytes` is its announced length; 0 when it is not known.
   */
  begin(modelName: string, limits: WireLimits, expectedBytes = 0): void {
    this.#warnings.clear();
    this.#send({ type: "begin", modelName, limits, expectedBytes });
  }

  /**
   * Sends the next bytes of the body; their buffer is transferred. Resolves when there is room for more. Throws
   * `TrainingFailure` when the thread has ended.
   */
  write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#chunks.write(chunk);
  }

  /** Sends rows in place of a body, for any number of trainings of the model `modelName`. */
  sendColumns(modelName: string, limits: WireLimits, columns: SentColumns): void {
    this.#send({ type: "columns", modelName, limits, columns });
  }

  /**
   * Checks the body that was written and prepares the fit. Throws `Failure` (`invalid`) for a mistake of the caller. A mistake of
   * the model, even one that ends the thread, is thrown by `fit` instead. `storesReport`: whether the report of the run will be
   * stored with the pipeline. `parametersText`: the JSON of the parameters, with the rows of `sendColumns`.
   */
  async prepare(storesReport = true, parametersText?: string): Promise<Prepared> {
    if (parametersText !== undefined) this.#warnings.clear();
    this.#chunks.flush();
    const message = await this.#ask({ type: "prepare", storesReport, parametersText }).catch(
      (error: unknown): WorkerMessage => {
        if (!(error instanceof TrainingFailure && error.errorType === "worker_crashed")) throw error;
        return { type: "prepared", rows: 0, columns: 0 };
      },
    );
    if (message.type === "prepared") {
      const { rows, columns } = message;
      return { rows, columns, warnings: this.#firstWarnings() };
    }
    throw failureOf(message);
  }

  /**
   * Fits what was prepared, on at most `threads` threads: the worker starts the others, and they end with it. `time` is
   * ISO 8601. Throws `TrainingFailure`, also when the thread is terminated meanwhile.
   */
  async fit(time: string, threads = 1): Promise<FitOutcome> {
    const message = await this.#ask({ type: "fit", time, threads, helperUrl: HELPER_URL });
    if (message.type !== "fitted") throw failureOf(message);
    this.#isReusable = !message.hasBackgroundWork;
    return { bytes: new Uint8Array(message.bytes), metrics: message.metrics };
  }

  /**
   * Measures a model on the rows of `sendColumns`, by the `cv` and the `validation_fraction` in its parameters, on at most
   * `threads` threads. `secondsOfFit` is about how long a fit takes, 0 if that is not known. Throws as `prepare` and `fit` do.
   */
  async measure(parametersText: string, threads = 1, secondsOfFit = 0): Promise<Measured> {
    this.#warnings.clear();
    const order = { type: "measure", parametersText, threads, helperUrl: HELPER_URL, secondsOfFit } as const;
    const message = await this.#ask(order);
    if (message.type !== "measured") throw failureOf(message);
    const { metrics, fitSeconds } = message;
    return { metrics: new Map(metrics), fitSeconds, warnings: this.#firstWarnings() };
  }

  /** Whether the thread has not ended. */
  get isAlive(): boolean {
    return this.#ended === undefined;
  }

  /** Assigns the thread to another run. */
  serve(observer: FitObserver): void {
    this.#observer = observer;
    this.#isReusable = false;
    this.#onTidied = undefined;
    this.#onCollected = undefined;
  }

  /** Drops the data of the latest run, and calls `onTidied` once the thread can serve another one. */
  tidy(onTidied: () => void): void {
    this.#onTidied = onTidied;
    this.#send({ type: "tidy" });
  }

  /** Collects garbage, and calls `onCollected` with the number of bytes that the thread still holds. */
  collect(onCollected: (bytes: number) => void): void {
    this.#onCollected = onCollected;
    this.#send({ type: "collect" });
  }

  /** Ends the use of the thread: it is kept for another run if that is safe, else it is ended. */
  release(): void {
    if (this.#isReusable && this.isAlive && this.#onRelease !== undefined) this.#onRelease(this);
    else this.terminate();
  }

  /** Ends the thread, even inside an endless loop. Promises that are pending reject with `reason`, and so do later calls. */
  terminate(reason = new TrainingFailure("cancelled", "the training was cancelled")): void {
    this.#end(reason);
    this.#worker.terminate();
  }

  /** Returns the warnings of the present training, and how many there are beyond `MAX_WARNINGS`. */
  #firstWarnings(): string[] {
    const { size } = this.#warnings;
    const first = [...this.#warnings].slice(0, MAX_WARNINGS);
    if (size > MAX_WARNINGS) first.push(`${size - MAX_WARNINGS} further warnings are in the log`);
    return first;
  }

  #ask(message: PrepareMessage | FitMessage | MeasureMessage): Promise<WorkerMessage> {
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
    } else if (output.type === "stage") this.#observer.stage(output);
    else if (output.type === "progress") this.#observer.progress(output);
    else if (output.type === "warning") this.#warn(output.message);
    else if (output.type === "consumed") this.#chunks.consume(output.bytes);
    else if (output.type === "tidied") this.#onTidied?.();
    else if (output.type === "collected") this.#onCollected?.(output.bytes);
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

/** Returns the failure that a message reports; for any other message, the failure that it was not expected. */
function failureOf(message: WorkerMessage): Failure | TrainingFailure {
  if (message.type === "rejected") return new Failure("invalid", message.message, message.issues);
  if (message.type === "failed")
    return new TrainingFailure(message.errorType, message.message, message.stack, message.origin);
  return new TrainingFailure("worker_crashed", `the training thread answered "${message.type}" out of turn`);
}
