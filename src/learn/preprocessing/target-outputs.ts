import type { Targets } from "../core/labels.ts";

/*
 * The labels of a `TargetEncoder` as k targets, which are numbers: one for two classes (or a single one), 0 and 1; one per class
 * for more, 1 for the rows of the class; one per label for numbers.
 */

/** Returns k. */
export function countOutputs(y: Targets): number {
  if (!("codes" in y)) return y.columns;
  return y.classes.length > 2 ? y.classes.length : 1;
}

/** Returns target `output` of each row. */
export function outputValues(y: Targets, output: number): Float64Array {
  if (!("codes" in y)) {
    return Float64Array.from({ length: y.rows }, (_, i) => y.data[i * y.columns + output]!);
  }
  const values = new Float64Array(y.codes.length);
  const isBinary = y.classes.length <= 2;
  for (let i = 0; i < values.length; i++) {
    const code = y.codes[i]!;
    values[i] = isBinary ? code : code === output ? 1 : 0;
  }
  return values;
}

/** Returns the names of the targets, the classes or 0, 1, …; null for a single one. */
export function outputNames(y: Targets): string[] | null {
  const count = countOutputs(y);
  if (count === 1) return null;
  return Array.from({ length: count }, (_, output) => String("codes" in y ? y.classes[output] : output));
}
