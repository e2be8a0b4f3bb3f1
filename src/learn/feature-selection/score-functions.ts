import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";

/*
 * Scores of columns, one at a time, by their relation to the labels: the higher, the stronger. `NaN` where a score is not defined.
 * Each column is divided by its largest absolute value first where that has no influence on its score.
 */

/** A column, divided by its largest absolute value, minus its mean; all 0 for a constant column. */
function centredColumn({ columns, data, rows }: Matrix, j: number): Float64Array {
  const values = new Float64Array(rows);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0, at = j; i < rows; i++, at += columns) {
    values[i] = data[at]!;
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (!(low < high)) return values.fill(0);
  const largest = Math.max(-low, high);
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    values[i]! /= largest;
    sum += values[i]!;
  }
  const mean = sum / rows;
  for (let i = 0; i < rows; i++) values[i]! -= mean;
  return values;
}

/**
 * The F statistic of the analysis of variance: the variance between the means of the classes over that within them. Infinite for a
 * column that is constant within each class.
 */
export function fClassif(X: Matrix, { classes, codes }: EncodedClasses): Float64Array {
  const K = classes.length;
  const counts = new Float64Array(K);
  for (const code of codes) counts[code]!++;
  return Float64Array.from({ length: X.columns }, (_, j) => {
    const values = centredColumn(X, j);
    const means = new Float64Array(K);
    values.forEach((value, i) => {
      means[codes[i]!]! += value;
    });
    let between = 0;
    for (let k = 0; k < K; k++) {
      means[k]! /= counts[k]!;
      if (counts[k]! > 0) between += counts[k]! * means[k]! ** 2;
    }
    let within = 0;
    values.forEach((value, i) => {
      within += (value - means[codes[i]!]!) ** 2;
    });
    return between / (K - 1) / (within / (X.rows - K));
  });
}

/** The χ² statistic of the sums of a column in each class, for columns of numbers of at least 0: counts, or 0 and 1. */
export function chi2(X: Matrix, { classes, codes }: EncodedClasses): Float64Array {
  const { rows, columns, data } = X;
  const counts = new Float64Array(classes.length);
  const observed = new Float64Array(classes.length * columns);
  const totals = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const first = codes[i]! * columns;
    counts[codes[i]!]!++;
    for (let j = 0; j < columns; j++, at++) {
      observed[first + j]! += data[at]!;
      totals[j]! += data[at]!;
    }
  }
  return totals.map((total, j) => {
    let sum = 0;
    for (let k = 0; k < classes.length; k++) {
      const expected = (counts[k]! / rows) * total;
      // Divided before it is multiplied, so that squares of large sums do not overflow.
      const difference = observed[k * columns + j]! - expected;
      sum += difference * (difference / expected);
    }
    return sum;
  });
}

/** Pearson's correlation of each column with the label; 0 if one of them is constant. */
export function rRegression(X: Matrix, y: Matrix): Float64Array {
  const label = centredColumn(y, 0);
  const norm = lengthOf(label);
  return Float64Array.from({ length: X.columns }, (_, j) => {
    const values = centredColumn(X, j);
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i]! * label[i]!;
    const r = sum / lengthOf(values) / norm;
    return Number.isNaN(r) ? 0 : r;
  });
}

/** The F statistic of the regression of the label on each column; the largest number for one that determines the label. */
export function fRegression(X: Matrix, y: Matrix): Float64Array {
  return rRegression(X, y).map((r) => {
    const F = ((r * r) / (1 - r * r)) * (X.rows - 2);
    if (Number.isNaN(F)) return 0;
    return F === Number.POSITIVE_INFINITY || r * r > 1 ? Number.MAX_VALUE : F;
  });
}

function lengthOf(values: Float64Array): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
  return Math.sqrt(squares);
}
