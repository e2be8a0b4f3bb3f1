import type { Matrix } from "../matrix.ts";
import { addGram, paddedWidth } from "./gram.ts";

/**
 * (X − mean)ᵀ (X − mean), p × p, unscaled: one pass over `X`, which is centred row by row, so that nothing is
 * lost to means far from 0. Cost n·p²/2.
 */
export function scatter(X: Matrix, mean: Float64Array): Float64Array {
  return crossProducts(X, mean, NO_COLUMNS, NO_MEANS).gram;
}

/** Products of the centred columns of X (n × p) and Y (n × k). */
export interface CrossProducts {
  /** XcᵀXc, p × p. */
  readonly gram: Float64Array;
  /** YcᵀXc, k × p: one row a column of Y. */
  readonly cross: Float64Array;
  /** ‖y‖² of every centred column of Y. */
  readonly squares: Float64Array;
}

const NO_COLUMNS: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };
const NO_MEANS = new Float64Array(0);

/**
 * All products of the columns of X − xMean and Y − yMean in one pass over both. Rows are taken in blocks that stay in
 * the processor's first cache; each block's products are summed alone before they join the total, which also
 * keeps rounding small. Cost n·(p + k)²/2.
 */
export function crossProducts(X: Matrix, xMean: Float64Array, Y: Matrix, yMean: Float64Array): CrossProducts {
  const { rows, columns: p } = X;
  const k = Y.columns;
  const width = paddedWidth(p + k);
  const blockRows = Math.max(8, Math.min(128, Math.floor(4096 / width)));
  const block = new Float64Array(blockRows * width);
  const sums = new Float64Array(width * width);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    fillCentred(block, width, 0, X, xMean, first, count);
    if (k > 0) fillCentred(block, width, p, Y, yMean, first, count);
    addGram(block, count, width, sums);
  }
  const gram = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++) gram[i * p + j] = gram[j * p + i] = sums[i * width + j]!;
  }
  const cross = new Float64Array(k * p);
  const squares = new Float64Array(k);
  for (let o = 0; o < k; o++) {
    for (let j = 0; j < p; j++) cross[o * p + j] = sums[j * width + p + o]!;
    squares[o] = sums[(p + o) * width + p + o]!;
  }
  return { gram, cross, squares };
}

function fillCentred(
  block: Float64Array,
  width: number,
  offset: number,
  { columns, data }: Matrix,
  mean: Float64Array,
  first: number,
  count: number,
): void {
  for (let i = 0, from = first * columns; i < count; i++) {
    const to = i * width + offset;
    for (let j = 0; j < columns; j++, from++) block[to + j] = data[from]! - mean[j]!;
  }
}
