/**
 * The error types that mlsvc itself gives a run; docs/runs.md says of each what to do. `invalid` and `not_found` are
 * kinds of `Failure`. Any other error type is the name of an exception, such as `ValueError` or a model's own.
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

/** Why a run is FAILED: what becomes of `error_type` and `error_message`. */
export class TrainingFailure extends Error {
  override readonly name = "TrainingFailure";
  /** One of `ERROR_TYPES`, or the name of the model's exception. */
  readonly errorType: string;
  /** Where in a model file it happened, such as `statistical/churn.ts:31`; for the log. */
  declare readonly origin?: string;

  constructor(errorType: string, message: string, stack?: string, origin?: string) {
    super(message);
    this.errorType = errorType;
    if (stack) this.stack = stack;
    if (origin) this.origin = origin;
  }
}
