import { dot } from "../linalg/dot.ts";

/**
 * Replaces the lower triangle of a symmetric n × n matrix A (row-major) by its Cholesky factor L, A = L Lᵀ.
 * Returns the smallest pivot as a fraction of its diagonal entry: the smallest part of any column that the
 * columns before it do not explain, whatever the scale of the columns. Returns 0 if A is not positive definite;
 * the contents are then undefined. Cost n³/3.
 */
export function choleskyFactor(a: Float64Array, n: number): number {
  let smallest = 1;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      a[row + j] = (a[row + j]! - dot(a, row, a, other, j)) / a[other + j]!;
    }
    const diagonal = a[row + i]!;
    const pivot = diagonal - dot(a, row, a, row, i);
    if (!(pivot > 0)) return 0;
    const fraction = pivot / diagonal;
    if (fraction < smallest) smallest = fraction;
    a[row + i] = Math.sqrt(pivot);
  }
  return smallest;
}

/**
 * Solves L Lᵀ x = b in place, where b is `b[offset]` … `b[offset + n − 1]` and the rows of L start `stride`
 * numbers apart. Cost 2 n².
 */
export function choleskySolve(
  factor: Float64Array,
  n: number,
  b: Float64Array,
  offset = 0,
  stride = n,
): void {
  for (let i = 0; i < n; i++) {
    b[offset + i] = (b[offset + i]! - dot(factor, i * stride, b, offset, i)) / factor[i * stride + i]!;
  }
  solveTransposed(factor, n, b, offset, stride);
}

/** Solves Lᵀ x = b in place, with the arguments of `choleskySolve`. Cost n². */
export function solveTransposed(
  factor: Float64Array,
  n: number,
  b: Float64Array,
  offset = 0,
  stride = n,
): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = b[offset + i]! / factor[i * stride + i]!;
    b[offset + i] = value;
    for (let j = 0, at = i * stride; j < i; j++, at++) b[offset + j] = b[offset + j]! - factor[at]! * value;
  }
}

/**
 * Returns the diagonal of A⁻¹ from the factor of A: entry j is the sum of squares of column j of L⁻¹. The
 * smallest eigenvalue of A is at least 1 / trace(A⁻¹), and A_jj (A⁻¹)_jj is the variance inflation factor of
 * column j. Cost n³/3.
 */
export function diagonalOfInverse(factor: Float64Array, n: number): Float64Array {
  const column = new Float64Array(n);
  return Float64Array.from({ length: n }, (_, k) => {
    column[k] = 1 / factor[k * n + k]!;
    let squares = column[k]! ** 2;
    for (let i = k + 1; i < n; i++) {
      column[i] = -dot(factor, i * n + k, column, k, i - k) / factor[i * n + i]!;
      squares += column[i]! ** 2;
    }
    return squares;
  });
}

/** The result of `pivotedCholesky`. */
interface PivotedFactor {
  /**
   * All column numbers: first the independent columns in the order of their pivots, then the dependent ones.
   */
  readonly order: Int32Array;
  /** Number of independent columns. */
  readonly rank: number;
  /** The factor L of the independent columns, rank × rank: A restricted to them is L Lᵀ. */
  readonly factor: Float64Array;
  /**
   * (n − rank) × rank: Lᵀ⁻¹ times a row expresses a dependent column as a combination of the independent ones.
   */
  readonly dependent: Float64Array;
}

/**
 * Pivoted Cholesky factorisation of a symmetric positive semi-definite n × n matrix (row-major, not modified).
 * The next pivot is always the column of which the previous ones explain the smallest fraction; it ends when
 * every remaining column is explained up to a fraction `least` of its diagonal entry. Zero columns are
 * dependent. Cost n·rank².
 * Reference: Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, 10.3.
 */
export function pivotedCholesky(a: Float64Array, n: number, least: number): PivotedFactor {
  const order = Int32Array.from({ length: n }, (_, j) => j);
  const L = new Float64Array(n * n);
  // The unexplained part of each column, in the order of `order`.
  const left = Float64Array.from(order, (j) => a[j * n + j]!);
  const fraction = (at: number) => (left[at]! > 0 ? left[at]! / a[order[at]! * (n + 1)]! : 0);
  let rank = 0;
  for (; rank < n; rank++) {
    let best = rank;
    for (let at = rank + 1; at < n; at++) if (fraction(at) > fraction(best)) best = at;
    if (!(fraction(best) > least)) break;
    const row = rank * n;
    if (best !== rank) {
      [order[rank], order[best]] = [order[best]!, order[rank]!];
      [left[rank], left[best]] = [left[best]!, left[rank]!];
      const moved = L.slice(row, row + rank);
      L.copyWithin(row, best * n, best * n + rank);
      L.set(moved, best * n);
    }
    const chosen = order[rank]! * n;
    const pivot = Math.sqrt(left[rank]!);
    L[row + rank] = pivot;
    for (let at = rank + 1; at < n; at++) {
      const value = (a[chosen + order[at]!]! - dot(L, at * n, L, row, rank)) / pivot;
      L[at * n + rank] = value;
      left[at] = left[at]! - value * value;
    }
  }
  const factor = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) factor.set(L.subarray(i * n, i * n + i + 1), i * rank);
  const dependent = new Float64Array((n - rank) * rank);
  for (let i = rank; i < n; i++) dependent.set(L.subarray(i * n, i * n + rank), (i - rank) * rank);
  return { order, rank, factor, dependent };
}
