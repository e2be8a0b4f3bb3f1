import type { Matrix } from "../core/matrix.ts";
import { allocate } from "../simd/kernel-module.ts";
import { squaredDistance } from "./squared-distance.ts";

/**
 * The length in units of the longest packed row. Its square, and with it every product of two rows, stays below 2²⁹,
 * so that sums of a product and of a few halves of squares fit 32 bits.
 */
export const RADIUS = 23_000;
/** A bias below any product and half of a square: rows and vectors that only fill up a group. */
export const NEVER = -(2 ** 30);
/** Of longer rows too little is known of each value: comparisons with them decide too seldom. */
export const MAX_PAIRS = 128;
/** Beyond any rounding of the few operations on a packed value, in units. */
const ROUNDING = 1e-6;
const MAX_BYTES = 2 ** 30;

/**
 * The rows of a matrix around their mean (or any other point), rounded to whole numbers of 16 bits, as kernels
 * compare them. What they tell is sure up to `error`: that decides nearly all comparisons; the few others are left to
 * exact arithmetic, so that answers never depend on the rounding.
 */
export class PackedRows {
  readonly rows: number;
  readonly columns: number;
  readonly pairs: number;
  /** What has been taken off every row. */
  readonly mean: Float64Array;
  /** The length of the longest row, its mean taken off. */
  readonly radius: number;
  /** What 1 stands for. */
  readonly unit: number;
  /** At most how far, in units, a packed row or vector lies from what it stands for: each value by up to ½. */
  readonly error: number;
  readonly memory: WebAssembly.Memory;
  /** Even; rows that fill up the last groups have the bias `NEVER`. */
  readonly groups: number;
  readonly groupBytes: number;
  /** Where the groups begin in the memory. */
  readonly rowsAt: number;
  /** ⌊½ ‖x‖²⌋ of each row, in units. */
  readonly halfSquares: Int32Array;
  /** What the kernel adds to the products of each row: −⌊½ ‖x‖²⌋ until it is changed; `NEVER` where there is no row. */
  readonly biases: Int32Array;
  readonly biasesAt: number;
  /** Bytes to work with. */
  readonly spaceAt: number;

  /** Undefined where rows cannot be packed: they are too long, too large, too many, or all equal. */
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

  /** Row `row` as it was packed. */
  packedRow(row: number): Int32Array {
    const { pairs } = this;
    const packed = new Int32Array(this.memory.buffer, this.rowsAt, this.groups * pairs * 4);
    const first = (row >> 2) * pairs * 4 + (row & 3);
    return Int32Array.from({ length: pairs }, (_, pair) => packed[first + pair * 4]!);
  }

  /**
   * `vector`, from which the mean has been taken off and which is no longer than RADIUS units of size `unit`, in
   * units: two whole numbers of 16 bits in each of `pairs` of 32.
   */
  packVector(vector: Float64Array, unit = this.unit): Int32Array {
    const values = new Int32Array(this.pairs);
    for (let j = 0; j < vector.length; j++) {
      values[j >> 1]! |= (nearestWhole(vector[j]! / unit) & 0xffff) << ((j & 1) * 16);
    }
    return values;
  }
}

/** `value` rounded, if it is one of 16 bits: several times faster than `Math.round`. */
function nearestWhole(value: number): number {
  return ((value + 32_768.5) | 0) - 32_768;
}

/** ‖v‖² of a packed vector. */
export function squareOfPacked(values: Int32Array): number {
  let sum = 0;
  for (const pair of values) {
    const first = (pair << 16) >> 16;
    const second = pair >> 16;
    sum += first * first + second * second;
  }
  return sum;
}

// The loops over rows call functions: a function becomes fast after a few calls, one long loop much later.

/** Packs the row of `data` at `at` into every fourth number of `packed` from `to` on; gives ‖x‖² in units. */
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
