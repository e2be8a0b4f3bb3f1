import type { Matrix } from "../core/matrix.ts";
import type { DualDescentOptions, DualDescentResult } from "./dual-coordinate-descent.ts";
import { type LinearProblem, widthOf } from "./squared-hinge.ts";

/** Number of halvings after which a step is taken as it is. */
const MAX_HALVINGS = 20;
/** The fraction of the predicted decrease that a step must reach. */
const DECREASE = 0.01;
const SMALLEST_CURVATURE = 1e-12;
const SMALLEST_STEP = 1e-12;

/**
 * Minimises ‖w‖₁ + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)², where x includes the constant and w its coefficient, by Newton
 * steps in one coordinate at a time with a line search; coordinates that stay 0 are left out until the others
 * have converged. Converged when the sum of the violations of the optimality conditions is at most `tolerance`
 * times that of the first round. Cost of a round: a few passes over the nonzero entries of X.
 * Reference: Yuan, Chang, Hsieh and Lin, A comparison of optimization methods and software for large-scale
 * L1-regularized linear classification, JMLR 11 (2010), 3183–3234.
 */
export function l1CoordinateDescent(
  problem: LinearProblem,
  { tolerance, maxIterations, random, onIteration }: DualDescentOptions,
): DualDescentResult {
  const machine = new SparseMachine(problem);
  const size = machine.w.length;
  const index = Int32Array.from({ length: size }, (_, j) => j);
  let active = size;
  let threshold = Number.POSITIVE_INFINITY;
  let firstViolation = 0;
  let iterations = 0;
  while (iterations < maxIterations) {
    random.shuffle(index.subarray(0, active));
    active = machine.round(index, active, threshold / problem.X.rows);
    if (iterations === 0) firstViolation = machine.violation;
    iterations++;
    onIteration?.(iterations);
    if (machine.violation <= tolerance * firstViolation) {
      if (active === size) break;
      active = size;
      threshold = Number.POSITIVE_INFINITY;
      continue;
    }
    threshold = machine.largest;
  }
  return { w: machine.w, iterations };
}

class SparseMachine {
  readonly w: Float64Array;
  /** The sum and the largest of the violations in the last round. */
  violation = 0;
  largest = 0;
  /** Column j occupies entries `starts[j]` … `starts[j + 1] − 1`. */
  readonly #starts: Int32Array;
  /** The rows in which a column is not 0, and its values there times the sign of the row. */
  readonly #rows: Int32Array;
  readonly #values: Float64Array;
  readonly #costs: Float64Array;
  /** 1 − yᵢ w·xᵢ. */
  readonly #misses: Float64Array;
  /** Σ cᵢ xᵢⱼ² for each column. */
  readonly #weights: Float64Array;

  constructor(problem: LinearProblem) {
    const { X, signs, costs, bias } = problem;
    const { rows: n, columns: p, data } = X;
    const size = widthOf(problem);
    this.w = new Float64Array(size);
    this.#costs = costs;
    this.#misses = new Float64Array(n).fill(1);
    this.#weights = new Float64Array(size);
    this.#starts = startsOfColumns(X, size);
    this.#rows = new Int32Array(this.#starts[size]!);
    this.#values = new Float64Array(this.#starts[size]!);
    const next = this.#starts.slice();
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < size; j++) {
        const number = j < p ? data[i * p + j]! : bias;
        if (number === 0) continue;
        const value = signs[i]! * number;
        this.#rows[next[j]!] = i;
        this.#values[next[j]!++] = value;
        this.#weights[j]! += this.#costs[i]! * value * value;
      }
    }
  }

  /** Moves the coordinates at the first `active` positions of `index`; returns how many of them stay active. */
  round(index: Int32Array, active: number, threshold: number): number {
    const w = this.w;
    let left = active;
    this.violation = 0;
    this.largest = 0;
    for (let s = 0; s < left; s++) {
      const j = index[s]!;
      const { slope, curvature } = this.#derivatives(j);
      const upward = slope + 1;
      const downward = slope - 1;
      if (w[j] === 0 && upward > threshold && downward < -threshold) {
        left--;
        index[s] = index[left]!;
        index[left] = j;
        s--;
        continue;
      }
      const violation = w[j] === 0 ? Math.max(-upward, downward, 0) : Math.abs(w[j]! > 0 ? upward : downward);
      this.violation += violation;
      if (violation > this.largest) this.largest = violation;
      let step = -w[j]!;
      if (upward < curvature * w[j]!) step = -upward / curvature;
      else if (downward > curvature * w[j]!) step = -downward / curvature;
      if (Math.abs(step) >= SMALLEST_STEP) w[j]! += this.#search(j, step, slope);
    }
    return left;
  }

  /** Returns the derivatives of the loss with respect to wⱼ. */
  #derivatives(j: number): { slope: number; curvature: number } {
    const rows = this.#rows;
    const values = this.#values;
    const costs = this.#costs;
    const misses = this.#misses;
    let slope = 0;
    let curvature = 0;
    for (let at = this.#starts[j]!, end = this.#starts[j + 1]!; at < end; at++) {
      const miss = misses[rows[at]!]!;
      if (miss > 0) {
        const scaled = costs[rows[at]!]! * values[at]!;
        slope -= scaled * miss;
        curvature += scaled * values[at]!;
      }
    }
    return { slope: 2 * slope, curvature: Math.max(2 * curvature, SMALLEST_CURVATURE) };
  }

  /** Returns the step, halved until the objective falls enough; the misses already include it. */
  #search(j: number, first: number, slope: number): number {
    const now = this.w[j]!;
    let step = first;
    let taken = 0;
    let promised = Math.abs(now + step) - Math.abs(now) + slope * step;
    let before = 0;
    for (let halvings = 0; ; halvings++) {
      const rest = Math.abs(now + step) - Math.abs(now) - DECREASE * promised;
      // An upper bound on the loss that needs no pass over the rows.
      const isSure = this.#weights[j]! * step * step + slope * step + rest <= 0;
      if (!isSure && halvings === 0) before = this.#loss(j);
      this.#move(j, step - taken);
      if (isSure || halvings === MAX_HALVINGS || rest + this.#loss(j) - before <= 0) return step;
      taken = step;
      step *= 0.5;
      promised *= 0.5;
    }
  }

  #move(j: number, change: number): void {
    const rows = this.#rows;
    const values = this.#values;
    const misses = this.#misses;
    for (let at = this.#starts[j]!, end = this.#starts[j + 1]!; at < end; at++) {
      misses[rows[at]!]! -= change * values[at]!;
    }
  }

  /** Returns the loss of the rows in which column `j` is not 0; that of the others does not depend on wⱼ. */
  #loss(j: number): number {
    const rows = this.#rows;
    const costs = this.#costs;
    const misses = this.#misses;
    let sum = 0;
    for (let at = this.#starts[j]!, end = this.#starts[j + 1]!; at < end; at++) {
      const miss = misses[rows[at]!]!;
      if (miss > 0) sum += costs[rows[at]!]! * miss * miss;
    }
    return sum;
  }
}

/** Returns the positions of the nonzero entries of each column; a constant column counts in full. */
function startsOfColumns({ rows, columns, data }: Matrix, size: number): Int32Array {
  const starts = new Int32Array(size + 1);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) if (data[at] !== 0) starts[j + 1]!++;
  }
  if (size > columns) starts[size] = rows;
  for (let j = 0; j < size; j++) starts[j + 1]! += starts[j]!;
  return starts;
}
