import type { Matrix } from "../core/matrix.ts";
import { addPlainGram, paddedWidth } from "./gram.ts";
import { Layout, type Workspace, workspace } from "./workspace.ts";

/**
 * Returns (X − mean)ᵀ (X − mean), p × p, not divided by n, in one pass over `X`. Rows are centred one by one,
 * so that no digits are lost to means far from 0. Cost n·p²/2.
 */
export function scatter(X: Matrix, mean: Float64Array): Float64Array {
  return crossProducts(X, mean, NO_COLUMNS, NO_MEANS).gram;
}

/** Products of the centred columns of X (n × p) and Y (n × k). */
interface CrossProducts {
  /** XcᵀXc, p × p. */
  readonly gram: Float64Array;
  /** YcᵀXc, k × p: one row per column of Y. */
  readonly cross: Float64Array;
  /** ‖y‖² of every centred column of Y. */
  readonly squares: Float64Array;
}

const NO_COLUMNS: Matrix = { rows: 0, columns: 0, data: new Float64Array(0) };
const NO_MEANS = new Float64Array(0);

/** Some columns and the means to subtract from them. */
interface Part {
  readonly of: Matrix;
  readonly mean: Float64Array;
}

/**
 * Computes all products of the columns of X − xMean and Y − yMean in one pass over both. Rows are processed in
 * blocks that stay in the processor's first-level cache; each block's products are summed separately before
 * they are added to the total, which also keeps rounding small. The result is the same to the last bit with and
 * without kernels. Cost n·(p + k)²/2.
 */
export function crossProducts(
  X: Matrix,
  xMean: Float64Array,
  Y: Matrix,
  yMean: Float64Array,
  space = workspace,
): CrossProducts {
  const p = X.columns;
  const k = Y.columns;
  const width = paddedWidth(p + k);
  const parts: readonly Part[] =
    k > 0
      ? [
          { of: X, mean: xMean },
          { of: Y, mean: yMean },
        ]
      : [{ of: X, mean: xMean }];
  const sums = sumsByKernel(parts, X.rows, width, space) ?? plainSums(parts, X.rows, width);
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

function rowsOfBlock(width: number): number {
  return Math.max(8, Math.min(128, Math.floor(4096 / width)));
}

/** Returns the products, width × width, or undefined if there is no kernel. */
function sumsByKernel(
  parts: readonly Part[],
  rows: number,
  width: number,
  space: (doubles: number) => Workspace | undefined,
): Float64Array | undefined {
  const blockRows = rowsOfBlock(width);
  const layout = new Layout();
  const blockAt = layout.take(blockRows * width);
  const sumsAt = layout.take(width * width);
  const places = parts.map(({ mean }) => ({
    meanAt: layout.take(mean.length),
    dataAt: layout.take(blockRows * mean.length),
  }));
  const work = space(layout.doubles);
  if (work === undefined) return undefined;
  const { kernels, values } = work;
  values.fill(0, blockAt, sumsAt + width * width);
  parts.forEach(({ mean }, part) => {
    values.set(mean, places[part]!.meanAt);
  });
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    let offset = 0;
    for (let part = 0; part < parts.length; part++) {
      const { columns, data } = parts[part]!.of;
      const { meanAt, dataAt } = places[part]!;
      values.set(data.subarray(first * columns, (first + count) * columns), dataAt);
      kernels.centreRows(8 * dataAt, count, columns, 8 * meanAt, 8 * blockAt, width, offset);
      offset += columns;
    }
    kernels.addGram(8 * blockAt, count, width, offset, 8 * sumsAt);
  }
  return values.slice(sumsAt, sumsAt + width * width);
}

/** The plain twin of `sumsByKernel`. */
function plainSums(parts: readonly Part[], rows: number, width: number): Float64Array {
  const blockRows = rowsOfBlock(width);
  const block = new Float64Array(blockRows * width);
  const sums = new Float64Array(width * width);
  for (let first = 0; first < rows; first += blockRows) {
    const count = Math.min(blockRows, rows - first);
    let offset = 0;
    for (const { of, mean } of parts) {
      fillCentred(block, width, offset, of, mean, first, count);
      offset += of.columns;
    }
    addPlainGram(block, count, width, sums);
  }
  return sums;
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
