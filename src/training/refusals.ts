import { DeadlineError } from "../deadline.ts";
import { Failure, messageOf } from "../errors.ts";
import { TrainingFailure } from "./training-failure.ts";

/** The answer to a run that comes while the service shuts down. */
export function closing(): Failure {
  return new Failure("unavailable", "the service is shutting down; try again later");
}

/** What goes wrong before a run is accepted is the caller's to mend, unless it is ours. */
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

/** What goes wrong afterwards is written down as the run's failure. */
export function asFailure(error: unknown): TrainingFailure {
  if (error instanceof TrainingFailure) return error;
  const type = error instanceof Failure ? error.kind : error instanceof Error ? error.name : "Error";
  return new TrainingFailure(type, messageOf(error));
}
