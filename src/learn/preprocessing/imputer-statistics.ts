import { type Column, countNaN, MISSING_BOOLEAN, numbersOf } from "../core/column.ts";
import { ValueError } from "../core/errors.ts";
import { compareCodePoints, type Scalar } from "../core/order.ts";
import { medianOf, mode, presentOf } from "../linalg/order-statistics.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";

/** Returns whether value `row` of a column of any kind is missing. */
export function isMissing(column: Column, row: number): boolean {
  if (column.kind === "string") return column.codes[row]! < 0;
  const value = column.values[row]!;
  return column.kind === "boolean" ? value === MISSING_BOOLEAN : Number.isNaN(value);
}

/**
 * Returns the mean or the median of the values of a column, of which there is at least one. Throws `ValueError`
 * for text that is not a number, and for a mean that overflows. `missing` is the number of missing values,
 * `scratch` as in `medianOf`.
 */
export function centre(
  column: Column,
  name: string,
  strategy: "mean" | "median",
  missing: number,
  scratch: Float64Array,
): number {
  const values = numbersOf(column, name);
  if (strategy === "median") {
    // Text may spell a missing number.
    const count = values.length - (column.kind === "string" ? countNaN(values) : missing);
    return medianOf(values, count, scratch);
  }
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
  }
  const mean = sum / count;
  if (!Number.isFinite(mean)) throw new ValueError(`column ${JSON.stringify(name)} holds numbers too large`);
  return mean;
}

/** Returns the most frequent value of a column that has one; the smallest of equally frequent ones. */
export function mostFrequent(column: Column): Scalar {
  if (column.kind === "string") return mostFrequentText(column.codes, column.categories);
  if (column.kind === "boolean") {
    let balance = 0;
    for (const value of column.values) if (value !== MISSING_BOOLEAN) balance += value === 1 ? 1 : -1;
    return balance > 0;
  }
  const sorted = sortNumbers(presentOf(column.values));
  return mode(sorted, sorted.length);
}

function mostFrequentText(codes: Int32Array, categories: readonly string[]): string {
  const counts = new Int32Array(categories.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  let best = 0;
  for (let code = 1; code < counts.length; code++) {
    const ahead = counts[code]! - counts[best]!;
    if (ahead > 0 || (ahead === 0 && compareCodePoints(categories[code]!, categories[best]!) < 0))
      best = code;
  }
  return categories[best]!;
}
