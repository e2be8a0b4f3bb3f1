import type { Matrix } from "../core/matrix.ts";
import { sumOfWeights } from "../core/sample-weight.ts";

/** The mean and the population variance of each of p columns in each of K classes: K × p, row-major. */
interface ClassMoments {
  /** The number of rows of each class, or the sum of their weights. */
  readonly counts: Float64Array;
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** The population variance of each column over all rows: p numbers. */
  readonly total: Float64Array;
}

/**
 * Computes the mean and variance of the columns of X within each class, in two passes: first the means, then
 * the squared deviations from them. A class without rows has mean and variance 0. With `weights`, each row counts as often as its
 * weight says.
 */
export function classMoments(
  X: Matrix,
  codes: Int32Array,
  classCount: number,
  weights?: Float64Array,
): ClassMoments {
  const { rows, columns, data } = X;
  const counts = new Float64Array(classCount);
  const mean = new Float64Array(classCount * columns);
  const variance = new Float64Array(classCount * columns);
  // Summing differences from the first row preserves digits that a large common offset would take.
  const origin = data.slice(0, columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const base = codes[i]! * columns;
    const weight = weights === undefined ? 1 : weights[i]!;
    counts[codes[i]!]! += weight;
    for (let j = 0; j < columns; j++, at++) mean[base + j]! += weight * (data[at]! - origin[j]!);
  }
  const shift = new Float64Array(mean.length);
  for (let at = 0; at < mean.length; at++) {
    const count = counts[Math.floor(at / columns)]!;
    shift[at] = count === 0 ? 0 : mean[at]! / count;
    mean[at] = count === 0 ? 0 : shift[at]! + origin[at % columns]!;
  }
  for (let i = 0, at = 0; i < rows; i++) {
    const base = codes[i]! * columns;
    const weight = weights === undefined ? 1 : weights[i]!;
    for (let j = 0; j < columns; j++, at++) {
      const deviation = data[at]! - mean[base + j]!;
      variance[base + j]! += weight * deviation * deviation;
    }
  }
  const total = weights === undefined ? rows : sumOfWeights(weights);
  for (let at = 0; at < mean.length; at++) {
    const count = counts[Math.floor(at / columns)]!;
    if (count > 0) variance[at]! /= count;
  }
  return { counts, mean, variance, total: totalVariance(counts, shift, variance, total, columns) };
}

/**
 * Returns the variance over all rows: the mean variance within the classes plus the variance of the class
 * means.
 */
function totalVariance(
  counts: Float64Array,
  mean: Float64Array,
  variance: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  const total = new Float64Array(columns);
  for (let j = 0; j < columns; j++) {
    let centre = 0;
    for (let k = 0; k < counts.length; k++) centre += (counts[k]! / rows) * mean[k * columns + j]!;
    for (let k = 0; k < counts.length; k++) {
      const deviation = mean[k * columns + j]! - centre;
      total[j]! += (counts[k]! / rows) * (variance[k * columns + j]! + deviation * deviation);
    }
  }
  return total;
}
