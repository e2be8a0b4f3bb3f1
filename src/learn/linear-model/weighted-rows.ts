import type { Matrix } from "../core/matrix.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import { interceptsOf } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";
import { exactForConstants } from "./normal-residual.ts";

/** X and y, centred and multiplied by the square roots of the weights of rows. */
export interface WeightedRows {
  readonly X: Matrix;
  readonly y: Matrix;
  /** The weighted means that were subtracted; 0 without intercept. */
  readonly xMean: Float64Array;
  readonly yMean: Float64Array;
}

/**
 * Returns the rows for which a problem without weights and intercept is the same as the problem of X and y with them, as scikit-learn
 * does: Σ sᵢ (yᵢ − w·xᵢ − b)² is ‖√s (y − ȳ) − √s (X − x̄) w‖², where x̄ and ȳ are weighted means. Cost n·(p + k).
 */
export function weightedRows(
  X: Matrix,
  y: Matrix,
  weights: Float64Array,
  fitIntercept: boolean,
): WeightedRows {
  const roots = weights.map(Math.sqrt);
  const means = (of: Matrix) =>
    fitIntercept ? exactForConstants(of, weightedMeans(of, weights)) : new Float64Array(of.columns);
  const [xMean, yMean] = [means(X), means(y)];
  return { X: scaled(X, xMean, roots), y: scaled(y, yMean, roots), xMean, yMean };
}

/** Solves a problem with weights by `solve`, which solves it without weights and without an intercept. */
export function solveWeighted(
  X: Matrix,
  y: Matrix,
  weights: Float64Array,
  fitIntercept: boolean,
  owner: string,
  solve: (X: Matrix, y: Matrix) => LinearState,
): LinearState {
  const rows = weightedRows(X, y, weights, fitIntercept);
  const { coef } = solve(rows.X, rows.y);
  return { coef, intercept: interceptsOf(coef, rows.xMean, rows.yMean, owner) };
}

/** Returns Σ sᵢ xᵢ / Σ sᵢ for each column, corrected by the mean of what it leaves. */
function weightedMeans({ rows, columns, data }: Matrix, weights: Float64Array): Float64Array {
  const total = sumOfWeights(weights);
  const mean = new Float64Array(columns);
  for (let pass = 0; pass < 2; pass++) {
    const rest = new Float64Array(columns);
    for (let i = 0, at = 0; i < rows; i++) {
      const share = weights[i]! / total;
      for (let j = 0; j < columns; j++, at++) rest[j] = rest[j]! + share * (data[at]! - mean[j]!);
    }
    for (let j = 0; j < columns; j++) mean[j] = mean[j]! + rest[j]!;
  }
  return mean;
}

function scaled({ rows, columns, data }: Matrix, mean: Float64Array, roots: Float64Array): Matrix {
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result[at] = roots[i]! * (data[at]! - mean[j]!);
  }
  return { rows, columns, data: result };
}
