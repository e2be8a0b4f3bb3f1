import { Failure } from "../errors.ts";
import { RowError, ValueError } from "../learn/core/errors.ts";

/** Throws `Failure` (`invalid`) in place of a `ValueError`, which is about the rows; rethrows any other error. */
export function throwAsFailure(error: unknown): never {
  if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
  throw error;
}

/** Returns the failure that ends the work for a client that has closed its connection. */
export function clientDisconnected(): Failure {
  return new Failure("invalid", "the client closed the connection");
}

/** Returns the error for a row whose prediction, or whatever `what` names, JSON cannot represent. */
export function notFinite(row: number, what = "prediction"): RowError {
  return new RowError(row, (at) => `features[${at}] holds numbers too large: its ${what} is not finite`);
}
