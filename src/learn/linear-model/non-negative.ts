import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { crossProducts } from "../simd/cross-products.ts";
import { ActiveSet } from "./active-set.ts";
import { leastSquares } from "./least-squares.ts";
import { interceptsOf } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";
import { type Centred, centredData } from "./normal-residual.ts";
import { refine } from "./refinement.ts";

/**
 * Minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label subject to w ≥ 0. The set of positive coefficients is
 * found from the normal equations, which all labels share, by an active-set method (`ActiveSet`). The
 * coefficients in the set are then corrected by the residual of the data until they no longer change, or solved
 * for by `leastSquares` if that fails.
 * Cost n·(p + k)²/2 and, per label, about p² for each positive coefficient.
 * Throws `ValueError` for numbers whose products overflow.
 */
export function nonNegativeLeastSquares(
  X: Matrix,
  y: Matrix,
  fitIntercept: boolean,
  alphas: Float64Array,
  owner: string,
): LinearState {
  const p = X.columns;
  const k = y.columns;
  const data = centredData(X, y, fitIntercept);
  const { gram, cross } = crossProducts(X, data.xMean, y, data.yMean);
  if (!(gram.every(Number.isFinite) && cross.every(Number.isFinite))) {
    throw new ValueError(`${owner} got numbers too large; scale them before`);
  }
  const coef = new Float64Array(k * p);
  for (let o = 0; o < k; o++) {
    const set = new ActiveSet(gram, cross.subarray(o * p, (o + 1) * p), p, alphas[o]!);
    set.minimise();
    if (set.columns.length === 0) continue;
    const alpha = alphas.slice(o, o + 1);
    const polished =
      corrected(ofLabel(data, o), set, alpha) ??
      solvedAnew(ofLabel(data, o), set.columns, fitIntercept, alpha, owner);
    const isInside = polished.every((value) => value >= 0);
    coef.set(isInside ? polished : set.w, o * p);
  }
  return { coef, intercept: interceptsOf(coef, data.xMean, data.yMean, owner) };
}

/** Returns X with a single label. */
function ofLabel({ X, y, xMean, yMean }: Centred, label: number): Centred {
  const values = new Float64Array(y.rows);
  for (let i = 0; i < y.rows; i++) values[i] = y.data[i * y.columns + label]!;
  return { X, y: { rows: y.rows, columns: 1, data: values }, xMean, yMean: yMean.slice(label, label + 1) };
}

/**
 * Returns the minimum over the columns of `set` by iterative refinement; undefined if that does not converge.
 */
function corrected(data: Centred, set: ActiveSet, alpha: Float64Array): Float64Array | undefined {
  const w = set.w.slice();
  const converged = refine(data, w, alpha, set.diagonal(), (residuals) => {
    const ofSet = Float64Array.from(set.columns, (j) => residuals[j]!);
    set.solve(ofSet);
    residuals.fill(0);
    set.columns.forEach((j, a) => {
      residuals[j] = ofSet[a]!;
    });
  });
  return converged ? w : undefined;
}

/** Returns the minimum over `columns` by the method that `leastSquares` chooses. */
function solvedAnew(
  { X, y }: Centred,
  columns: readonly number[],
  fitIntercept: boolean,
  alphas: Float64Array,
  owner: string,
): Float64Array {
  const chosen = columns.toSorted((a, b) => a - b);
  const { coef } = leastSquares(takeColumns(X, chosen), y, { fitIntercept, alphas, cutoff: 0 }, owner);
  const w = new Float64Array(X.columns);
  chosen.forEach((j, a) => {
    w[j] = coef[a]!;
  });
  return w;
}

function takeColumns({ rows, columns, data }: Matrix, chosen: readonly number[]): Matrix {
  const width = chosen.length;
  const taken = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    for (let a = 0; a < width; a++) taken[i * width + a] = data[i * columns + chosen[a]!]!;
  }
  return { rows, columns: width, data: taken };
}
