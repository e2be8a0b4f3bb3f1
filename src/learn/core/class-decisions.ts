import type { Matrix } from "./matrix.ts";

/** Which of the `count` numbers from `from` on is the largest, from 0; the first of equal ones. */
export function indexOfLargest(values: Float64Array, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (values[from + k]! > values[from + best]!) best = k;
  return best;
}

/** The column of the largest number of each row, the first of equal ones: classes by n × K votes or probabilities. */
export function largestColumns({ rows, columns, data }: Matrix): Int32Array {
  const result = new Int32Array(rows);
  for (let i = 0, at = 0; i < rows; i++, at += columns) result[i] = indexOfLargest(data, at, columns);
  return result;
}

/** Classes by decision values: of two classes, n × 1, the last where its value is above 0; else the largest column. */
export function classesByScores(scores: Matrix): Int32Array {
  if (scores.columns > 1) return largestColumns(scores);
  const { rows, data } = scores;
  const result = new Int32Array(rows);
  for (let i = 0; i < rows; i++) result[i] = data[i]! > 0 ? 1 : 0;
  return result;
}

/** Probabilities of two classes, n × 2, by the log odds of the last. */
export function probabilitiesByLogOdds(logOdds: Float64Array): Matrix {
  const rows = logOdds.length;
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    // The probabilities of either sign share an exponential.
    const z = logOdds[i]!;
    const e = Math.exp(-Math.abs(z));
    const more = 1 / (1 + e);
    const less = e / (1 + e);
    data[2 * i] = z > 0 ? less : more;
    data[2 * i + 1] = z >= 0 ? more : less;
  }
  return { rows, columns: 2, data };
}

/** The same by the probability of the last class: the other is what is left of 1. */
export function withComplement(last: Float64Array): Matrix {
  const rows = last.length;
  const data = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    data[2 * i] = 1 - last[i]!;
    data[2 * i + 1] = last[i]!;
  }
  return { rows, columns: 2, data };
}
