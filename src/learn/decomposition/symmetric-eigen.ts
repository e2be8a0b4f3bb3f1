import { WrapperMatrix1D } from "ml-matrix";
import { PCA as CovariancePCA } from "ml-pca";

/** The eigenvalues, descending, and eigenvectors of a symmetric positive semi-definite matrix. */
interface SymmetricEigen {
  /** Not negative. */
  readonly values: Float64Array;
  /** Returns entry `row` of eigenvector `index`; eigenvectors have length 1. */
  readonly entry: (row: number, index: number) => number;
}

/**
 * Decomposes `matrix`, p × p, finite, symmetric and positive semi-definite up to rounding, by ml-pca. It is first scaled
 * to entries of about 1, because ml-matrix fails for entries whose squares underflow. Cost about 10 p³.
 */
export function symmetricEigen(matrix: Float64Array, p: number): SymmetricEigen {
  let size = 0;
  for (let j = 0; j < p; j++) size = Math.max(size, matrix[j * p + j]!);
  // Scaling by a power of two is exact.
  const unit = size > 0 ? 2 ** Math.max(-1022, Math.floor(Math.log2(size))) : 1;
  const scaled = matrix.map((value) => value / unit);
  const decomposed = new CovariancePCA(new WrapperMatrix1D(scaled, { rows: p }) as never, {
    isCovarianceMatrix: true,
  });
  const vectors = decomposed.getEigenvectors();
  return {
    // Rounding can make eigenvalues of 0 slightly negative.
    values: Float64Array.from(decomposed.getEigenvalues(), (value) => Math.max(0, value) * unit),
    entry: (row, index) => vectors.get(row, index),
  };
}
