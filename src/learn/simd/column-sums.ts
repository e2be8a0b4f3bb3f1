import type { Matrix } from "../core/matrix.ts";
import { Layout, workspace } from "./workspace.ts";

/** With fewer numbers, copying to the kernel's memory and caching the sums cost more than they save. */
const LEAST_NUMBERS = 4096;

/** Several steps ask for the column sums of the same matrix, which never changes. */
const remembered = new WeakMap<Matrix, Float64Array>();

/**
 * Returns the sum of every column of `X`, p numbers that must not be modified. They are finite if all numbers
 * of `X` are and no sum overflows. The result is the same to the last bit with and without kernels. The sums of
 * a large matrix are cached, so that all callers together cost one pass.
 */
export function columnSums(X: Matrix): Float64Array {
  if (X.data.length < LEAST_NUMBERS) return sumsOf(X, () => undefined);
  let sums = remembered.get(X);
  if (sums === undefined) {
    sums = sumsOf(X);
    remembered.set(X, sums);
  }
  return sums;
}

/** Computes `columnSums` without the cache. */
export function sumsOf(X: Matrix, space = workspace): Float64Array {
  const { rows, columns: p, data } = X;
  const blockRows = Math.max(8, Math.floor(4096 / Math.max(1, p)) & ~3);
  const layout = new Layout();
  const sumsAt = layout.take(p);
  const xAt = layout.take(blockRows * p);
  const work = space(layout.doubles);
  if (work === undefined) return plainSums(X);
  const { kernels, values } = work;
  values.fill(0, sumsAt, sumsAt + p);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    values.set(data.subarray(first * p, (first + count) * p), xAt);
    kernels.addColumnSums(8 * xAt, count, p, 8 * sumsAt);
  }
  return values.slice(sumsAt, sumsAt + p);
}

function plainSums({ rows, columns: p, data }: Matrix): Float64Array {
  const sums = new Float64Array(p);
  const whole = rows - (rows % 4);
  let at = 0;
  for (let i = 0; i < whole; i += 4, at += 3 * p) {
    for (let j = 0; j < p; j++, at++) {
      sums[j] = sums[j]! + (data[at]! + data[at + p]! + (data[at + 2 * p]! + data[at + 3 * p]!));
    }
  }
  for (let i = whole; i < rows; i++) for (let j = 0; j < p; j++, at++) sums[j] = sums[j]! + data[at]!;
  return sums;
}
