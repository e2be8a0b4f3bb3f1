import { WrapperMatrix1D } from "ml-matrix";
import { PCA as CovariancePCA } from "ml-pca";

/** The eigenvectors of a symmetric positive semi-definite matrix, by descending eigenvalue. */
export interface SymmetricEigen {
  /** Never negative. */
  readonly values: Float64Array;
  /** Entry `row` of eigenvector `index`; each has length 1. */
  readonly entry: (row: number, index: number) => number;
}

/**
 * Decomposes `matrix`, p × p, symmetric and positive semi-definite up to rounding, finite, by ml-pca. Cost about
 * 10 p³. It is brought to size 1 before: ml-matrix does not stand entries whose squares underflow.
 */
export function symmetricEigen(matrix: Float64Array, p: number): SymmetricEigen {
  let size = 0;
  for (let j = 0; j < p; j++) size = Math.max(size, matrix[j * p + j]!);
  // A power of two, so that no digit changes.
  const unit = size > 0 ? 2 ** Math.max(-1022, Math.floor(Math.log2(size))) : 1;
  const scaled = matrix.map((value) => value / unit);
  const decomposed = new CovariancePCA(new WrapperMatrix1D(scaled, { rows: p }) as never, {
    isCovarianceMatrix: true,
  });
  const vectors = decomposed.getEigenvectors();
  return {
    // Rounding makes eigenvalues of 0 slightly negative.
    values: Float64Array.from(decomposed.getEigenvalues(), (value) => Math.max(0, value) * unit),
    entry: (row, index) => vectors.get(row, index),
  };
}
