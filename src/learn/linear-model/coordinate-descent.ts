import type { Random } from "../core/random.ts";
import type { CoordinateProblem } from "./coordinate-problem.ts";
import { type DualityGap, dualityGap } from "./duality-gap.ts";

/** The options of `coordinateDescent`. */
interface DescentOptions {
  readonly maxIterations: number;
  /** Converged when the duality gap is at most this fraction of ‖y‖². */
  readonly tol: number;
  /** Draws the coordinates at random instead of cyclically. */
  readonly random: Random | undefined;
  readonly onIteration?: (iteration: number) => void;
}

/** The result of `coordinateDescent`. */
export interface DescentResult {
  readonly w: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
  /** The last duality gap, and the value that it had to fall to. */
  readonly gap: number;
  readonly tolerance: number;
}

/**
 * Minimises a `CoordinateProblem` by cyclic or random coordinate descent from w = 0. As in scikit-learn, the
 * duality gap is computed when no coordinate moves by more than `tol` relative to the largest, and in the last
 * iteration; with l1 > 0 it also excludes columns that are certainly 0 at the minimum.
 * References: Friedman, Hastie and Tibshirani, doi:10.18637/jss.v033.i01; Fercoq, Gramfort and Salmon, "Mind
 * the duality gap", arXiv:1505.03410; Ndiaye et al., arXiv:1802.07481 (safe screening).
 */
export function coordinateDescent(problem: CoordinateProblem, options: DescentOptions): DescentResult {
  const { p, squares, l1, l2, positive } = problem;
  const { maxIterations, tol, random } = options;
  const w = new Float64Array(p);
  const slopes = new Float64Array(p);
  const tolerance = tol * problem.targetSquares;
  const active = new Active(problem);
  let gap = dualityGap(problem, w, slopes);
  if (gap.value <= tolerance) return { w, iterations: 0, converged: true, gap: gap.value, tolerance };
  active.screen(w, slopes, gap);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    let largest = 0;
    let largestMove = 0;
    const { columns, count } = active;
    for (let f = 0; f < count; f++) {
      const j = columns[random === undefined ? f : random.below(count)]!;
      const square = squares[j]!;
      const before = w[j]!;
      const target = problem.slope(j) + before * square;
      const shrunk = Math.abs(target) - l1;
      let after = 0;
      if (shrunk > 0 && !(positive && target < 0)) after = (target > 0 ? shrunk : -shrunk) / (square + l2);
      if (after !== before) {
        w[j] = after;
        problem.move(j, after - before);
      }
      const moved = Math.abs(after - before);
      if (moved > largestMove) largestMove = moved;
      if (Math.abs(after) > largest) largest = Math.abs(after);
    }
    options.onIteration?.(iteration);
    if (largest === 0 || largestMove / largest <= tol || iteration === maxIterations) {
      gap = dualityGap(problem, w, slopes);
      if (gap.value <= tolerance) {
        return { w, iterations: iteration, converged: true, gap: gap.value, tolerance };
      }
      active.screen(w, slopes, gap);
    }
  }
  return { w, iterations: maxIterations, converged: false, gap: gap.value, tolerance };
}

/** The columns whose coefficients may differ from 0 at the minimum. */
class Active {
  readonly columns: Int32Array;
  count = 0;
  readonly #problem: CoordinateProblem;

  constructor(problem: CoordinateProblem) {
    this.#problem = problem;
    this.columns = new Int32Array(problem.p);
    for (let j = 0; j < problem.p; j++) if (problem.squares[j]! > 0) this.columns[this.count++] = j;
  }

  /**
   * Excludes the columns that the gap-safe sphere rules out. `slopes` are those that `dualityGap` filled in.
   */
  screen(w: Float64Array, slopes: Float64Array, gap: DualityGap): void {
    const { squares, l1, l2 } = this.#problem;
    if (l1 === 0) return;
    const radius = Math.sqrt(2 * Math.abs(gap.value)) / l1;
    const bound = Math.max(l1, gap.dualNorm);
    let kept = 0;
    for (let f = 0; f < this.count; f++) {
      const j = this.columns[f]!;
      if ((1 - Math.abs(slopes[j]! / bound)) / Math.sqrt(squares[j]! + l2) <= radius) {
        this.columns[kept++] = j;
      } else if (w[j] !== 0) {
        this.#problem.move(j, -w[j]!);
        w[j] = 0;
      }
    }
    this.count = kept;
  }
}
