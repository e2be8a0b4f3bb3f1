import type { Random } from "../core/random.ts";
import { type LinearProblem, widthOf } from "./squared-hinge.ts";

/** The options of `dualCoordinateDescent`. */
export interface DualDescentOptions {
  /** Converged when the projected gradients of a round differ by at most this. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Draws the order of the rows in every round. */
  readonly random: Random;
  readonly onIteration?: (rounds: number) => void;
}

/** The result of `dualCoordinateDescent`. */
export interface DualDescentResult {
  readonly w: Float64Array;
  readonly iterations: number;
}

/** Projected gradients up to this count as 0. */
const NOTHING = 1e-12;

/**
 * Solves the dual of a linear support vector machine, ½ αᵀ(Q + D)α − Σα with Qᵢⱼ = yᵢyⱼ xᵢ·xⱼ, one coordinate
 * at a time, updating w = Σ yᵢαᵢxᵢ. `hinge`: 0 ≤ αᵢ ≤ cᵢ and D = 0; `squared_hinge`: 0 ≤ αᵢ and Dᵢᵢ = 1 / 2cᵢ.
 * Coordinates that stay at a bound are left out until the others have converged. Rows of weight 0 are ignored.
 * Cost of a round: one pass over the entries of X, or over the nonzero ones if they are few.
 * Reference: Hsieh, Chang, Lin, Keerthi and Sundararajan, A dual coordinate descent method for large-scale
 * linear SVM, ICML 2008, algorithm 3.
 */
export function dualCoordinateDescent(
  problem: LinearProblem,
  loss: "hinge" | "squared_hinge",
  { tolerance, maxIterations, random, onIteration }: DualDescentOptions,
): DualDescentResult {
  const { costs } = problem;
  const index = Int32Array.from(costs.keys()).filter((i) => costs[i]! > 0);
  const machine = new DualMachine(problem, loss);
  let active = index.length;
  let above = Number.POSITIVE_INFINITY;
  let below = Number.NEGATIVE_INFINITY;
  let iterations = 0;
  while (iterations < maxIterations) {
    shuffleFirst(index, active, random);
    active = machine.round(index, active, above, below);
    iterations++;
    onIteration?.(iterations);
    if (machine.largest - machine.smallest <= tolerance) {
      if (active === index.length) break;
      active = index.length;
      above = Number.POSITIVE_INFINITY;
      below = Number.NEGATIVE_INFINITY;
      continue;
    }
    above = machine.largest > 0 ? machine.largest : Number.POSITIVE_INFINITY;
    below = machine.smallest < 0 ? machine.smallest : Number.NEGATIVE_INFINITY;
  }
  return { w: machine.w, iterations };
}

class DualMachine {
  readonly w: Float64Array;
  /** The largest and the smallest projected gradient of the last round; −∞ and ∞ if there were none. */
  largest = 0;
  smallest = 0;
  readonly #problem: LinearProblem;
  readonly #alpha: Float64Array;
  readonly #diagonal: Float64Array;
  readonly #isSquared: boolean;

  constructor(problem: LinearProblem, loss: "hinge" | "squared_hinge") {
    const { X, rows, bias } = problem;
    this.#problem = problem;
    this.#isSquared = loss === "squared_hinge";
    this.w = new Float64Array(widthOf(problem));
    this.#alpha = new Float64Array(X.rows);
    this.#diagonal = new Float64Array(X.rows);
    for (let i = 0; i < X.rows; i++) this.#diagonal[i] = bias * bias + rows.square(i);
  }

  /**
   * Moves the coordinates at the first `active` positions of `index`, one after another; those at a bound whose
   * gradient lies outside `below` … `above` are moved to the end. Returns how many stay active.
   */
  round(index: Int32Array, active: number, above: number, below: number): number {
    const { X, rows, signs, costs, bias } = this.#problem;
    const p = X.columns;
    const w = this.w;
    const alpha = this.#alpha;
    const diagonal = this.#diagonal;
    const isSquared = this.#isSquared;
    let largest = Number.NEGATIVE_INFINITY;
    let smallest = Number.POSITIVE_INFINITY;
    let left = active;
    for (let s = 0; s < left; s++) {
      const i = index[s]!;
      const sign = signs[i]!;
      const cost = costs[i]!;
      const extra = isSquared ? 0.5 / cost : 0;
      const bound = isSquared ? Number.POSITIVE_INFINITY : cost;
      const old = alpha[i]!;
      const score = rows.product(i, w) + (bias === 0 ? 0 : bias * w[p]!);
      const gradient = sign * score - 1 + old * extra;
      let projected = gradient;
      if (old === 0 || old === bound) {
        if (old === 0 ? gradient > above : gradient < below) {
          left--;
          index[s] = index[left]!;
          index[left] = i;
          s--;
          continue;
        }
        projected = old === 0 ? Math.min(gradient, 0) : Math.max(gradient, 0);
      }
      if (projected > largest) largest = projected;
      if (projected < smallest) smallest = projected;
      // A zero row without a constant has curvature 0: its coordinate goes straight to the bound.
      if (Math.abs(projected) > NOTHING) {
        const moved = Math.min(Math.max(old - gradient / (diagonal[i]! + extra), 0), bound);
        alpha[i] = moved;
        const change = (moved - old) * sign;
        rows.add(w, i, change);
        if (bias !== 0) w[p]! += change * bias;
      }
    }
    this.largest = largest;
    this.smallest = smallest;
    return left;
  }
}

/**
 * Shuffles the first `count` entries by the method of Fisher and Yates, with Marsaglia's xorshift32 (Journal of
 * Statistical Software 8 (2003), 14) seeded from `random` each time; `Random.shuffle` would take most of the
 * time of a round.
 */
function shuffleFirst(index: Int32Array, count: number, random: Random): void {
  let state = random.uint32() | 1;
  for (let i = count - 1; i > 0; i--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const j = ((state >>> 0) * (i + 1) * 2 ** -32) | 0;
    const value = index[i]!;
    index[i] = index[j]!;
    index[j] = value;
  }
}
