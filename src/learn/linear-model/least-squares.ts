import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { centredColumns } from "../linalg/column-means.ts";
import { crossProducts } from "../simd/cross-products.ts";
import { interceptsOf } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";
import { normalEquations } from "./normal-equations.ts";
import { type Centred, centredData } from "./normal-residual.ts";
import { minimumNorm, triangleOf } from "./orthogonal.ts";
import { MOST_CORRECTIONS, refine, SMALL_CORRECTION } from "./refinement.ts";

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** One penalty a label, ≥ 0. */
  readonly alphas: Float64Array;
  /** Where there is no penalty, singular values of X up to this share of the largest count as 0. */
  readonly cutoff: number;
}

/**
 * Up to this bound of the condition of the normal equations (of columns scaled to length 1), their solution has 11
 * digits at least and needs no correction.
 */
const WELL_CONDITIONED = 1e4;
const NO_LABELS: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };

/**
 * Minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label, b not penalised: the w of least norm where several do.
 *
 * Normal equations lose half of the digits, so their solution is only the start: it is corrected by the residual of
 * the data until it stands (iterative refinement), which brings the digits of an orthogonal method back. Columns that
 * are combinations of others to rounding, as one-hot columns beside an intercept are, take part through those others
 * (`IndependentColumns`). Where columns depend on one another nearly, an orthogonal method takes over: QR, then the
 * singular values of R. Of more columns than rows, the n × n dual equations are solved instead:
 * w = Xᵀ (XXᵀ + alpha I)⁻¹ y.
 *
 * Cost n·(p + k)²/2 + p³ + 4·n·p·k for n ≥ p, several times that by the orthogonal method. Throws `ValueError` for
 * numbers whose squares a double cannot hold.
 */
export function leastSquares(X: Matrix, y: Matrix, options: LeastSquaresOptions, owner: string): LinearState {
  const data = centredData(X, y, options.fitIntercept);
  const coef =
    (X.rows > X.columns ? solvePrimal(data, options, owner) : solveDual(data, options, owner)) ??
    solveOrthogonal(data, options);
  return { coef, intercept: interceptsOf(coef, data.xMean, data.yMean, owner) };
}

/** By the p × p normal equations; undefined where they do not determine the solution well enough. k × p. */
function solvePrimal(
  data: Centred,
  { alphas, cutoff }: LeastSquaresOptions,
  owner: string,
): Float64Array | undefined {
  const p = data.X.columns;
  const { gram, cross } = crossProducts(data.X, data.xMean, data.y, data.yMean);
  refuseOverflow(gram, cross, owner);
  const equations = normalEquations(data.X, data.xMean, gram, alphas, cutoff);
  if (equations === undefined) return undefined;
  const coef = cross;
  equations.forEach((own, o) => {
    own.solveColumns(coef, o * p);
  });
  if (equations.every(({ condition }) => condition <= WELL_CONDITIONED)) return coef;
  const diagonal = Float64Array.from({ length: p }, (_, j) => gram[j * p + j]!);
  const converged = refine(data, coef, alphas, diagonal, (residuals) => {
    equations.forEach((own, o) => {
      own.solveColumns(residuals, o * p);
    });
  });
  return converged ? coef : undefined;
}

/** By the n × n dual equations; undefined where they do not determine the solution well enough. k × p. */
function solveDual(
  { X, y, xMean, yMean }: Centred,
  { alphas, cutoff, fitIntercept }: LeastSquaresOptions,
  owner: string,
): Float64Array | undefined {
  const { rows: n, columns: p } = X;
  const k = y.columns;
  const transposed = centredColumns(X, xMean);
  const origin = new Float64Array(n);
  const asColumns: Matrix = { rows: p, columns: n, data: transposed };
  const { gram: kernel } = crossProducts(asColumns, origin, NO_LABELS, NO_LABELS.data);
  refuseOverflow(kernel, y.data, owner);
  if (fitIntercept && alphas.every((alpha) => alpha > 0)) {
    // Centring makes the vector of ones an eigenvector of value 0; y has nothing along it, so any value will do.
    let trace = 0;
    for (let i = 0; i < n; i++) trace += kernel[i * n + i]!;
    for (let at = 0; at < kernel.length; at++) kernel[at] = kernel[at]! + trace / (n * n);
  }
  const equations = normalEquations(asColumns, origin, kernel, alphas, cutoff);
  if (equations === undefined) return undefined;
  const coef = new Float64Array(k * p);
  const dual = new Float64Array(n);
  const residual = new Float64Array(n);
  for (let o = 0; o < k; o++) {
    const w = coef.subarray(o * p, (o + 1) * p);
    dual.fill(0);
    // The first round solves the equations, the next ones mend the rounding of the one before.
    for (let round = 0; ; round++) {
      for (let i = 0; i < n; i++) residual[i] = y.data[i * k + o]! - yMean[o]! - alphas[o]! * dual[i]!;
      for (let j = 0, at = 0; j < p; j++) {
        for (let i = 0; i < n; i++, at++) residual[i] = residual[i]! - transposed[at]! * w[j]!;
      }
      equations[o]!.solveRows(residual);
      let size = 0;
      let change = 0;
      for (let i = 0; i < n; i++) {
        dual[i] = dual[i]! + residual[i]!;
        change += residual[i]! ** 2;
        size += dual[i]! ** 2;
      }
      for (let j = 0, at = 0; j < p; j++) {
        let sum = 0;
        for (let i = 0; i < n; i++, at++) sum += transposed[at]! * dual[i]!;
        w[j] = sum;
      }
      if (change <= SMALL_CORRECTION ** 2 * size) break;
      if (round === MOST_CORRECTIONS) return undefined;
    }
  }
  return coef;
}

/** By QR and singular values, which no dependence of columns troubles. k × p. */
function solveOrthogonal(data: Centred, { alphas, cutoff }: LeastSquaresOptions): Float64Array {
  const { X, y } = data;
  const { rows: n, columns: p } = X;
  const k = y.columns;
  const width = p + k;
  const fill = (target: Float64Array, offset: number, first: number, count: number) => {
    for (let i = 0, at = offset; i < count; i++) {
      const row = first + i;
      for (let j = 0; j < p; j++, at++) target[at] = X.data[row * p + j]! - data.xMean[j]!;
      for (let o = 0; o < k; o++, at++) target[at] = y.data[row * k + o]! - data.yMean[o]!;
    }
  };
  const m = Math.min(n, p);
  let joined: Float64Array;
  if (n > p) joined = triangleOf(n, p, k, fill);
  else {
    joined = new Float64Array(n * width);
    fill(joined, 0, 0, n);
  }
  const A = new Float64Array(m * p);
  const b = new Float64Array(m * k);
  for (let i = 0; i < m; i++) {
    A.set(joined.subarray(i * width, i * width + p), i * p);
    b.set(joined.subarray(i * width + p, (i + 1) * width), i * k);
  }
  const rounding = Math.max(n, p) * Number.EPSILON;
  return minimumNorm(A, m, p, b, alphas, Math.max(cutoff, rounding));
}

function refuseOverflow(gram: Float64Array, cross: Float64Array, owner: string): void {
  if (!(gram.every(Number.isFinite) && cross.every(Number.isFinite))) {
    throw new ValueError(`${owner} got numbers too large; scale them before`);
  }
}
