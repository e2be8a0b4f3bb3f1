import { addScaled, innerProduct, largestMagnitude } from "../linalg/vectors.ts";
import { type LossAndGradient, lineSearch, Point } from "./line-search.ts";

/** The options of `lbfgs`. */
export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Limit on the evaluations of the function, which is checked between line searches. Default: none. */
  readonly maxEvaluations?: number;
  /** Converged when no entry of the gradient is larger: SciPy's `gtol`. */
  readonly gradientTolerance: number;
  /** Converged when (f − f′) / max(|f|, |f′|, 1) is no larger: SciPy's `ftol`. Default 64 ε. */
  readonly functionTolerance?: number;
  /** Number of pairs of steps and gradient changes kept. Default 10. */
  readonly history?: number;
  /** The curvature from an earlier descent of nearly the same function; it is updated. Default: none. */
  readonly curvature?: Curvature | undefined;
  /** Called after each iteration with the value of the function. */
  readonly onIteration?: (iteration: number, value: number) => void;
}

/** The result of `lbfgs`. */
export interface LbfgsResult {
  readonly w: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
  /**
   * Whether the gradient is within its tolerance; otherwise the value stopped falling, or the iterations ran
   * out.
   */
  readonly isFlat: boolean;
}

/**
 * Minimises a smooth function by L-BFGS, with a line search for the strong Wolfe conditions. All vectors are
 * allocated once, none in an iteration.
 * Reference: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4 and 7.5.
 */
export function lbfgs(loss: LossAndGradient, start: Float64Array, options: LbfgsOptions): LbfgsResult {
  const { maxIterations, gradientTolerance, functionTolerance = 64 * Number.EPSILON, history = 10 } = options;
  const { maxEvaluations = Number.POSITIVE_INFINITY } = options;
  const size = start.length;
  let evaluations = 0;
  const counted: LossAndGradient = (w, gradient) => {
    evaluations++;
    return loss(w, gradient);
  };
  let here = new Point(size);
  const spare = [new Point(size), new Point(size)] as [Point, Point];
  here.w.set(start);
  here.value = counted(here.w, here.gradient);
  const curvature = options.curvature ?? new Curvature(size, history);
  const direction = new Float64Array(size);
  let iterations = 0;
  let isFlat = largestMagnitude(here.gradient) <= gradientTolerance;
  let converged = isFlat;
  while (!converged && iterations < maxIterations && evaluations < maxEvaluations) {
    curvature.descent(here.gradient, direction);
    here.slope = innerProduct(direction, here.gradient);
    if (!(here.slope < 0)) {
      // Rounding errors have made the curvature useless: start again with steepest descent.
      curvature.count = 0;
      curvature.descent(here.gradient, direction);
      here.slope = innerProduct(direction, here.gradient);
    }
    // At first the scale is unknown: try a step of length 1, as SciPy does.
    const first = curvature.count === 0 ? 1 / Math.sqrt(innerProduct(direction, direction)) : 1;
    const next = lineSearch(counted, here, direction, first, spare);
    if (next === undefined) {
      if (curvature.count === 0) break;
      curvature.count = 0;
      continue;
    }
    iterations++;
    curvature.learn(here, next);
    const decrease = (here.value - next.value) / Math.max(Math.abs(here.value), Math.abs(next.value), 1);
    spare[next === spare[0] ? 0 : 1] = here;
    here = next;
    isFlat = largestMagnitude(here.gradient) <= gradientTolerance;
    converged = isFlat || decrease <= functionTolerance;
    options.onIteration?.(iterations, here.value);
  }
  return { w: here.w, value: here.value, iterations, converged, isFlat };
}

/** The last steps and the changes of the gradient along them: an approximation of the inverse Hessian. */
export class Curvature {
  /** Number of pairs known, at most `history`. */
  count = 0;
  readonly #steps: Float64Array[];
  readonly #changes: Float64Array[];
  readonly #products: Float64Array;
  readonly #weights: Float64Array;
  /** ‖change‖² of the newest pair. */
  #newest = 0;
  /** Index of the next pair; pairs are kept in a ring. */
  #next = 0;

  /** For a function of `size` variables; keeps up to `history` pairs. */
  constructor(size: number, history: number) {
    this.#steps = Array.from({ length: history }, () => new Float64Array(size));
    this.#changes = Array.from({ length: history }, () => new Float64Array(size));
    this.#products = new Float64Array(history);
    this.#weights = new Float64Array(history);
  }

  learn(from: Point, to: Point): void {
    const step = this.#steps[this.#next]!;
    const change = this.#changes[this.#next]!;
    for (let i = 0; i < step.length; i++) {
      step[i] = to.w[i]! - from.w[i]!;
      change[i] = to.gradient[i]! - from.gradient[i]!;
    }
    const product = innerProduct(step, change);
    const squares = innerProduct(change, change);
    if (!(product > Number.EPSILON * squares)) return;
    this.#products[this.#next] = product;
    this.#newest = squares;
    const history = this.#steps.length;
    this.#next = (this.#next + 1) % history;
    this.count = Math.min(this.count + 1, history);
  }

  /** Writes −H g to `direction`, where H is the inverse Hessian that the pairs approximate. */
  descent(gradient: Float64Array, direction: Float64Array): void {
    const history = this.#steps.length;
    const newest = this.#next - 1 + history;
    for (let i = 0; i < direction.length; i++) direction[i] = -gradient[i]!;
    if (this.count === 0) return;
    for (let m = 0; m < this.count; m++) {
      const at = (newest - m) % history;
      const weight = innerProduct(this.#steps[at]!, direction) / this.#products[at]!;
      this.#weights[at] = weight;
      addScaled(direction, this.#changes[at]!, -weight);
    }
    const scale = this.#products[newest % history]! / this.#newest;
    for (let i = 0; i < direction.length; i++) direction[i] = direction[i]! * scale;
    for (let m = this.count - 1; m >= 0; m--) {
      const at = (newest - m) % history;
      const weight = this.#weights[at]! - innerProduct(this.#changes[at]!, direction) / this.#products[at]!;
      addScaled(direction, this.#steps[at]!, weight);
    }
  }
}
