import type { Matrix } from "../core/matrix.ts";

/** Rows and their classes, over which a log loss is computed. */
export interface ClassifiedRows {
  readonly X: Matrix;
  /** Class numbers 0 … K−1. */
  readonly y: Int32Array;
  /** The weight of each row of a class: K numbers. */
  readonly classWeights: Float64Array;
  /** The weight of each row, that of its class included; undefined if `classWeights` are all the weights there are. */
  readonly rowWeights?: Float64Array | undefined;
  readonly fitIntercept: boolean;
}

/**
 * Returns the weighted sum of the losses of all rows at the coefficients `w`, and writes its gradient to
 * `gradient`. The coefficients of each class are p numbers followed by the intercept, if one is fitted; two
 * classes share one such vector.
 */
export type SummedLoss = (w: Float64Array, gradient: Float64Array) => number;

/**
 * Number of rows to process together, an even number: they and `width` numbers for each of them stay in the
 * processor's cache between computing the scores and the gradient, and a product of sums of at most `most` per
 * row stays finite.
 */
export function rowsOfBlock(width: number, most = 2): number {
  const fitting = Math.min(128, Math.floor(4096 / width), Math.floor(1000 / Math.log2(most)));
  return Math.max(8, fitting & ~1);
}
