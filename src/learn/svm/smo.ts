import { exchange, type KernelRows } from "./kernel-rows.ts";
import {
  extremes,
  interceptOf,
  mostViolating,
  moveScores,
  type Partner,
  SMALLEST_CURVATURE,
  secondOfPair,
  subtract,
} from "./working-set.ts";

/** The dual of one support vector machine: `positives` rows of class +1, followed by those of class −1. */
export interface DualProblem {
  readonly rows: KernelRows;
  readonly count: number;
  readonly positives: number;
  /** The upper bound on α of each row: C times the weights of the row and of its class. All are positive. */
  readonly bounds: Float64Array;
  /** Converged when no pair violates the optimality conditions by more. */
  readonly tolerance: number;
  /** Whether to leave out variables that seem to stay at a bound. */
  readonly shrinking: boolean;
  readonly maxIterations: number;
  readonly onIteration?: (iterations: number) => void;
}

/** The result of `solveDual`. */
export interface DualSolution {
  /** β = yα, in the order of the rows. */
  readonly coefficients: Float64Array;
  /** b in f(x) = Σ β K(x, ·) + b. */
  readonly intercept: number;
  readonly iterations: number;
  /** False if `maxIterations` ended the optimisation. */
  readonly converged: boolean;
}

/** The largest number of iterations between two rounds of shrinking. */
const SHRINK_INTERVAL = 1000;

/**
 * Minimises ½ Σ βᵢβⱼK(xᵢ, xⱼ) − Σ yᵢβᵢ subject to Σβ = 0 and 0 ≤ yᵢβᵢ ≤ Cᵢ by sequential minimal optimisation:
 * two variables at a time, chosen by `secondOfPair`, with shrinking. The steps, the order of ties and the
 * stopping rule are libsvm's, so that the result agrees with it at any tolerance.
 * Reference: Chang and Lin, LIBSVM: a library for support vector machines, ACM TIST 2 (2011), 27.
 */
export function solveDual(problem: DualProblem): DualSolution {
  return new Smo(problem).solve();
}

class Smo {
  readonly #problem: DualProblem;
  readonly #rows: KernelRows;
  readonly #count: number;
  /** Variables 0 … #active − 1 take part; the others are shrunk. */
  #active: number;
  #hasUnshrunk = false;
  /** The row of each variable. */
  readonly #order: Int32Array;
  readonly #labels: Float64Array;
  readonly #beta: Float64Array;
  readonly #least: Float64Array;
  readonly #most: Float64Array;
  readonly #scores: Float64Array;
  readonly #up: Float64Array;
  readonly #low: Float64Array;
  /**
   * Σ β K(xⱼ, ·) over the variables at their upper bound: the part of the scores that needs no kernel row when
   * shrunk variables return.
   */
  readonly #settled: Float64Array;

  constructor(problem: DualProblem) {
    const { count, positives, bounds } = problem;
    this.#problem = problem;
    this.#rows = problem.rows;
    this.#count = count;
    this.#active = count;
    this.#order = Int32Array.from({ length: count }, (_, i) => i);
    this.#labels = new Float64Array(count).fill(1, 0, positives).fill(-1, positives);
    this.#beta = new Float64Array(count);
    this.#most = bounds.slice().fill(0, positives);
    this.#least = bounds.map((bound) => -bound).fill(0, 0, positives);
    this.#scores = this.#labels.slice();
    this.#up = new Float64Array(count);
    this.#low = new Float64Array(count);
    this.#settled = new Float64Array(count);
    for (let i = 0; i < count; i++) this.#mark(i);
  }

