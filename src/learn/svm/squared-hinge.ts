import type { Matrix } from "../core/matrix.ts";
import type { MatrixRows } from "../linalg/matrix-rows.ts";
import type { NewtonObjective } from "./trust-region-newton.ts";

/** The training problem of one linear machine. */
export interface LinearProblem {
  readonly X: Matrix;
  /** The rows of X. */
  readonly rows: MatrixRows;
  /** 1 or −1 for each row. */
  readonly signs: Float64Array;
  /** C times the weight of each row. */
  readonly costs: Float64Array;
  /** The constant of an additional last column; 0 for none. */
  readonly bias: number;
}

/** Returns the number of coefficients: one per column, plus one for the constant. */
export function widthOf({ X, bias }: LinearProblem): number {
  return X.columns + (bias === 0 ? 0 : 1);
}

/**
 * Number of rows processed together: few enough that they are still in the processor's cache in the second
 * pass.
 */
const CHUNK = 128;

/**
 * The squared hinge loss with penalty, ½‖w‖² + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)², where x includes the constant and w
 * its coefficient. Only rows within the margin, the active ones, contribute to the gradient and to the
 * generalised Hessian I + 2 Σ cᵢ xᵢxᵢᵀ. Cost of each call: one pass over X, or over the active rows.
 */
export class SquaredHinge implements NewtonObjective {
  readonly size: number;
  readonly #problem: LinearProblem;
  /** 0 … n − 1. */
  readonly #all: Int32Array;
  /** The active rows at the last point evaluated, and at the last one accepted. */
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
    const { X, rows, bias } = this.#problem;
    const { rows: n, columns: p } = X;
    const shift = bias === 0 ? 0 : bias * w[p]!;
    gradient.fill(0);
    this.#candidateCount = 0;
    let loss = 0;
    for (let first = 0; first < n; first += CHUNK) {
      const last = Math.min(first + CHUNK, n);
      rows.products(w, this.#all, first, last, this.#numbers);
      const found = this.#candidateCount;
      loss += this.#lossOf(first, last, shift);
      rows.addAll(gradient, this.#candidate, found, this.#candidateCount, this.#numbers);
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
   * Returns the loss of the rows `first` … `last` − 1, whose products are in `#numbers`. Records the active
   * rows, and replaces the products by their factors in the gradient.
   */
  #lossOf(first: number, last: number, shift: number): number {
    const { signs, costs } = this.#problem;
    const numbers = this.#numbers;
    const candidate = this.#candidate;
    let count = this.#candidateCount;
    let found = 0;
    let loss = 0;
    for (let i = first; i < last; i++) {
      const sign = signs[i]!;
      const miss = 1 - sign * (numbers[i - first]! + shift);
      if (miss <= 0) continue;
      const cost = costs[i]!;
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
    const { X, rows, costs, bias } = this.#problem;
    const p = X.columns;
    const active = this.#active;
    const count = this.#activeCount;
    const numbers = this.#numbers;
    const shift = bias === 0 ? 0 : bias * v[p]!;
    out.fill(0);
    for (let first = 0; first < count; first += CHUNK) {
      const last = Math.min(first + CHUNK, count);
      rows.products(v, active, first, last, numbers);
      for (let n = first; n < last; n++) {
        numbers[n - first] = 2 * costs[active[n]!]! * (numbers[n - first]! + shift);
      }
      rows.addAll(out, active, first, last, numbers);
      if (bias !== 0) out[p]! += bias * sumOf(numbers, last - first);
    }
    for (let j = 0; j < v.length; j++) out[j]! += v[j]!;
  }
}

function sumOf(numbers: Float64Array, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += numbers[n]!;
  return sum;
}
