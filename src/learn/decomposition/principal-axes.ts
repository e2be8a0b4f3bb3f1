import type { Matrix } from "../core/matrix.ts";
import { centred } from "../linalg/column-means.ts";
import { dot } from "../linalg/dot.ts";
import { addScaled } from "../linalg/vectors.ts";
import { scatter } from "../simd/cross-products.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** The directions of greatest variance of centred rows. */
export interface PrincipalAxes {
  /** The min(n, p) variances along the axes (divisor n − 1), descending. */
  readonly variances: Float64Array;
  /** Returns the first `count` axes, row-major, each of length 1. May be called only once. */
  readonly axes: (count: number) => Float64Array;
}

/** Computes the axes from the p × p covariance matrix of the columns. Cost n p² / 2 + 10 p³. */
export function axesOfColumns(X: Matrix, mean: Float64Array): PrincipalAxes {
  const { rows: n, columns: p } = X;
  const covariance = scatter(X, mean);
  for (let at = 0; at < covariance.length; at++) covariance[at]! /= n - 1;
  requireFinite(covariance);
  const { values, entry } = symmetricEigen(covariance, p);
  return {
    variances: values.subarray(0, Math.min(n, p)),
    axes: (count) => {
      const axes = new Float64Array(count * p);
      for (let c = 0; c < count; c++) for (let j = 0; j < p; j++) axes[c * p + j] = entry(j, c);
      return axes;
    },
  };
}

/**
 * Computes the axes from the n × n products of the rows, for more columns than rows: if (X Xᵀ) u = λ u, then Xᵀ u
 * is an axis with variance λ / (n − 1). There is always an axis without variance; any direction orthogonal to the
 * others serves. Cost n² p.
 */
export function axesOfRows(X: Matrix, mean: Float64Array): PrincipalAxes {
  const { rows: n, columns: p } = X;
  const data = centred(X, mean);
  const products = rowProducts(data, n, p);
  requireFinite(products);
  const { values, entry } = symmetricEigen(products, n);
  return {
    variances: values.map((value) => value / (n - 1)),
    axes: (count) => {
      const axes = new Float64Array(count * p);
      for (let c = 0; c < count; c++) {
        const axis = axes.subarray(c * p, (c + 1) * p);
        for (let i = 0; i < n; i++) addScaled(axis, data.subarray(i * p, (i + 1) * p), entry(i, c));
        const length = Math.sqrt(values[c]!);
        const isNull = !(length > 1e-7 * Math.sqrt(values[0]!));
        if (isNull || !orthogonalise(axes, c, p)) completeAxes(axes, c, p);
      }
      return axes;
    },
  };
}

function requireFinite(values: Float64Array): void {
  if (!values.every(Number.isFinite)) throw new RangeError("numbers too large");
}

/** Returns A Aᵀ for A, n × p. */
function rowProducts(data: Float64Array, n: number, p: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = i; k < n; k++) {
      const product = dot(data, i * p, data, k * p, p);
      result[i * n + k] = product;
      result[k * n + i] = product;
    }
  }
  return result;
}

/**
 * Orthogonalises axis `c` against the axes before it, by Gram-Schmidt in two passes, and scales it to length 1. Returns
 * false if next to nothing is left.
 */
function orthogonalise(axes: Float64Array, c: number, p: number): boolean {
  const axis = axes.subarray(c * p, (c + 1) * p);
  if (!normalise(axis)) return false;
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < c; k++) {
      addScaled(axis, axes.subarray(k * p, (k + 1) * p), -dot(axes, k * p, axes, c * p, p));
    }
  }
  return Math.sqrt(dot(axes, c * p, axes, c * p, p)) > 1e-6 && normalise(axis);
}

/**
 * Sets axis `c` to a vector orthogonal to the axes before it, starting from the unit vector in which they have the
 * smallest components.
 */
function completeAxes(axes: Float64Array, c: number, p: number): void {
  const contributions = new Float64Array(p);
  for (let at = 0; at < c * p; at++) contributions[at % p]! += axes[at]! * axes[at]!;
  const axis = axes.subarray(c * p, (c + 1) * p).fill(0);
  axis[contributions.indexOf(contributions.reduce((a, b) => Math.min(a, b)))] = 1;
  orthogonalise(axes, c, p);
}

function normalise(axis: Float64Array): boolean {
  let largest = 0;
  for (let j = 0; j < axis.length; j++) largest = Math.max(largest, Math.abs(axis[j]!));
  if (!(largest > 0)) return false;
  let square = 0;
  for (let j = 0; j < axis.length; j++) square += (axis[j]! / largest) ** 2;
  const length = largest * Math.sqrt(square);
  for (let j = 0; j < axis.length; j++) axis[j]! /= length;
  return true;
}
