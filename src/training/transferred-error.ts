import { StateError } from "../learn/core/errors.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, type Thrown } from "../models/origin.ts";

/** An error as plain data, which can be sent to another thread and thrown there. */
export interface TransferredError {
  readonly thrown: Thrown;
  /** The class of the error, if it is one by which mlsvc reports a mistake in a model; else null. */
  readonly errorClass: "ModelError" | "StateError" | null;
}

/** Returns what was thrown as plain data. Never throws. */
export function transferError(error: unknown): TransferredError {
  const errorClass =
    error instanceof ModelError ? "ModelError" : error instanceof StateError ? "StateError" : null;
  return { thrown: describeThrown(error), errorClass };
}

/** Returns an error of the same class, name, message and stack. */
export function restoreError({ thrown, errorClass }: TransferredError): Error {
  const { name, message, stack } = thrown;
  if (errorClass === null) return Object.assign(new Error(message), { name, stack });
  const error = errorClass === "ModelError" ? new ModelError(message) : new StateError(message);
  return Object.assign(error, { stack });
}
