import { ValueError } from "../errors.ts";
import { columnMeans } from "../kernels/column-means.ts";
import { crossProducts } from "../kernels/cross-products.ts";
import type { Matrix } from "../matrix.ts";
import { choleskyFactor, choleskySolve, diagonalOfInverse } from "./cholesky.ts";
import { interceptsOf } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";
import { type Centred, normalResidual } from "./normal-residual.ts";
import { minimumNorm, triangleOf } from "./orthogonal.ts";

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  /** One penalty a label, ≥ 0. */
  readonly alphas: Float64Array;
  /** Where there is no penalty, singular values of X up to this share of the largest count as 0. */
  readonly cutoff: number;
}

/** Of a column scaled to length 1, what the columns before it must leave unexplained for Cholesky to be trusted. */
const SMALLEST_PIVOT = 1e-11;
/**
 * Up to this bound of the condition of the normal equations (of columns scaled to length 1), their solution has 11
 * digits at least and needs no correction.
 */
const WELL_CONDITIONED = 1e4;
/** A correction this small, relative to the solution, leaves an error of its square: below rounding. */
const SMALL_CORRECTION = 1e-8;
const MOST_ROUNDS = 6;

/**
 * Minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label, b not penalised: the w of least norm where several do.
 *
 * Normal equations lose half of the digits, so their solution is only the start: it is corrected by the residual of
 * the data until it stands (iterative refinement), which brings the digits of an orthogonal method back. Where the
 * columns depend on one another too much for that, an orthogonal method takes over: QR, then the singular values
 * of R. Of more columns than rows, the n × n dual equations are solved instead: w = Xᵀ (XXᵀ + alpha I)⁻¹ y.
 *
 * Cost n·(p + k)²/2 + 4·n·p·k for n ≥ p. Throws `ValueError` for numbers whose squares a double cannot hold.
 * Reference: Björck, Numerical Methods for Least Squares Problems, 1996, sections 2.9 and 6.6.
 */
export function leastSquares(X: Matrix, y: Matrix, options: LeastSquaresOptions, owner: string): LinearState {
  const { fitIntercept } = options;
  const xMean = fitIntercept ? columnMeans(X) : new Float64Array(X.columns);
  const yMean = fitIntercept ? columnMeans(y) : new Float64Array(y.columns);
  const data: Centred = { X, y, xMean, yMean };
  const coef =
    (X.rows > X.columns ? solvePrimal(data, options, owner) : solveDual(data, options, owner)) ??
    solveOrthogonal(data, options);
  return { coef, intercept: interceptsOf(coef, xMean, yMean, owner) };
}

/** By the p × p normal equations; undefined where they are too ill-conditioned. k × p. */
function solvePrimal(
  data: Centred,
  { alphas, cutoff }: LeastSquaresOptions,
  owner: string,
): Float64Array | undefined {
  const p = data.X.columns;
  const { gram, cross } = crossProducts(data.X, data.xMean, data.y, data.yMean);
  refuseOverflow(gram, cross, owner);
  const factorised = factorise(gram, p, alphas, cutoff);
  if (factorised === undefined) return undefined;
  const { factors, condition } = factorised;
  const coef = cross;
  alphas.forEach((_, o) => {
    choleskySolve(factors[o]!, p, coef, o * p);
  });
  if (condition <= WELL_CONDITIONED) return coef;
  const correction = new Float64Array(coef.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    normalResidual(data, coef, alphas, correction);
    alphas.forEach((_, o) => {
      choleskySolve(factors[o]!, p, correction, o * p);
    });
    for (let at = 0; at < coef.length; at++) coef[at] = coef[at]! + correction[at]!;
    const isSmall = alphas.every((_, o) => isCorrected(coef, correction, o * p, gram, p));
    if (isSmall) return coef;
  }
  return undefined;
}

/** Whether `correction` is small beside `coef`, both measured by what their entries contribute to the prediction. */
function isCorrected(
  coef: Float64Array,
  correction: Float64Array,
  offset: number,
  gram: Float64Array,
  p: number,
): boolean {
  let size = 0;
  let change = 0;
  for (let j = 0; j < p; j++) {
    const weight = gram[j * p + j]!;
    size += weight * coef[offset + j]! ** 2;
    change += weight * correction[offset + j]! ** 2;
  }
  return change <= SMALL_CORRECTION ** 2 * size;
}

/** By the n × n dual equations; undefined where they are too ill-conditioned. k × p. */
function solveDual(
  { X, y, xMean, yMean }: Centred,
  { alphas, cutoff, fitIntercept }: LeastSquaresOptions,
  owner: string,
): Float64Array | undefined {
  const { rows: n, columns: p, data } = X;
  const k = y.columns;
  const transposed = new Float64Array(p * n);
  for (let i = 0, at = 0; i < n; i++) {
    for (let j = 0; j < p; j++, at++) transposed[j * n + i] = data[at]! - xMean[j]!;
  }
  const none = { rows: p, columns: 0, data: new Float64Array(0) };
  const { gram: kernel } = crossProducts(
    { rows: p, columns: n, data: transposed },
    new Float64Array(n),
    none,
    none.data,
  );
  refuseOverflow(kernel, y.data, owner);
  if (fitIntercept) {
    // Centring makes the vector of ones an eigenvector of value 0; y has nothing along it, so any value will do.
    let trace = 0;
    for (let i = 0; i < n; i++) trace += kernel[i * n + i]!;
    for (let at = 0; at < kernel.length; at++) kernel[at] = kernel[at]! + trace / (n * n);
  }
  const factors = factorise(kernel, n, alphas, cutoff)?.factors;
  if (factors === undefined) return undefined;
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
      choleskySolve(factors[o]!, n, residual);
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
      if (round === MOST_ROUNDS) return undefined;
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

/**
 * The Cholesky factors of A + alpha I, one a label (shared where the penalty is), and a bound of their condition once
 * the diagonal is scaled to 1. Undefined where one is not to be trusted, or where without a penalty a singular value
 * of X might lie below the cut-off.
 */
function factorise(
  A: Float64Array,
  size: number,
  alphas: Float64Array,
  cutoff: number,
): { factors: Float64Array[]; condition: number } | undefined {
  const byAlpha = new Map<number, Float64Array>();
  let condition = 0;
  for (const alpha of alphas) {
    if (byAlpha.has(alpha)) continue;
    const factor = A.slice();
    for (let i = 0; i < size; i++) factor[i * size + i] = factor[i * size + i]! + alpha;
    if (!(choleskyFactor(factor, size) > SMALLEST_PIVOT)) return undefined;
    const inverse = diagonalOfInverse(factor, size);
    let trace = 0;
    let inverseTrace = 0;
    let inflation = 0;
    for (let i = 0; i < size; i++) {
      const diagonal = A[i * size + i]! + alpha;
      trace += diagonal;
      inverseTrace += inverse[i]!;
      inflation += diagonal * inverse[i]!;
    }
    // Eigenvalues are squares of singular values; the traces bound the smallest and the largest of them.
    if (alpha === 0 && !(1 > 4 * cutoff ** 2 * trace * inverseTrace)) return undefined;
    condition = Math.max(condition, size * inflation);
    byAlpha.set(alpha, factor);
  }
  return { factors: Array.from(alphas, (alpha) => byAlpha.get(alpha)!), condition };
}

function refuseOverflow(gram: Float64Array, cross: Float64Array, owner: string): void {
  if (!(gram.every(Number.isFinite) && cross.every(Number.isFinite))) {
    throw new ValueError(`${owner} got numbers too large; scale them before`);
  }
}
