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

/** The options of `leastSquares`. */
interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** One penalty per label, ≥ 0. */
  readonly alphas: Float64Array;
  /** Without a penalty, singular values of X up to this fraction of the largest count as 0. */
  readonly cutoff: number;
}

/**
 * Up to this bound on the condition number of the normal equations (with columns scaled to length 1), their
 * solution has at least 11 correct digits and needs no correction.
 */
const WELL_CONDITIONED = 1e4;
const NO_LABELS: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };

/**
 * Minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label; b is not penalised. If the minimum is not unique, finds
 * the w of least norm.
 *
 * Normal equations lose half of the digits, so their solution is only a start: it is corrected by the residual
 * of the data until it no longer changes (iterative refinement), which restores the accuracy of an orthogonal
 * method. Columns that are combinations of others up to rounding, such as one-hot columns together with an
 * intercept, are expressed by those others (`IndependentColumns`). If columns are nearly dependent, an
 * orthogonal method takes over: QR, then the singular values of R. For more columns than rows, the n × n dual
 * equations are solved instead: w = Xᵀ (XXᵀ + alpha I)⁻¹ y.
 *
 * Cost n·(p + k)²/2 + p³ + 4·n·p·k for n ≥ p, several times that by the orthogonal method. Throws `ValueError`
 * for numbers whose squares overflow.
 */
export function leastSquares(X: Matrix, y: Matrix, options: LeastSquaresOptions, owner: string): LinearState {
  const data = centredData(X, y, options.fitIntercept);
  const coef =
    (X.rows > X.columns ? solvePrimal(data, options, owner) : solveDual(data, options, owner)) ??
    solveOrthogonal(data, options);
  return { coef, intercept: interceptsOf(coef, data.xMean, data.yMean, owner) };
}

/**
 * Solves the p × p normal equations; returns undefined if they do not determine the solution accurately enough.
 * k × p.
 */
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

/**
 * Solves the n × n dual equations; returns undefined if they do not determine the solution accurately enough. k
 * × p.
 */
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
    // Centring makes the vector of ones an eigenvector with eigenvalue 0. Since y is orthogonal to it, any
    // other eigenvalue will do.
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
    // The first round solves the equations; further rounds correct the rounding errors of the one before.
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

/** Solves by QR and singular values, whatever the dependence of the columns. k × p. */
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
