import type { FitObserver, FitOutcome, Prepared, TrainingThread } from "../../src/training/fit-worker.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";

/** A training thread that is controlled by the test. */
export class FakeThread implements TrainingThread {
  readonly observer: FitObserver;
  /** The answer to `prepare`, which the test settles. */
  readonly rows = Promise.withResolvers<Prepared>();
  readonly #fitted = Promise.withResolvers<FitOutcome>();
  body = "";
  isFitting = false;
  /** Why the thread was ended; undefined while it is alive. */
  ended: Error | undefined;

  constructor(observer: FitObserver) {
    this.observer = observer;
    for (const { promise } of [this.rows, this.#fitted]) promise.catch(() => {});
  }

  begin(): void {}

  async write(chunk: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.ended !== undefined) throw this.ended;
    this.body += new TextDecoder().decode(chunk);
  }

  prepare(): Promise<Prepared> {
    return this.rows.promise;
  }

  fit(): Promise<FitOutcome> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    this.isFitting = true;
    return this.#fitted.promise;
  }

  release(): void {
    this.terminate();
  }

  terminate(reason = new TrainingFailure("cancelled", "the training was cancelled")): void {
    this.ended ??= reason;
    this.rows.reject(this.ended);
    this.#fitted.reject(this.ended);
  }

  /** Ends the fit with a result. */
  succeed(bytes = Uint8Array.of(1, 2, 3), metrics: FitOutcome["metrics"] = [["r2", "0.5"]]): void {
    this.#fitted.resolve({ bytes, metrics });
  }

  /** Ends the fit with an error, as an exception of the model does. */
  fail(error: Error): void {
    this.#fitted.reject(error);
  }
}
