import type { Matrix } from "../core/matrix.ts";
import { columnSums } from "../simd/column-sums.ts";

/** Returns the mean of every column of `X`, p numbers; 0 where `X` has no rows. */
export function columnMeans(X: Matrix): Float64Array {
  const { rows } = X;
  return rows === 0 ? new Float64Array(X.columns) : columnSums(X).map((sum) => sum / rows);
}

/** Returns (X − mean)ᵀ, p × n and row-major: the centred columns of `X`, each contiguous. */
export function centredColumns({ rows, columns, data }: Matrix, mean: Float64Array): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result[j * rows + i] = data[at]! - mean[j]!;
  }
  return result;
}

/** Returns X − mean as a row-major copy. */
export function centred({ rows, columns, data }: Matrix, mean: Float64Array): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result[at] = data[at]! - mean[j]!;
  }
  return result;
}
