import type { Matrix } from "../matrix.ts";

/** The mean of every column of `X`; 0 where there are no rows. */
export function columnMeans({ rows, columns: p, data }: Matrix): Float64Array {
  const mean = new Float64Array(p);
  const whole = rows - (rows % 4);
  let at = 0;
  for (let i = 0; i < whole; i += 4, at += 3 * p) {
    for (let j = 0; j < p; j++, at++) {
      mean[j] = mean[j]! + (data[at]! + data[at + p]! + (data[at + 2 * p]! + data[at + 3 * p]!));
    }
  }
  for (let i = whole; i < rows; i++) for (let j = 0; j < p; j++, at++) mean[j] = mean[j]! + data[at]!;
  if (rows > 0) for (let j = 0; j < p; j++) mean[j] = mean[j]! / rows;
  return mean;
}

/** X − mean, row-major: a copy. */
export function centred({ rows, columns, data }: Matrix, mean: Float64Array): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) result[at] = data[at]! - mean[j]!;
  }
  return result;
}
