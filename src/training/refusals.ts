import { DeadlineError } from "../deadline.ts";
import { Failure, messageOf } from "../errors.ts";
import { TrainingFailure } from "./training-failure.ts";

/** Returns the failure for a run that is posted while the service shuts down. */
export function shuttingDown(): Failure {
  return new Failure("unavailable", "the service is shutting down; try again later");
}

/**
 * Returns the error for the caller of a run that was not accepted because of `error`. Errors of the model and timeouts become
 * `Failure` (`invalid`), because the caller can correct them; a lack of memory becomes `Failure` (`unavailable`); an unexpected
 * error is returned unchanged.
 */
export function asRefusal(error: unknown): Error {
  if (error instanceof Failure) return error;
  if (error instanceof TrainingFailure) {
    if (error.errorType === "out_of_memory") {
      return new Failure("unavailable", `no memory is left to read the rows: ${error.message}`);
    }
    const message = `the model cannot take these rows: ${error.errorType}: ${error.message}`;
    return new Failure("invalid", message, [], { cause: error });
  }
  if (error instanceof DeadlineError) return new Failure("invalid", error.message, [], { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** Returns the failure that is stored when `error` was thrown after the run was accepted. */
export function asFailure(error: unknown): TrainingFailure {
  if (error instanceof TrainingFailure) return error;
  const type = error instanceof Failure ? error.kind : error instanceof Error ? error.name : "Error";
  return new TrainingFailure(type, messageOf(error));
}
