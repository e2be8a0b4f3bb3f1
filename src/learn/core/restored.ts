import { StateError, ValueError } from "./errors.ts";
import type { StepState } from "./step.ts";

/*
 * Checks of the state of a stored step. For any stored bytes, restoring returns a step that works or throws `StateError`.
 */

/** Throws `StateError` that names the step `type` unless `isSound`. */
export function checkSound(type: string, isSound: boolean): asserts isSound {
  if (!isSound) throw new StateError(`the state of its ${type} is malformed`);
}

/** Returns whether `value` is an integer from `least` to `most`. */
export function isWhole(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/**
 * Throws `StateError` unless each of `arrays` is a Float64Array of `length` numbers, because a restored step
 * must not read beyond the end of what was stored.
 */
export function checkLengths(type: string, arrays: readonly unknown[], length: number | undefined): void {
  for (const array of arrays) checkSound(type, array instanceof Float64Array && array.length === length);
}

/**
 * Throws `StateError` if one of `arrays` contains an infinite number or, unless `missing` is `"keep"`, a `NaN`.
 * No fit stores them, and they would spread to every prediction.
 */
export function checkFinite(
  type: string,
  arrays: readonly Float64Array[],
  missing: "refuse" | "keep" = "refuse",
): void {
  for (const array of arrays) {
    for (let at = 0; at < array.length; at++) {
      const value = array[at]!;
      if (Number.isFinite(value) || (missing === "keep" && Number.isNaN(value))) continue;
      throw new StateError(`the state of its ${type} holds numbers that are not finite`);
    }
  }
}

/** Returns the result of `check` for stored parameters; throws `StateError` if it throws `ValueError`. */
export function checkStored<T>(type: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new StateError(`the parameters of its ${type} are malformed: ${error.message}`);
  }
}

/** Returns whether `value` may be the state of a step; `RestoreStep` checks the rest. */
export function isStepState(value: unknown): value is StepState {
  return typeof value === "object" && value !== null && typeof (value as StepState).type === "string";
}
