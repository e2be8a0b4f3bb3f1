import type { Matrix } from "../matrix.ts";

/** The mean of every column of `X`. */
export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++, at++) mean[j]! += data[at]!;
  for (let j = 0; j < columns; j++) mean[j]! /= rows;
  return mean;
}

/**
 * (X − mean)ᵀ (X − mean), p × p, unscaled: one pass over `X`, which is centred row by row, so that nothing is
 * lost to means far from 0. Cost n·p²/2.
 */
export function scatter(X: Matrix, mean: Float64Array): Float64Array {
  const { rows, columns: p, data } = X;
  const result = new Float64Array(p * p);
  const row = new Float64Array(p);
  for (let i = 0; i < rows; i++) {
    for (let j = 0, at = i * p; j < p; j++, at++) row[j] = data[at]! - mean[j]!;
    for (let j = 0; j < p; j++) {
      const value = row[j]!;
      for (let k = j, at = j * p + j; k < p; k++, at++) result[at]! += value * row[k]!;
    }
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) result[j * p + k] = result[k * p + j]!;
  return result;
}
