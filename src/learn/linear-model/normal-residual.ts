import type { Matrix } from "../core/matrix.ts";
import { columnMeans } from "../linalg/column-means.ts";

/** X and y with the means to subtract from their columns; nothing is copied. */
export interface Centred {
  readonly X: Matrix;
  readonly y: Matrix;
  /** 0 without intercept. */
  readonly xMean: Float64Array;
  readonly yMean: Float64Array;
}

/** Returns X and y with their column means, or with zeros if there is no intercept. */
export function centredData(X: Matrix, y: Matrix, fitIntercept: boolean): Centred {
  const means = (of: Matrix) =>
    fitIntercept ? exactForConstants(of, columnMeans(of)) : new Float64Array(of.columns);
  return { X, y, xMean: means(X), yMean: means(y) };
}

/**
 * Replaces the mean of each constant column by its value, since a rounding error would be taken for variation.
 */
export function exactForConstants({ rows, columns: p, data }: Matrix, mean: Float64Array): Float64Array {
  for (let j = 0; j < p && rows > 0; j++) {
    const value = data[j]!;
    let at = j;
    while (at < data.length && data[at] === value) at += p;
    if (at >= data.length) mean[j] = value;
  }
  return mean;
}

/**
 * Writes Xcᵀ (yc − Xc w) − alpha w for every label to `result`, k × p. Four rows at a time, so that the
 * gradient is loaded and stored once for all of them. Cost 4·n·p·k.
 */
export function normalResidual(
  { X, y, xMean, yMean }: Centred,
  coef: Float64Array,
  alphas: Float64Array,
  result: Float64Array,
): void {
  const { rows, columns: p, data } = X;
  const k = y.columns;
  for (let o = 0; o < k; o++) {
    const w = coef.subarray(o * p, (o + 1) * p);
    const gradient = result.subarray(o * p, (o + 1) * p);
    for (let j = 0; j < p; j++) gradient[j] = -alphas[o]! * w[j]!;
    const whole = rows - (rows % 4);
    const mean = yMean[o]!;
    for (let i = 0, at = 0; i < whole; i += 4, at += 4 * p) {
      let r0 = y.data[i * k + o]! - mean;
      let r1 = y.data[(i + 1) * k + o]! - mean;
      let r2 = y.data[(i + 2) * k + o]! - mean;
      let r3 = y.data[(i + 3) * k + o]! - mean;
      for (let j = 0, a = at; j < p; j++, a++) {
        const m = xMean[j]!;
        const c = w[j]!;
        r0 -= (data[a]! - m) * c;
        r1 -= (data[a + p]! - m) * c;
        r2 -= (data[a + 2 * p]! - m) * c;
        r3 -= (data[a + 3 * p]! - m) * c;
      }
      for (let j = 0, a = at; j < p; j++, a++) {
        const m = xMean[j]!;
        gradient[j] =
          gradient[j]! +
          ((data[a]! - m) * r0 +
            (data[a + p]! - m) * r1 +
            ((data[a + 2 * p]! - m) * r2 + (data[a + 3 * p]! - m) * r3));
      }
    }
    for (let i = whole; i < rows; i++) {
      let rest = y.data[i * k + o]! - mean;
      for (let j = 0, a = i * p; j < p; j++, a++) rest -= (data[a]! - xMean[j]!) * w[j]!;
      for (let j = 0, a = i * p; j < p; j++, a++) gradient[j] = gradient[j]! + (data[a]! - xMean[j]!) * rest;
    }
  }
}
