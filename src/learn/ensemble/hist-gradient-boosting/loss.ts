/** Raw predictions: one array of n numbers for each tree of an iteration. */
export type RawPredictions = readonly Float64Array[];

/**
 * What boosting minimises. Raw predictions are the sums of the trees, before the link function; gradients and
 * hessians are rounded to single precision, as scikit-learn rounds them.
 */
export interface Loss {
  /** Trees an iteration: K for K ≥ 3 classes, else 1. */
  readonly trees: number;
  /** Whether every hessian counts as 1, so that only gradients are written. */
  readonly constantHessian: boolean;
  /** The constant raw predictions that fit `y` best: what boosting starts from. */
  baseline(y: Float64Array, weights: Float64Array | undefined): Float64Array;
  /**
   * Writes the gradients of rows `start` … `stop` − 1 to one array a tree, a gradient or a pair of gradient and hessian
   * for each row. Returns the weighted sum of the loss over them, up to a constant of the data: both need the same
   * exponentials.
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
   * Where a Newton step means nothing: the best value of a leaf by the residuals y − raw of its rows. May
   * reorder `residuals`.
   */
  leafValue?(residuals: Float64Array): number;
}

/** The mean of `values`, weighted where weights are given. */
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
