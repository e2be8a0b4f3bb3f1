import { Failure } from "../errors.ts";
import { ValueError } from "../learn/core/errors.ts";

/** Throws a mistake in the rows, a `ValueError`, as the `Failure` (`invalid`) that the caller is told; anything else as it is. */
export function throwAsFailure(error: unknown): never {
  if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
  throw error;
}

/** Returns what ends the work for a caller who went away. */
export function callerWentAway(): Failure {
  return new Failure("invalid", "the caller went away");
}
