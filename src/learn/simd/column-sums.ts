import type { Matrix } from "../core/matrix.ts";
import { Layout, workspace } from "./workspace.ts";

/** For fewer numbers the copies to a kernel's memory, and remembering the sums, cost more than they gain. */
const LEAST_NUMBERS = 4096;

/** Several steps ask for the sums of the same matrix, which never changes. */
const remembered = new WeakMap<Matrix, Float64Array>();

/**
 * The sum of every column of `X`: p numbers, not to be written to. They are finite wherever all numbers of `X` are and no
 * sum overflows. The same to the last bit with kernels and without. Of a large matrix they are kept, so that they cost one
 * pass, whoever asks.
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

/** `columnSums`, anew. */
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
