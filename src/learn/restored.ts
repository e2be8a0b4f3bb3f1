import { StateError } from "./errors.ts";

/**
 * Throws `StateError` unless every one of `arrays` is a Float64Array of `length` numbers: a restored step must
 * not read past the end of what was stored.
 */
export function checkLengths(type: string, arrays: readonly unknown[], length: number | undefined): void {
  for (const array of arrays) {
    if (!(array instanceof Float64Array) || array.length !== length) {
      throw new StateError(`the state of its ${type} is malformed`);
    }
  }
}
