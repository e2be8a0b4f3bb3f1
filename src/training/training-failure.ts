/**
 * The error types that mlsvc itself sets; docs/runs.md says what to do about each. `invalid` and `not_found` are kinds of
 * `Failure`. Any other error type is the name of an exception: one of `EXCEPTION_TYPES`, or one in the code of a model.
 */
export const ERROR_TYPES = [
  "interrupted",
  "cancelled",
  "shutdown",
  "timeout",
  "out_of_memory",
  "result_too_large",
  "result_refused",
  "worker_crashed",
  "not_found",
  "invalid",
] as const;

/** The exceptions of mlsvc that can end a fit. */
export const EXCEPTION_TYPES = ["ValueError", "ModelError", "StateError"] as const;

/** Why a run is FAILED: the source of the metric rows `error_type` and `error_message`. */
export class TrainingFailure extends Error {
  override readonly name = "TrainingFailure";
  /** One of `ERROR_TYPES`, or the name of the model's exception. */
  readonly errorType: string;
  /** The place in a model file where it happened, such as `statistical/churn.ts:31`; for the log. */
  declare readonly origin?: string;

  constructor(errorType: string, message: string, stack?: string, origin?: string) {
    super(message);
    this.errorType = errorType;
    if (stack) this.stack = stack;
    if (origin) this.origin = origin;
  }
}
