import { innerProduct, largestMagnitude } from "../linalg/vectors.ts";
import { choleskyFactor, choleskySolve } from "./cholesky.ts";
import type { LbfgsResult } from "./lbfgs.ts";
import type { LossAndGradient } from "./line-search.ts";

/** The options of `newton`. */
interface NewtonOptions {
  readonly maxIterations: number;
  /** Converged when no entry of the gradient is larger, nor the decrease that another step promises. */
  readonly tolerance: number;
  /** Called after each iteration with the value of the function. */
  readonly onIteration?: (iteration: number, value: number) => void;
}

/** Steps are halved up to this many times. */
const MOST_HALVINGS = 20;
/** A pivot below this fraction of its diagonal entry is rounding error. */
const SMALLEST_PIVOT = 1e-14;

/**
 * Minimises a smooth convex function by Newton's method with backtracking: few but costly steps, each of which
 * computes and factorises a Hessian. `hessian` returns it row-major; its lower triangle is overwritten. Ends
 * with `converged` false if the Hessian is singular or no step makes progress.
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
    // Half the squared Newton decrement: the decrease of the quadratic approximation.
    const promise = -0.5 * innerProduct(direction, gradient);
    converged = isFlat && promise <= tolerance;
    if (converged && iterations > 0) break;
    // Near the minimum, rounding hides a decrease of the value, but not of the gradient.
    const slack = 4 * Number.EPSILON * Math.abs(value);
    let stepLength = 1;
    let nextValue = Number.NaN;
    let gains = false;
    for (let n = 0; n < MOST_HALVINGS && !gains; n++, stepLength /= 2) {
      for (let i = 0; i < size; i++) next[i] = w[i]! + stepLength * direction[i]!;
      nextValue = loss(next, nextGradient);
      gains =
        nextValue <= value - 1e-4 * stepLength * 2 * promise ||
        (nextValue <= value + slack && largestMagnitude(nextGradient) < largestMagnitude(gradient));
    }
    if (!gains) break;
    [w, next] = [next, w];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = nextValue;
    iterations++;
    onIteration?.(iterations, value);
  }
  const isFlat = largestMagnitude(gradient) <= tolerance;
  return { w, value, iterations, converged: converged || isFlat, isFlat };
}
