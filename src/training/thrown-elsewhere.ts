import { StateError } from "../learn/core/errors.ts";
import { ModelError } from "../models/model-error.ts";
import { describeThrown, type Thrown } from "../models/origin.ts";

/** What a thread threw, as plain data that another thread can throw again. */
export interface ThrownElsewhere {
  readonly thrown: Thrown;
  /** Mistakes of a model that mlsvc found are told as such. */
  readonly isFound: "ModelError" | "StateError" | null;
}

/** Describes whatever was thrown. Never throws. */
export function thrownElsewhere(error: unknown): ThrownElsewhere {
  const isFound =
    error instanceof ModelError ? "ModelError" : error instanceof StateError ? "StateError" : null;
  return { thrown: describeThrown(error), isFound };
}

/** An error of the same name, message and stack. */
export function asThrown({ thrown, isFound }: ThrownElsewhere): Error {
  const { name, message, stack } = thrown;
  if (isFound === null) return Object.assign(new Error(message), { name, stack });
  const error = isFound === "ModelError" ? new ModelError(message) : new StateError(message);
  return Object.assign(error, { stack });
}
