import * as v from "valibot";
import { Failure } from "../errors.ts";
import type { WireLimits } from "../wire.ts";
import { TRAINING_WORKER_URL } from "../worker-url.ts";
import { type FitMessage, type PrepareMessage, type WorkerMessage, workerMessageSchema } from "./protocol.ts";
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

/** One training's thread, seen from the main thread. Whoever makes one ends it by `terminate`. */
export class FitWorker {
  readonly #worker: Worker;
  readonly #observer: FitObserver;
  #waiting: { resolve: (message: WorkerMessage) => void; reject: (error: Error) => void } | undefined;
  #ended: Error | undefined;

  constructor(observer: FitObserver) {
    this.#observer = observer;
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
   * Parses and checks a body; the bytes are gone afterwards. Throws `Failure` (`invalid`) for what is the caller's fault.
   * A mistake of the model, one that ends the thread too, is what `fit` then fails with.
   */
  async prepare(
    body: Uint8Array<ArrayBuffer>,
    modelName: string,
    limits: WireLimits,
  ): Promise<{ rows: number; columns: number }> {
    const buffer = body.buffer;
    const message = await this.#ask({ type: "prepare", body: buffer, modelName, limits }, [buffer]).catch(
      (error: unknown): WorkerMessage => {
        if (!(error instanceof TrainingFailure && error.errorType === "worker_crashed")) throw error;
        return { type: "prepared", rows: 0, columns: 0 };
      },
    );
    if (message.type === "prepared") return message;
    if (message.type === "rejected") throw new Failure("invalid", message.message, message.issues);
    throw unexpected(message);
  }

  /** Fits what was prepared. Throws `TrainingFailure`, also when the worker is terminated meanwhile. */
  async fit(time: string): Promise<FitOutcome> {
    const message = await this.#ask({ type: "fit", time }, []);
    if (message.type !== "fitted") throw unexpected(message);
    return { bytes: new Uint8Array(message.bytes), metrics: message.metrics };
  }

  /** Ends the thread, even inside an endless loop; whoever waits for it gets `reason`. */
  terminate(reason = new TrainingFailure("cancelled", "the training was cancelled")): void {
    this.#end(reason);
    this.#worker.terminate();
  }

  #ask(message: PrepareMessage | FitMessage, transfer: ArrayBuffer[]): Promise<WorkerMessage> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(message, transfer);
    });
  }

  #receive(data: unknown): void {
    const { success, output } = v.safeParse(workerMessageSchema, data);
    if (!success) {
      this.terminate(
        new TrainingFailure("worker_crashed", "the training thread sent a message that makes no sense"),
      );
    } else if (output.type === "progress") this.#observer.progress(output.done, output.maximum);
    else if (output.type === "warning") this.#observer.warning(output.message);
    else {
      this.#waiting?.resolve(output);
      this.#waiting = undefined;
    }
  }

  #end(reason: Error): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#waiting?.reject(reason);
    this.#waiting = undefined;
  }
}

function unexpected(message: WorkerMessage): TrainingFailure {
  if (message.type === "failed")
    return new TrainingFailure(message.errorType, message.message, message.stack, message.origin);
  return new TrainingFailure("worker_crashed", `the training thread answered "${message.type}" out of turn`);
}
