/** Why a run is FAILED: what becomes of `error_type` and `error_message`. */
export class TrainingFailure extends Error {
  override readonly name = "TrainingFailure";
  /** `timeout`, `cancelled`, `shutdown`, `interrupted`, `worker_crashed`, or the name of the model's exception. */
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
