import type { Matrix } from "../core/matrix.ts";
import { allocate } from "../simd/kernel-module.ts";
import { squaredDistance } from "./squared-distance.ts";

/**
 * The length in units of the longest packed row. Its square, and so every product of two rows, stays below 2²⁹,
 * so that a product plus a few halves of squares fits into 32 bits.
 */
export const RADIUS = 23_000;
/** A bias below any product or half square: given to the padding rows and vectors that fill up a group. */
export const NEVER = -(2 ** 30);
/** Maximum number of pairs of columns: in wider rows, each value has too few bits for comparisons to be decisive. */
export const MAX_PAIRS = 128;
/** An upper bound, in units, of the rounding error of the few operations on a packed value. */
const ROUNDING = 1e-6;
const MAX_BYTES = 2 ** 30;

/**
 * The rows of a matrix, centred on their mean or another point and rounded to 16-bit integers, in the layout
 * that the kernels compare. A comparison of packed rows is certain up to `error`, which decides nearly all of
 * them; the rest are decided by exact arithmetic, so results never depend on the rounding.
 */
export class PackedRows {
  readonly rows: number;
  readonly columns: number;
  readonly pairs: number;
  /** What was subtracted from every row. */
  readonly mean: Float64Array;
  /** The length of the longest centred row. */
  readonly radius: number;
  /** The value that an integer of 1 stands for. */
  readonly unit: number;
  /**
   * The greatest distance, in units, between a packed row or vector and the exact one: each value is off by up
   * to ½.
   */
  readonly error: number;
  readonly memory: WebAssembly.Memory;
  /** Number of groups of four rows, which is even; padding rows have the bias `NEVER`. */
  readonly groups: number;
  readonly groupBytes: number;
  /** Address of the first group in `memory`. */
  readonly rowsAt: number;
  /** ⌊½ ‖x‖²⌋ of each row, in units. */
  readonly halfSquares: Int32Array;
  /**
   * What the kernel adds to each row's products: −⌊½ ‖x‖²⌋ until a caller changes it; `NEVER` for padding rows.
   */
  readonly biases: Int32Array;
  readonly biasesAt: number;
  /** Address of the caller's working space. */
  readonly spaceAt: number;

  /**
   * Packs the rows of `X` and reserves `spaceBytes` of working space. Returns undefined if the rows cannot be
   * packed: too wide, too large, too many, or all equal.
   */
  static pack(X: Matrix, mean: Float64Array, spaceBytes: number): PackedRows | undefined {
    const radius = longest(X, mean);
    if (!(radius > 0 && Number.isFinite(radius) && Number.isFinite(RADIUS / radius))) return undefined;
    const pairs = (X.columns + 1) >> 1;
    const bytes = 2 * Math.ceil(X.rows / 8) * (pairs + 1) * 16 + spaceBytes;
    if (bytes > MAX_BYTES || pairs > MAX_PAIRS) return undefined;
    const memory = allocate(bytes);
    return memory && new PackedRows(X, mean, radius, memory);
  }

  private constructor(X: Matrix, mean: Float64Array, radius: number, memory: WebAssembly.Memory) {
    this.rows = X.rows;
    this.columns = X.columns;
    this.pairs = (X.columns + 1) >> 1;
    this.mean = mean;
    this.radius = radius;
    this.unit = radius / RADIUS;
    this.memory = memory;
    this.groups = 2 * Math.ceil(X.rows / 8);
    this.groupBytes = this.pairs * 16;
    this.biasesAt = 0;
    this.rowsAt = this.groups * 16;
    this.spaceAt = this.rowsAt + this.groups * this.groupBytes;
    this.biases = new Int32Array(memory.buffer, 0, this.groups * 4);
    this.halfSquares = new Int32Array(X.rows);
    this.error = Math.sqrt(X.columns) / 2 + ROUNDING;
    this.#fill(X);
    this.biases.fill(NEVER);
    for (let i = 0; i < X.rows; i++) this.biases[i] = -this.halfSquares[i]!;
  }

  #fill({ rows, columns, data }: Matrix): void {
    const { pairs, mean, unit, halfSquares } = this;
    const packed = new Int32Array(this.memory.buffer, this.rowsAt, this.groups * pairs * 4);
    for (let i = 0; i < rows; i++) {
      const to = (i >> 2) * pairs * 4 + (i & 3);
      halfSquares[i] = packRow(data, i * columns, mean, 1 / unit, packed, to) >> 1;
    }
  }

  /** Returns row `row` in packed form. */
  packedRow(row: number): Int32Array {
    const { pairs } = this;
    const packed = new Int32Array(this.memory.buffer, this.rowsAt, this.groups * pairs * 4);
    const first = (row >> 2) * pairs * 4 + (row & 3);
    return Int32Array.from({ length: pairs }, (_, pair) => packed[first + pair * 4]!);
  }

  /**
   * Packs a centred `vector` no longer than RADIUS units of size `unit`: each of the `pairs` 32-bit words holds
   * two 16-bit integers.
   */
  packVector(vector: Float64Array, unit = this.unit): Int32Array {
    const values = new Int32Array(this.pairs);
    for (let j = 0; j < vector.length; j++) {
      values[j >> 1]! |= (nearestWhole(vector[j]! / unit) & 0xffff) << ((j & 1) * 16);
    }
    return values;
  }
}

/** Rounds `value`, which must fit into 16 bits; several times faster than `Math.round`. */
function nearestWhole(value: number): number {
  return ((value + 32_768.5) | 0) - 32_768;
}

/** Returns ‖v‖² of a packed vector. */
export function squareOfPacked(values: Int32Array): number {
  let sum = 0;
  for (const pair of values) {
    const first = (pair << 16) >> 16;
    const second = pair >> 16;
    sum += first * first + second * second;
  }
  return sum;
}

// The loops over rows call these functions because the engine optimises a function after a few calls, but a
// single long loop much later.

/**
 * Packs the row that starts at `data[at]` into every fourth word of `packed`, starting at `to`; returns its
 * ‖x‖² in units.
 */
function packRow(
  data: Float64Array,
  at: number,
  mean: Float64Array,
  scale: number,
  packed: Int32Array,
  to: number,
): number {
  const columns = mean.length;
  const even = columns & ~1;
  let squares = 0;
  for (let j = 0; j < even; j += 2, to += 4) {
    const first = nearestWhole((data[at + j]! - mean[j]!) * scale);
    const second = nearestWhole((data[at + j + 1]! - mean[j + 1]!) * scale);
    packed[to] = (first & 0xffff) | (second << 16);
    squares += first * first + second * second;
  }
  if (even === columns) return squares;
  const last = nearestWhole((data[at + even]! - mean[even]!) * scale);
  packed[to] = last & 0xffff;
  return squares + last * last;
}

function longest({ rows, columns, data }: Matrix, mean: Float64Array): number {
  let most = 0;
  for (let i = 0; i < rows; i++) {
    const squares = squaredDistance(data, i * columns, mean, 0, columns);
    if (!(squares <= most)) most = squares;
  }
  return Math.sqrt(most);
}
