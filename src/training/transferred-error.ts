import { StateError } from "../learn/core/errors.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, type Thrown } from "../models/origin.ts";

/** An error as plain data, which can be sent to another thread and thrown there. */
export interface TransferredError {
  readonly thrown: Thrown;
  /** The class of an error by which mlsvc reports a mistake in a model; null for any other error. */
  readonly mistake: "ModelError" | "StateError" | null;
}

/** Returns what was thrown as plain data. Never throws. */
export function transferError(error: unknown): TransferredError {
  const mistake =
    error instanceof ModelError ? "ModelError" : error instanceof StateError ? "StateError" : null;
  return { thrown: describeThrown(error), mistake };
}

/** Returns an error of the same class, name, message and stack. */
export function restoreError({ thrown, mistake }: TransferredError): Error {
  const { name, message, stack } = thrown;
  if (mistake === null) return Object.assign(new Error(message), { name, stack });
  const error = mistake === "ModelError" ? new ModelError(message) : new StateError(message);
  return Object.assign(error, { stack });
}
