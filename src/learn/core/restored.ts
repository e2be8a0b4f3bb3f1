import { StateError, ValueError } from "./errors.ts";

/*
 * Checks of what a stored step holds: whatever bytes were stored, restoring ends in a step that works or in a
 * `StateError`.
 */

/** Throws `StateError` unless the state of the step `type` `isSound`. */
export function checkSound(type: string, isSound: boolean): asserts isSound {
  if (!isSound) throw new StateError(`the state of its ${type} is malformed`);
}

/** Whether `value` is a whole number from `least` to `most`. */
export function isWhole(value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

/**
 * Throws `StateError` unless every one of `arrays` is a Float64Array of `length` numbers: a restored step must
 * not read past the end of what was stored.
 */
export function checkLengths(type: string, arrays: readonly unknown[], length: number | undefined): void {
  for (const array of arrays) checkSound(type, array instanceof Float64Array && array.length === length);
}

/**
 * Throws `StateError` when one of `arrays` holds an infinity, or, unless `missing` is `"keep"`, a `NaN`: no fit
 * stores them, and every prediction would be one too.
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

/** What `check` makes of stored parameters; those that it refuses by a `ValueError` are a `StateError`. */
export function checkStored<T>(type: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new StateError(`the parameters of its ${type} are malformed: ${error.message}`);
  }
}
