import type { Matrix } from "../core/matrix.ts";
import { choleskyFactor, choleskySolve, diagonalOfInverse } from "./cholesky.ts";
import { IndependentColumns } from "./independent-columns.ts";

/** The factorised normal equations for one penalty. */
interface NormalEquations {
  /** A bound on their condition number with columns scaled to length 1. */
  readonly condition: number;
  /** Replaces Xᵀ y, at `b[offset]`, by the w of least norm that minimises ‖y − X w‖² + alpha ‖w‖². */
  solveColumns(b: Float64Array, offset?: number): void;
  /** Replaces b by a v for which X v minimises ‖b − Xᵀ w‖² + alpha ‖w‖², again with least norm. */
  solveRows(b: Float64Array): void;
}

/** The part of a column of length 1 that other columns must leave unexplained for Cholesky to be accurate. */
const SMALLEST_PIVOT = 1e-11;

/**
 * Factorises the normal equations of X − mean, whose products are `gram`, once for each distinct penalty in
 * `alphas`. Without a penalty, columns that depend on others up to rounding are separated (see
 * `IndependentColumns`). Returns undefined if a factorisation is not accurate enough, or if without a penalty a
 * singular value of the independent columns might lie below `cutoff` times the largest of X. Cost p³ per
 * penalty.
 */
export function normalEquations(
  X: Matrix,
  mean: Float64Array,
  gram: Float64Array,
  alphas: Float64Array,
  cutoff: number,
): NormalEquations[] | undefined {
  const byAlpha = new Map<number, NormalEquations>();
  for (const alpha of alphas) {
    if (byAlpha.has(alpha)) continue;
    const equations = alpha > 0 ? penalised(gram, X.columns, alpha) : unpenalised(X, mean, gram, cutoff);
    if (equations === undefined) return undefined;
    byAlpha.set(alpha, equations);
  }
  return Array.from(alphas, (alpha) => byAlpha.get(alpha)!);
}

function penalised(gram: Float64Array, p: number, alpha: number): NormalEquations | undefined {
  const factor = gram.slice();
  for (let j = 0; j < p; j++) factor[j * p + j] = factor[j * p + j]! + alpha;
  if (!(choleskyFactor(factor, p) > SMALLEST_PIVOT)) return undefined;
  const solve = (b: Float64Array, offset = 0) => choleskySolve(factor, p, b, offset);
  const diagonal = Float64Array.from({ length: p }, (_, j) => gram[j * p + j]! + alpha);
  const { inflation } = sumsOfInverse(factor, diagonal);
  return { condition: p * inflation, solveColumns: solve, solveRows: solve };
}

function unpenalised(
  X: Matrix,
  mean: Float64Array,
  gram: Float64Array,
  cutoff: number,
): NormalEquations | undefined {
  const p = X.columns;
  const independent = IndependentColumns.of(X, mean, gram, SMALLEST_PIVOT);
  if (independent === undefined) return undefined;
  const { columns, factor } = independent;
  const diagonal = Float64Array.from(columns, (j) => gram[j * p + j]!);
  const { inverseTrace, inflation } = sumsOfInverse(factor, diagonal);
  let trace = 0;
  for (let j = 0; j < p; j++) trace += gram[j * p + j]!;
  // Eigenvalues are squares of singular values; the traces bound the smallest and the largest. The dependent
  // columns do not make the smallest singular value of X any smaller than that of the independent ones.
  if (!(1 > 4 * cutoff ** 2 * trace * inverseTrace)) return undefined;
  return {
    condition: columns.length * inflation,
    solveColumns: (b, offset) => independent.solveColumns(b, offset),
    solveRows: (b) => independent.solveRows(b),
  };
}

/**
 * Returns the trace of A⁻¹ and Σ A_jj (A⁻¹)_jj, which bounds the condition number of A with its diagonal scaled
 * to 1.
 */
function sumsOfInverse(
  factor: Float64Array,
  diagonal: Float64Array,
): { inverseTrace: number; inflation: number } {
  let inverseTrace = 0;
  let inflation = 0;
  diagonalOfInverse(factor, diagonal.length).forEach((value, j) => {
    inverseTrace += value;
    inflation += diagonal[j]! * value;
  });
  return { inverseTrace, inflation };
}
