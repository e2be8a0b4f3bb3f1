import type { Matrix } from "../core/matrix.ts";
import { dot } from "./dot.ts";

/**
 * The rows of a matrix, for solvers that take their inner product with a coefficient vector and add multiples
 * of them.
 */
export interface MatrixRows {
  /** Returns x · w for one row; `w` may be longer than the row. */
  product(row: number, w: Float64Array): number;
  /** Writes x · w for the rows `index[first]` … `index[last − 1]` to the front of `out`. */
  products(w: Float64Array, index: Int32Array, first: number, last: number, out: Float64Array): void;
  /** Computes target += factor · row. */
  add(target: Float64Array, row: number, factor: number): void;
  /**
   * Adds the rows `index[first]` … `index[last − 1]` to `target`, each times its factor from the front of
   * `factors`.
   */
  addAll(target: Float64Array, index: Int32Array, first: number, last: number, factors: Float64Array): void;
  /** Returns ‖x‖² of one row. */
  square(row: number): number;
}

/** Up to this fraction of nonzero entries, as with one-hot columns, the sparse representation is faster. */
const SPARSE = 0.2;

/** Returns the rows of `X`, stored sparsely if few entries differ from 0. Cost n·p. */
export function matrixRows(X: Matrix): MatrixRows {
  let count = 0;
  for (let at = 0; at < X.data.length; at++) if (X.data[at] !== 0) count++;
  return count <= SPARSE * X.data.length ? new SparseRows(X, count) : new DenseRows(X);
}

class DenseRows implements MatrixRows {
  readonly #data: Float64Array;
  readonly #p: number;

  constructor({ columns, data }: Matrix) {
    this.#data = data;
    this.#p = columns;
  }

  product(row: number, w: Float64Array): number {
    return dot(this.#data, row * this.#p, w, 0, this.#p);
  }

  /** Four rows at a time, so that each coefficient is loaded once for all of them. */
  products(w: Float64Array, index: Int32Array, first: number, last: number, out: Float64Array): void {
    const data = this.#data;
    const p = this.#p;
    let n = first;
    for (; n + 4 <= last; n += 4) {
      const row0 = index[n]! * p;
      const row1 = index[n + 1]! * p;
      const row2 = index[n + 2]! * p;
      const row3 = index[n + 3]! * p;
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let j = 0; j < p; j++) {
        const value = w[j]!;
        sum0 += value * data[row0 + j]!;
        sum1 += value * data[row1 + j]!;
        sum2 += value * data[row2 + j]!;
        sum3 += value * data[row3 + j]!;
      }
      out[n - first] = sum0;
      out[n - first + 1] = sum1;
      out[n - first + 2] = sum2;
      out[n - first + 3] = sum3;
    }
    for (; n < last; n++) out[n - first] = this.product(index[n]!, w);
  }

  add(target: Float64Array, row: number, factor: number): void {
    const data = this.#data;
    const p = this.#p;
    for (let j = 0, at = row * p; j < p; j++, at++) target[j]! += factor * data[at]!;
  }

  /** Four rows at a time, so that `target` is loaded and stored once for all of them. */
  addAll(target: Float64Array, index: Int32Array, first: number, last: number, factors: Float64Array): void {
    const data = this.#data;
    const p = this.#p;
    let n = first;
    for (; n + 4 <= last; n += 4) {
      const row0 = index[n]! * p;
      const row1 = index[n + 1]! * p;
      const row2 = index[n + 2]! * p;
      const row3 = index[n + 3]! * p;
      const factor0 = factors[n - first]!;
      const factor1 = factors[n - first + 1]!;
      const factor2 = factors[n - first + 2]!;
      const factor3 = factors[n - first + 3]!;
      for (let j = 0; j < p; j++) {
        target[j]! +=
          factor0 * data[row0 + j]! +
          factor1 * data[row1 + j]! +
          (factor2 * data[row2 + j]! + factor3 * data[row3 + j]!);
      }
    }
    for (; n < last; n++) this.add(target, index[n]!, factors[n - first]!);
  }

  square(row: number): number {
    let sum = 0;
    for (let at = row * this.#p, end = at + this.#p; at < end; at++) sum += this.#data[at]! * this.#data[at]!;
    return sum;
  }
}

/** Compressed sparse rows: the nonzero entries of each row and their columns. */
class SparseRows implements MatrixRows {
  /** Row i occupies `starts[i]` … `starts[i + 1] − 1`. */
  readonly #starts: Int32Array;
  readonly #columns: Int32Array;
  readonly #values: Float64Array;

  constructor({ rows, columns, data }: Matrix, count: number) {
    this.#starts = new Int32Array(rows + 1);
    this.#columns = new Int32Array(count);
    this.#values = new Float64Array(count);
    let to = 0;
    for (let i = 0, at = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, at++) {
        if (data[at] === 0) continue;
        this.#columns[to] = j;
        this.#values[to++] = data[at]!;
      }
      this.#starts[i + 1] = to;
    }
  }

  product(row: number, w: Float64Array): number {
    const columns = this.#columns;
    const values = this.#values;
    let sum = 0;
    for (let at = this.#starts[row]!, end = this.#starts[row + 1]!; at < end; at++) {
      sum += values[at]! * w[columns[at]!]!;
    }
    return sum;
  }

  products(w: Float64Array, index: Int32Array, first: number, last: number, out: Float64Array): void {
    for (let n = first; n < last; n++) out[n - first] = this.product(index[n]!, w);
  }

  add(target: Float64Array, row: number, factor: number): void {
    const columns = this.#columns;
    const values = this.#values;
    for (let at = this.#starts[row]!, end = this.#starts[row + 1]!; at < end; at++) {
      target[columns[at]!]! += factor * values[at]!;
    }
  }

  addAll(target: Float64Array, index: Int32Array, first: number, last: number, factors: Float64Array): void {
    for (let n = first; n < last; n++) this.add(target, index[n]!, factors[n - first]!);
  }

  square(row: number): number {
    let sum = 0;
    for (let at = this.#starts[row]!, end = this.#starts[row + 1]!; at < end; at++) {
      sum += this.#values[at]! * this.#values[at]!;
    }
    return sum;
  }
}
