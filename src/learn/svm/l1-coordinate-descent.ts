import type { DescentOptions, DescentResult } from "./dual-coordinate-descent.ts";
import { type LinearProblem, widthOf } from "./squared-hinge.ts";

/** Halvings of a step before it is taken as it is. */
const MAX_HALVINGS = 20;
/** The share of the promised decrease that a step must reach. */
const DECREASE = 0.01;
const SMALLEST_CURVATURE = 1e-12;
const SMALLEST_STEP = 1e-12;

/**
 * Minimises ‖w‖₁ + Σ cᵢ max(0, 1 − yᵢ w·xᵢ)² (the constant being part of x and its coefficient of w) by Newton steps
 * in one coordinate at a time with a line search; coordinates that stay 0 are left out until the rest has
 * converged. Done when the sum of the violations of the optimality conditions is at most `tolerance` times that of
 * the first round. Cost of a round: a few passes over X.
 * Reference: Yuan, Chang, Hsieh and Lin, A comparison of optimization methods and software for large-scale
 * L1-regularized linear classification, JMLR 11 (2010), 3183–3234.
 */
export function l1CoordinateDescent(
  problem: LinearProblem,
  { tolerance, maxIterations, random, onIteration }: DescentOptions,
): DescentResult {
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
  /** The sum and the largest of the violations that the last round met. */
  violation = 0;
  largest = 0;
  /** Column-major, each row times its sign. */
  readonly #columns: Float64Array;
  readonly #costs: Float64Array;
  /** 1 − yᵢ w·xᵢ. */
  readonly #misses: Float64Array;
  /** Σ cᵢ xᵢⱼ², for each column. */
  readonly #weights: Float64Array;

  constructor(problem: LinearProblem) {
    const { X, signs, positiveCost, negativeCost, bias } = problem;
    const { rows: n, columns: p, data } = X;
    const size = widthOf(problem);
    this.w = new Float64Array(size);
    this.#columns = new Float64Array(n * size);
    this.#costs = signs.map((sign) => (sign > 0 ? positiveCost : negativeCost));
    this.#misses = new Float64Array(n).fill(1);
    this.#weights = new Float64Array(size);
    for (let j = 0, at = 0; j < size; j++) {
      for (let i = 0; i < n; i++, at++) {
        const value = signs[i]! * (j < p ? data[i * p + j]! : bias);
        this.#columns[at] = value;
        this.#weights[j]! += this.#costs[i]! * value * value;
      }
    }
  }

  /** Moves the coordinates at the first `active` places of `index`; gives how many of them stay active. */
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

  /** The derivatives of the loss by wⱼ. */
  #derivatives(j: number): { slope: number; curvature: number } {
    const columns = this.#columns;
    const costs = this.#costs;
    const misses = this.#misses;
    const n = misses.length;
    let slope = 0;
    let curvature = 0;
    for (let i = 0, at = j * n; i < n; i++, at++) {
      const miss = misses[i]!;
      if (miss > 0) {
        const scaled = costs[i]! * columns[at]!;
        slope -= scaled * miss;
        curvature += scaled * columns[at]!;
      }
    }
    return { slope: 2 * slope, curvature: Math.max(2 * curvature, SMALLEST_CURVATURE) };
  }

  /** The step, halved until the objective falls enough, and already part of the misses. */
  #search(j: number, first: number, slope: number): number {
    const now = this.w[j]!;
    let step = first;
    let taken = 0;
    let promised = Math.abs(now + step) - Math.abs(now) + slope * step;
    let before = 0;
    for (let halvings = 0; ; halvings++) {
      const rest = Math.abs(now + step) - Math.abs(now) - DECREASE * promised;
      // An upper bound of the loss that costs no pass over the rows.
      const isSure = this.#weights[j]! * step * step + slope * step + rest <= 0;
      if (!isSure && halvings === 0) before = this.#loss();
      this.#move(j, step - taken);
      if (isSure || halvings === MAX_HALVINGS || rest + this.#loss() - before <= 0) return step;
      taken = step;
      step *= 0.5;
      promised *= 0.5;
    }
  }

  #move(j: number, change: number): void {
    const columns = this.#columns;
    const misses = this.#misses;
    const n = misses.length;
    for (let i = 0, at = j * n; i < n; i++, at++) misses[i]! -= change * columns[at]!;
  }

  #loss(): number {
    const costs = this.#costs;
    const misses = this.#misses;
    let sum = 0;
    for (let i = 0; i < misses.length; i++) {
      const miss = misses[i]!;
      if (miss > 0) sum += costs[i]! * miss * miss;
    }
    return sum;
  }
}
