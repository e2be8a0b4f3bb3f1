import { dot } from "../kernels/dot.ts";

/**
 * Turns the lower triangle of a symmetric n × n matrix (row-major, in place) into its Cholesky factor L, A = L Lᵀ.
 * Gives the smallest pivot as a share of the diagonal entry it came from: the smallest part of any column
 * that the columns before it do not explain, whatever the scale of the columns. 0 when A is not positive definite;
 * then the contents are of no use. Cost n³/3.
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
    const share = pivot / diagonal;
    if (share < smallest) smallest = share;
    a[row + i] = Math.sqrt(pivot);
  }
  return smallest;
}

/** Solves L Lᵀ x = b in place, b being the n numbers of `b` from `offset` on. Cost 2 n². */
export function choleskySolve(factor: Float64Array, n: number, b: Float64Array, offset = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = b[offset + i]!;
    for (let j = 0, at = i * n; j < i; j++, at++) sum -= factor[at]! * b[offset + j]!;
    b[offset + i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = b[offset + i]! / factor[i * n + i]!;
    b[offset + i] = value;
    for (let j = 0, at = i * n; j < i; j++, at++) b[offset + j] = b[offset + j]! - factor[at]! * value;
  }
}

/**
 * The diagonal of A⁻¹: entry j is the sum of squares of column j of L⁻¹. The trace of A⁻¹ bounds the smallest
 * eigenvalue of A from below by 1 / trace; A_jj (A⁻¹)_jj is the variance inflation factor of column j. Cost n³/3.
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
