/** Raw predictions: for each tree of an iteration, an array of n numbers. */
export type RawPredictions = readonly Float64Array[];

/**
 * The loss that boosting minimises. Raw predictions are the sums of the trees, before the link function.
 * Gradients and hessians are rounded to single precision, as in scikit-learn.
 */
export interface Loss {
  /** Trees per iteration: K for K ≥ 3 classes, otherwise 1. */
  readonly trees: number;
  /** Whether every hessian is 1, so that only gradients are written. */
  readonly constantHessian: boolean;
  /** Returns the constant raw predictions that fit `y` best, from which boosting starts. */
  baseline(y: Float64Array, weights: Float64Array | undefined): Float64Array;
  /**
   * Writes the gradients of the rows `start` … `stop` − 1, one array per tree, with a gradient or a pair of
   * gradient and hessian per row. Returns the weighted sum of their losses, up to a constant; both need the
   * same exponentials.
   */
  evaluate(
    y: Float64Array,
    raw: RawPredictions,
    weights: Float64Array | undefined,
    out: readonly Float32Array[],
    start: number,
    stop: number,
  ): number;
  /**
   * For losses without a useful Newton step: returns the best value of a leaf for the residuals y − raw of its
   * rows. `weights` are those of the rows, if the loss is one of rows with weights. May reorder `residuals`.
   */
  leafValue?(residuals: Float64Array, weights: Float64Array | undefined): number;
}

/** Returns the mean of `values`, weighted if weights are given. */
export function average(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  if (weights === undefined) {
    for (let i = 0; i < values.length; i++) sum += values[i]!;
    return sum / values.length;
  }
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    total += weights[i]!;
  }
  return sum / total;
}
