import { diagonalise, tridiagonalise } from "./tridiagonal.ts";

/** The eigenvectors of a symmetric positive semi-definite matrix, by descending eigenvalue. */
export interface SymmetricEigen {
  /** Never negative. */
  readonly values: Float64Array;
  /** Entry `row` of eigenvector `index`; each has length 1. */
  readonly entry: (row: number, index: number) => number;
}

/**
 * Decomposes `matrix`, p × p, symmetric and positive semi-definite up to rounding, finite. Cost about 6 p³. It is brought
 * to size 1 before, so that no square overflows or vanishes.
 */
export function symmetricEigen(matrix: Float64Array, p: number): SymmetricEigen {
  let size = 0;
  for (let j = 0; j < p; j++) size = Math.max(size, matrix[j * p + j]!);
  // A power of two, so that no digit changes.
  const unit = size > 0 ? 2 ** Math.max(-1022, Math.floor(Math.log2(size))) : 1;
  const tridiagonal = tridiagonalise(
    matrix.map((value) => value / unit),
    p,
  );
  diagonalise(tridiagonal);
  const { diagonal, rows } = tridiagonal;
  const order = Int32Array.from({ length: p }, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  return {
    // Rounding makes eigenvalues of 0 slightly negative.
    values: Float64Array.from(order, (i) => Math.max(0, diagonal[i]!) * unit),
    entry: (row, index) => rows[order[index]! * p + row]!,
  };
}