  solve(): DualSolution {
    const { maxIterations, shrinking, onIteration } = this.#problem;
    const interval = Math.min(this.#count, SHRINK_INTERVAL);
    const partner: Partner = { index: -1, smallest: 0 };
    let iterations = 0;
    let untilShrinking = interval + 1;
    let converged = true;
    let first = mostViolating(this.#scores, this.#up, this.#active);
    for (;;) {
      if (iterations === maxIterations) {
        converged = false;
        break;
      }
      if (--untilShrinking === 0) {
        untilShrinking = interval;
        onIteration?.(iterations);
        if (shrinking) {
          this.#shrink();
          first = mostViolating(this.#scores, this.#up, this.#active);
        }
      }
      let place = this.#select(first, partner);
      if (partner.index < 0) {
        this.#unshrink();
        first = mostViolating(this.#scores, this.#up, this.#active);
        place = this.#select(first, partner);
        if (partner.index < 0) break;
        untilShrinking = 1;
      }
      iterations++;
      const next = this.#step(first, partner.index, place);
      // A step too small to change a double would be repeated for ever.
      if (next === STALLED) break;
      first = next;
    }
    const coefficients = new Float64Array(this.#count);
    for (let i = 0; i < this.#count; i++) coefficients[this.#order[i]!] = this.#beta[i]!;
    const intercept = interceptOf(this.#scores, this.#up, this.#low, this.#active);
    return { coefficients, intercept, iterations, converged };
  }

  /**
   * Writes the partner of `first` to `partner`, -1 if the pair is optimal; returns the position of the kernel
   * row of `first`.
   */
  #select(first: number, partner: Partner): number {
    partner.index = -1;
    if (first < 0) return 0;
    const rows = this.#rows;
    const place = rows.row(first, this.#active);
    secondOfPair(rows.values, place, first, this.#scores, this.#low, rows.diagonal, this.#active, partner);
    if (this.#scores[first]! - partner.smallest < this.#problem.tolerance) partner.index = -1;
    return place;
  }

  /** Moves β of the pair to the minimum along it, or to the nearer bound; returns the next first variable. */
  #step(i: number, j: number, place: number): number {
    const rows = this.#rows;
    const beta = this.#beta;
    const other = rows.row(j, this.#active);
    const curvature = rows.diagonal[i]! + rows.diagonal[j]! - 2 * rows.values[place + j]!;
    const step = (this.#scores[i]! - this.#scores[j]!) / (curvature > 0 ? curvature : SMALLEST_CURVATURE);
    const before = beta[i]!;
    const beforeOther = beta[j]!;
    const most = this.#most[i]!;
    const least = this.#least[j]!;
    // If a bound cuts the step short, the other variable follows from the sum of both, with libsvm's rounding:
    // whether it ends at a bound too determines the intercept.
    const sum = before + beforeOther;
    beta[i] = before + step;
    beta[j] = beforeOther - step;
    if (sum > most + least) {
      if (beta[i]! > most) {
        beta[i] = most;
        beta[j] = sum - most;
      }
    } else if (beta[j]! < least) {
      beta[j] = least;
      beta[i] = sum - least;
    }
    const rise = beta[i]! - before;
    const fall = beta[j]! - beforeOther;
    if (rise === 0 && fall === 0) return STALLED;
    this.#mark(i);
    this.#mark(j);
    const next = moveScores(rows.values, place, other, rise, fall, this.#scores, this.#up, this.#active);
    this.#settle(i, before);
    this.#settle(j, beforeOther);
    return next;
  }

  /** Updates `#settled` if variable `i` reached or left its upper bound in its last move. */
  #settle(i: number, before: number): void {
    const bound = this.#most[i]! + this.#least[i]!;
    // Rounding may carry β beyond the bound.
    const isAtBound = (beta: number) => (bound > 0 ? beta >= bound : beta <= bound);
    const isAt = isAtBound(this.#beta[i]!);
    if (isAt === isAtBound(before)) return;
    const place = this.#rows.part(i, 0, this.#count);
    subtract(this.#rows.values, place, isAt ? -bound : bound, this.#settled, 0, this.#count);
  }

  /** Records whether β of variable `i` may rise and fall. */
  #mark(i: number): void {
    this.#up[i] = this.#beta[i]! < this.#most[i]! ? 0 : Number.NEGATIVE_INFINITY;
    this.#low[i] = this.#beta[i]! > this.#least[i]! ? 0 : Number.POSITIVE_INFINITY;
  }

  /** Leaves out the variables at a bound that the optimality conditions would not move from there. */
  #shrink(): void {
    const { largest, smallest } = extremes(this.#scores, this.#up, this.#low, this.#active);
    if (!this.#hasUnshrunk && largest - smallest <= 10 * this.#problem.tolerance) {
      this.#hasUnshrunk = true;
      this.#unshrink();
      // The bounds remain those of the variables that took part until now, as in libsvm.
    }
    const isSettled = (k: number) =>
      (this.#up[k] !== 0 && this.#scores[k]! > largest) ||
      (this.#low[k] !== 0 && this.#scores[k]! < smallest);
    const first: number[] = [];
    const second: number[] = [];
    for (let i = 0; i < this.#active; i++) {
      if (!isSettled(i)) continue;
      this.#active--;
      while (this.#active > i && isSettled(this.#active)) this.#active--;
      if (this.#active > i) {
        first.push(i);
        second.push(this.#active);
      }
    }
    this.#swap(first, second);
    this.#rows.resizeFor(this.#active);
  }

  #swap(first: readonly number[], second: readonly number[]): void {
    for (let n = 0; n < first.length; n++) {
      const i = first[n]!;
      const j = second[n]!;
      exchange(this.#order, i, j);
      exchange(this.#labels, i, j);
      exchange(this.#beta, i, j);
      exchange(this.#least, i, j);
      exchange(this.#most, i, j);
      exchange(this.#scores, i, j);
      exchange(this.#up, i, j);
      exchange(this.#low, i, j);
      exchange(this.#settled, i, j);
    }
    this.#rows.swap(first, second);
  }

  /** Lets all variables take part again, after recomputing the scores of those left out. */
  #unshrink(): void {
    const from = this.#active;
    const to = this.#count;
    if (from === to) return;
    const scores = this.#scores;
    const beta = this.#beta;
    for (let k = from; k < to; k++) scores[k] = this.#labels[k]! - this.#settled[k]!;
    // Only free variables remain to be added, and none of them is shrunk.
    for (let i = 0; i < from; i++) {
      if (this.#up[i] !== 0 || this.#low[i] !== 0) continue;
      subtract(this.#rows.values, this.#rows.part(i, from, to), beta[i]!, scores, from, to);
    }
    this.#active = to;
  }
}

/** Returned by `#step` if nothing moved. */
const STALLED = -2;
