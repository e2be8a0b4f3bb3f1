import { dot } from "../kernels/dot.ts";
import type { Matrix } from "../matrix.ts";
import type { NewtonObjective } from "./trust-region-newton.ts";

/** What one linear machine is trained on. */
export interface LinearProblem {
  readonly X: Matrix;
  /** 1 or −1 for each row. */
  readonly signs: Float64Array;
  /** C times the weight of the row's class, for sign 1 and for sign −1. */
  readonly positiveCost: number;
  readonly negativeCost: number;
  /** The constant that stands in a column after the others; 0 for no such column. */
  readonly bias: number;
}

/** How many coefficients a linear machine has: one a column, and one for the constant. */
export function widthOf({ X, bias }: LinearProblem): number {
  return X.columns + (bias === 0 ? 0 : 1);
}

/** Rows taken together: few enough that the second pass over them finds them in the processor's cache. */
const CHUNK = 128;

/**
 * The squared hinge loss with penalty, ½‖w‖² + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)², the constant being part of x and its
 * coefficient of w. Only rows within the margin, the active ones, have a part in the gradient and in the
 * generalised Hessian I + 2 Σ cᵢ xᵢxᵢᵀ. Cost of each call: one pass over X, or over the active rows.
 */
export class SquaredHinge implements NewtonObjective {
  readonly size: number;
  readonly #problem: LinearProblem;
  /** 0 … n − 1. */
  readonly #all: Int32Array;
  /** The active rows at the point evaluated last, and at the one accepted last. */
  #candidate: Int32Array;
  #candidateCount = 0;
  #active: Int32Array;
  #activeCount = 0;
  readonly #numbers = new Float64Array(CHUNK);

  constructor(problem: LinearProblem) {
    const { rows } = problem.X;
    this.#problem = problem;
    this.size = widthOf(problem);
    this.#all = new Int32Array(rows);
    for (let i = 0; i < rows; i++) this.#all[i] = i;
    this.#candidate = new Int32Array(rows);
    this.#active = new Int32Array(rows);
  }

  evaluate(w: Float64Array, gradient: Float64Array): number {
    const { X, bias } = this.#problem;
    const { rows, columns: p, data } = X;
    const shift = bias === 0 ? 0 : bias * w[p]!;
    gradient.fill(0);
    this.#candidateCount = 0;
    let loss = 0;
    for (let first = 0; first < rows; first += CHUNK) {
      const last = Math.min(first + CHUNK, rows);
      rowProducts(data, p, w, this.#all, first, last, this.#numbers);
      const found = this.#candidateCount;
      loss += this.#lossOf(first, last, shift);
      addRows(gradient, data, p, this.#candidate, found, this.#candidateCount, this.#numbers);
      if (bias !== 0) gradient[p]! += bias * sumOf(this.#numbers, this.#candidateCount - found);
    }
    let squares = 0;
    for (let j = 0; j < w.length; j++) {
      squares += w[j]! * w[j]!;
      gradient[j]! += w[j]!;
    }
    return 0.5 * squares + loss;
  }

  /**
   * The loss of rows `first` … `last` − 1, whose products stand in `#numbers`; the active ones are noted, and their
   * factors in the gradient take the place of the products.
   */
  #lossOf(first: number, last: number, shift: number): number {
    const { signs, positiveCost, negativeCost } = this.#problem;
    const numbers = this.#numbers;
    const candidate = this.#candidate;
    let count = this.#candidateCount;
    let found = 0;
    let loss = 0;
    for (let i = first; i < last; i++) {
      const sign = signs[i]!;
      const miss = 1 - sign * (numbers[i - first]! + shift);
      if (miss <= 0) continue;
      const cost = sign > 0 ? positiveCost : negativeCost;
      loss += cost * miss * miss;
      numbers[found++] = -2 * cost * sign * miss;
      candidate[count++] = i;
    }
    this.#candidateCount = count;
    return loss;
  }

  accept(): void {
    const active = this.#active;
    this.#active = this.#candidate;
    this.#activeCount = this.#candidateCount;
    this.#candidate = active;
  }

  hessianTimes(v: Float64Array, out: Float64Array): void {
    const { X, signs, positiveCost, negativeCost, bias } = this.#problem;
    const { columns: p, data } = X;
    const active = this.#active;
    const count = this.#activeCount;
    const numbers = this.#numbers;
    const shift = bias === 0 ? 0 : bias * v[p]!;
    out.fill(0);
    for (let first = 0; first < count; first += CHUNK) {
      const last = Math.min(first + CHUNK, count);
      rowProducts(data, p, v, active, first, last, numbers);
      for (let n = first; n < last; n++) {
        const cost = signs[active[n]!]! > 0 ? positiveCost : negativeCost;
        numbers[n - first] = 2 * cost * (numbers[n - first]! + shift);
      }
      addRows(out, data, p, active, first, last, numbers);
      if (bias !== 0) out[p]! += bias * sumOf(numbers, last - first);
    }
    for (let j = 0; j < v.length; j++) out[j]! += v[j]!;
  }
}

/** Writes x · w of the rows at `index[first]` … `index[last − 1]`, four rows at a time. */
function rowProducts(
  data: Float64Array,
  p: number,
  w: Float64Array,
  index: Int32Array,
  first: number,
  last: number,
  out: Float64Array,
): void {
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
  for (; n < last; n++) out[n - first] = dot(data, index[n]! * p, w, 0, p);
}

/** Adds to `target` the rows at `index[first]` … `index[last − 1]`, each times its factor. */
function addRows(
  target: Float64Array,
  data: Float64Array,
  p: number,
  index: Int32Array,
  first: number,
  last: number,
  factors: Float64Array,
): void {
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
  for (; n < last; n++) addRow(target, data, p, index[n]! * p, factors[n - first]!);
}

function sumOf(numbers: Float64Array, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += numbers[n]!;
  return sum;
}

/** Adds `factor` times the row that begins at `row`. */
export function addRow(
  target: Float64Array,
  data: Float64Array,
  p: number,
  row: number,
  factor: number,
): void {
  for (let j = 0; j < p; j++) target[j]! += factor * data[row + j]!;
}
