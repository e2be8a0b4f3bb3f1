import { innerProduct, largestMagnitude } from "../linalg/vectors.ts";
import { choleskyFactor, choleskySolve } from "./cholesky.ts";
import type { LbfgsResult } from "./lbfgs.ts";
import type { LossAndGradient } from "./line-search.ts";

export interface NewtonOptions {
  readonly maxIterations: number;
  /** Done when no entry of the gradient is larger, nor the decrease that another step promises. */
  readonly tolerance: number;
  readonly onIteration?: (iteration: number) => void;
}

/** Steps are halved up to so many times. */
const MOST_HALVINGS = 20;
/** A pivot below this share of its diagonal entry is rounding. */
const SMALLEST_PIVOT = 1e-14;

/**
 * Minimises a smooth convex function by Newton's method with backtracking: few, exact steps, each of them with a
 * Hessian to make and factorise. `hessian` gives it row-major at a point; its lower triangle is overwritten. It ends with
 * `converged` false where the Hessian is singular or no step gains anything.
 * Reference: Boyd and Vandenberghe, Convex Optimization, 2004, algorithm 9.5.
 */
export function newton(
  loss: LossAndGradient,
  hessian: (w: Float64Array) => Float64Array,
  start: Float64Array,
  { maxIterations, tolerance, onIteration }: NewtonOptions,
): LbfgsResult {
  const size = start.length;
  let w = start.slice();
  let gradient = new Float64Array(size);
  let value = loss(w, gradient);
  let next = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations) {
    const isFlat = largestMagnitude(gradient) <= tolerance;
    const factor = hessian(w);
    if (!(choleskyFactor(factor, size) > SMALLEST_PIVOT)) {
      converged = isFlat;
      break;
    }
    const direction = gradient.map((slope) => -slope);
    choleskySolve(factor, size, direction);
    // Half the squared Newton decrement: what the step would gain if the function were its parabola.
    const promise = -0.5 * innerProduct(direction, gradient);
    converged = isFlat && promise <= tolerance;
    if (converged && iterations > 0) break;
    // Near the minimum the value cannot be told from the one before, but the gradient can.
    const slack = 4 * Number.EPSILON * Math.abs(value);
    let share = 1;
    let nextValue = Number.NaN;
    let gains = false;
    for (let n = 0; n < MOST_HALVINGS && !gains; n++, share /= 2) {
      for (let i = 0; i < size; i++) next[i] = w[i]! + share * direction[i]!;
      nextValue = loss(next, nextGradient);
      gains =
        nextValue <= value - 1e-4 * share * 2 * promise ||
        (nextValue <= value + slack && largestMagnitude(nextGradient) < largestMagnitude(gradient));
    }
    if (!gains) break;
    [w, next] = [next, w];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    iterations++;
    onIteration?.(iterations);
  }
  const isFlat = largestMagnitude(gradient) <= tolerance;
  return { w, value, iterations, converged: converged || isFlat, isFlat };
}
