import type { Matrix } from "./matrix.ts";

/**
 * Returns the index, from 0, of the largest of `count` numbers starting at `values[from]`; the first of equal
 * ones.
 */
export function indexOfLargest(values: Float64Array, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k]! > values[from + best]!) best = k;
  return best;
}

/**
 * Returns the column of the largest number of each row, the first of equal ones: classes from n × K votes or
 * probabilities.
 */
export function largestColumns({ rows, columns, data }: Matrix): Int32Array {
  const result = new Int32Array(rows);
  for (let i = 0, at = 0; i < rows; i++, at += columns) result[i] = indexOfLargest(data, at, columns);
  return result;
}

/**
 * Returns classes from decision values: for n × 1 values of two classes, the last if its value is above 0;
 * otherwise the largest column.
 */
export function classesByScores(scores: Matrix): Int32Array {
  if (scores.columns > 1) return largestColumns(scores);
  const { rows, data } = scores;
  const result = new Int32Array(rows);
  for (let i = 0; i < rows; i++) result[i] = data[i]! > 0 ? 1 : 0;
  return result;
}

/** Returns the probabilities of two classes, n × 2, from the log odds of the last. */
export function probabilitiesByLogOdds(logOdds: Float64Array): Matrix {
  const rows = logOdds.length;
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    // The probabilities for either sign share an exponential.
    const z = logOdds[i]!;
    const e = Math.exp(-Math.abs(z));
    const more = 1 / (1 + e);
    const less = e / (1 + e);
    data[2 * i] = z > 0 ? less : more;
    data[2 * i + 1] = z >= 0 ? more : less;
  }
  return { rows, columns: 2, data };
}

/** Returns the probabilities of two classes, n × 2, from the probability of the last. */
export function withComplement(last: Float64Array): Matrix {
  const rows = last.length;
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    data[2 * i] = 1 - last[i]!;
    data[2 * i + 1] = last[i]!;
  }
  return { rows, columns: 2, data };
}
