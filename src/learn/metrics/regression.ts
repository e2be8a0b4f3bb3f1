import type { Matrix } from "../matrix.ts";

/** The mean over the columns of `of(column of truth, column of predicted)`. */
function overColumns(
  truth: Matrix,
  predicted: Matrix,
  of: (difference: Float64Array, values: Float64Array) => number,
) {
  const { rows, columns } = truth;
  let sum = 0;
  for (let j = 0; j < columns; j++) {
    const values = new Float64Array(rows);
    const difference = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      values[i] = truth.data[i * columns + j]!;
      difference[i] = values[i]! - predicted.data[i * columns + j]!;
    }
    sum += of(difference, values);
  }
  return sum / columns;
}

function sumOf(values: Float64Array, term: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += term(value);
  return sum;
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; of a constant y 1 if all predictions are exact, else 0; NaN for fewer than 2 rows. */
export function r2(truth: Matrix, predicted: Matrix): number {
  if (truth.rows < 2) return Number.NaN;
  return overColumns(truth, predicted, (difference, values) => {
    const centre = sumOf(values, (value) => value) / values.length;
    const residual = sumOf(difference, (value) => value * value);
    const total = sumOf(values, (value) => (value - centre) ** 2);
    if (total === 0) return residual === 0 ? 1 : 0;
    return 1 - residual / total;
  });
}

/** √(mean of (y − ŷ)²), the mean over the labels. */
export function rmse(truth: Matrix, predicted: Matrix): number {
  return overColumns(truth, predicted, (difference) =>
    Math.sqrt(sumOf(difference, (value) => value * value) / difference.length),
  );
}

/** Mean of |y − ŷ|, the mean over the labels. */
export function mae(truth: Matrix, predicted: Matrix): number {
  return overColumns(truth, predicted, (difference) => sumOf(difference, Math.abs) / difference.length);
}
