import type { Matrix } from "../core/matrix.ts";

/** Rows and their classes, as a log loss is computed over them. */
export interface ClassifiedRows {
  readonly X: Matrix;
  /** Class numbers 0 … K-1. */
  readonly y: Int32Array;
  /** What each row of a class weighs: K numbers. */
  readonly classWeights: Float64Array;
  readonly fitIntercept: boolean;
}

/**
 * Returns the sum of the weighted losses of all rows at the coefficients `w`, and writes its gradient into `gradient`.
 * Coefficients stand class by class (two classes share one vector), p of each and its intercept where one is fitted.
 */
export type SummedLoss = (w: Float64Array, gradient: Float64Array) => number;

/**
 * Rows taken together, an even number: they and `width` numbers of each stay in the processor's cache between the scores
 * and the gradient, and products of sums of up to `most` a row stay finite.
 */
export function rowsOfBlock(width: number, most = 2): number {
  const fitting = Math.min(128, Math.floor(4096 / width), Math.floor(1000 / Math.log2(most)));
  return Math.max(8, fitting & ~1);
}
