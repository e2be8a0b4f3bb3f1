import type { Matrix } from "../core/matrix.ts";
import { columnMeans } from "../linalg/column-means.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";

/** The number of values of each column, their means and their population variances (divisor: their number). */
interface ColumnMoments {
  readonly counts: Int32Array;
  /** `NaN` for a column without values, as are the variances. */
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/**
 * Computes the means and variances of the columns of `X`, n × p, ignoring missing values (`NaN`). Two passes
 * over the rows avoid the loss of digits to a mean far from 0; the sum of the deviations, 0 in exact
 * arithmetic, corrects the rounding of the mean. Cost 2 n p.
 * Reference: Chan, Golub and LeVeque, Algorithms for Computing the Sample Variance, The American Statistician
 * 37 (1983), doi:10.1080/00031305.1983.10483115.
 */
export function columnMoments(X: Matrix): ColumnMoments {
  const { rows, columns } = X;
  const plain = columnMeans(X);
  // A missing value makes the mean of its column NaN; only then does each value need a test.
  const isComplete = rows > 0 && !plain.some(Number.isNaN);
  const { counts, means } = isComplete
    ? { counts: new Int32Array(columns).fill(rows), means: plain }
    : meansOfPresent(X);
  const { squares, remainders } = isComplete ? deviations(X, means) : deviationsOfPresent(X, means);
  const variances = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    const count = counts[j]!;
    variances[j] = Math.max(0, squares[j]! - (remainders[j]! * remainders[j]!) / count) / count;
  }
  return { counts, means, variances };
}

/** Returns whether a finite variance is 0 up to rounding: scikit-learn's bound on the error of a variance. */
export function isConstantColumn(variance: number, mean: number, count: number): boolean {
  const bound = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= bound && variance < Number.POSITIVE_INFINITY;
}

function meansOfPresent({ rows, columns, data }: Matrix): { counts: Int32Array; means: Float64Array } {
  const counts = new Int32Array(columns);
  const means = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = data[at]!;
      if (Number.isNaN(value)) continue;
      means[j]! += value;
      counts[j]!++;
    }
  }
  for (let j = 0; j < columns; j++) means[j]! /= counts[j]!;
  return { counts, means };
}

/** Computes the sums and the sums of squares of the deviations from the means, for each column. */
interface Deviations {
  readonly squares: Float64Array;
  readonly remainders: Float64Array;
}

/** Four rows at a time, so that the sums are loaded and stored a quarter as often. */
function deviations({ rows, columns: p, data }: Matrix, means: Float64Array): Deviations {
  const squares = new Float64Array(p);
  const remainders = new Float64Array(p);
  const whole = rows - (rows % 4);
  let at = 0;
  for (let i = 0; i < whole; i += 4, at += 3 * p) {
    for (let j = 0; j < p; j++, at++) {
      const mean = means[j]!;
      const a = data[at]! - mean;
      const b = data[at + p]! - mean;
      const c = data[at + 2 * p]! - mean;
      const d = data[at + 3 * p]! - mean;
      squares[j] = squares[j]! + (a * a + b * b + (c * c + d * d));
      remainders[j] = remainders[j]! + (a + b + (c + d));
    }
  }
  for (let i = whole; i < rows; i++) {
    for (let j = 0; j < p; j++, at++) {
      const deviation = data[at]! - means[j]!;
      squares[j] = squares[j]! + deviation * deviation;
      remainders[j] = remainders[j]! + deviation;
    }
  }
  return { squares, remainders };
}

function deviationsOfPresent({ rows, columns, data }: Matrix, means: Float64Array): Deviations {
  const squares = new Float64Array(columns);
  const remainders = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const deviation = data[at]! - means[j]!;
      if (Number.isNaN(deviation)) continue;
      squares[j]! += deviation * deviation;
      remainders[j]! += deviation;
    }
  }
  return { squares, remainders };
}

/**
 * Returns the smallest and the largest value of each column, ignoring missing values; `NaN` if there are none.
 * One pass.
 */
export function columnRanges({ rows, columns, data }: Matrix): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(columns).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const value = data[at]!;
      if (value < low[j]!) low[j] = value;
      if (value > high[j]!) high[j] = value;
    }
  }
  for (let j = 0; j < columns; j++) if (low[j]! > high[j]!) low[j] = high[j] = Number.NaN;
  return { low, high };
}

/**
 * Writes the values of column `j` that are not missing, ascending, to the front of `buffer` (n numbers);
 * returns their number. Cost n log n.
 */
export function sortPresent({ rows, columns, data }: Matrix, j: number, buffer: Float64Array): number {
  let count = 0;
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    const value = data[at]!;
    if (!Number.isNaN(value)) buffer[count++] = value;
  }
  sortNumbers(buffer.subarray(0, count));
  return count;
}

/** Returns the values of column `j` that are not missing, in the order of the rows. */
export function presentValues({ rows, columns, data }: Matrix, j: number): Float64Array {
  const values = new Float64Array(rows);
  let count = 0;
  for (let at = j; at < data.length; at += columns) {
    if (!Number.isNaN(data[at]!)) values[count++] = data[at]!;
  }
  return values.subarray(0, count);
}
