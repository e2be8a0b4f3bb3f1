import { ValueError } from "../core/errors.ts";
import { addScaled, innerProduct } from "../linalg/vectors.ts";

/** A convex function with a (generalised) Hessian that is never formed. */
export interface NewtonObjective {
  /** Number of variables. */
  readonly size: number;
  /** Returns the value at `w`; writes the gradient there. */
  evaluate(w: Float64Array, gradient: Float64Array): number;
  /** Makes `hessianTimes` use the Hessian at the last point evaluated. */
  accept(): void;
  /** Writes H v. */
  hessianTimes(v: Float64Array, out: Float64Array): void;
}

/** The options of `trustRegionNewton`. */
interface TrustRegionOptions {
  /** Converged when the norm of the gradient is at most this fraction of that at 0. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Called after each step with the value of the objective. */
  readonly onIteration?: (iterations: number, value: number) => void;
}

/** The result of `trustRegionNewton`. */
interface NewtonResult {
  readonly w: Float64Array;
  /** Steps taken; rejected ones do not count. */
  readonly iterations: number;
}

/**
 * A step is taken if the value falls by more than this fraction of the decrease predicted by the quadratic
 * model.
 */
const TAKEN = 1e-4;
/** Below the first fraction of the prediction the region shrinks, above the second it grows. */
const POOR = 0.25;
const GOOD = 0.75;
/** The factors by which the region changes. */
const SHRINK_MOST = 0.25;
const SHRINK = 0.5;
const GROW = 4;
/** Conjugate gradients end when the residual is this fraction of the gradient. */
const RESIDUAL = 0.1;
/** A relative change of the value below this is lost in rounding. */
const ROUNDING = 1e-12;

/**
 * Minimises from w = 0 by Newton steps within a trust region, each found by conjugate gradients, with the
 * constants and the stopping rule of liblinear's TRON, so that the result agrees with it at any tolerance.
 * Reference: Lin, Weng and Keerthi, Trust region Newton method for large-scale logistic regression, JMLR 9
 * (2008), 627–650.
 * Throws `ValueError` if values, gradients or steps overflow.
 */
export function trustRegionNewton(objective: NewtonObjective, options: TrustRegionOptions): NewtonResult {
  const { tolerance, maxIterations, onIteration } = options;
  const { size } = objective;
  let w = new Float64Array(size);
  let moved = new Float64Array(size);
  let gradient = new Float64Array(size);
  let movedGradient = new Float64Array(size);
  const conjugate = new ConjugateGradients(objective);
  let value = objective.evaluate(w, gradient);
  objective.accept();
  const firstNorm = norm(gradient);
  checkFinite(value, firstNorm);
  let radius = firstNorm;
  let iterations = 0;
  let done = !(firstNorm > tolerance * firstNorm);
  while (!done && iterations < maxIterations) {
    conjugate.solve(gradient, radius);
    const { step, residual } = conjugate;
    for (let j = 0; j < size; j++) moved[j] = w[j]! + step[j]!;
    const slope = innerProduct(gradient, step);
    const promised = -0.5 * (slope - innerProduct(step, residual));
    const reached = objective.evaluate(moved, movedGradient);
    checkFinite(reached, promised);
    const fall = value - reached;
    const length = norm(step);
    if (iterations === 0) radius = Math.min(radius, length);
    radius = nextRadius(radius, length, slope, fall, promised);
    if (fall > TAKEN * promised) {
      [w, moved] = [moved, w];
      [gradient, movedGradient] = [movedGradient, gradient];
      value = reached;
      objective.accept();
      iterations++;
      onIteration?.(iterations, value);
      if (norm(gradient) <= tolerance * firstNorm) break;
    }
    const isLost =
      !(Math.abs(fall) > ROUNDING * Math.abs(value)) && !(Math.abs(promised) > ROUNDING * Math.abs(value));
    done = isLost || !(radius > 0);
  }
  return { w, iterations };
}

function checkFinite(...values: number[]): void {
  if (!values.every(Number.isFinite))
    throw new ValueError("the data holds numbers too large; scale them before");
}

/**
 * Returns the radius after a step of `length` by which the value fell by `fall`, where `promised` was
 * predicted.
 */
function nextRadius(radius: number, length: number, slope: number, fall: number, promised: number): number {
  // The minimum of the parabola through both values and the slope, in units of the step.
  const curvature = -fall - slope;
  const best = curvature <= 0 ? GROW : Math.max(SHRINK_MOST, -0.5 * (slope / curvature));
  if (fall < TAKEN * promised) return Math.min(Math.max(best, SHRINK_MOST) * length, SHRINK * radius);
  if (fall < POOR * promised) return Math.max(SHRINK_MOST * radius, Math.min(best * length, SHRINK * radius));
  if (fall < GOOD * promised) return Math.max(SHRINK_MOST * radius, Math.min(best * length, GROW * radius));
  return Math.max(radius, Math.min(best * length, GROW * radius));
}

/** Steihaug's conjugate gradients: solves H step = −gradient approximately, but not beyond the trust region. */
class ConjugateGradients {
  readonly step: Float64Array;
  /** −gradient − H step. */
  readonly residual: Float64Array;
  readonly #objective: NewtonObjective;
  readonly #direction: Float64Array;
  readonly #image: Float64Array;

  constructor(objective: NewtonObjective) {
    this.#objective = objective;
    this.step = new Float64Array(objective.size);
    this.residual = new Float64Array(objective.size);
    this.#direction = new Float64Array(objective.size);
    this.#image = new Float64Array(objective.size);
  }

  solve(gradient: Float64Array, radius: number): void {
    const { step, residual } = this;
    const direction = this.#direction;
    const image = this.#image;
    step.fill(0);
    for (let j = 0; j < gradient.length; j++) direction[j] = residual[j] = -gradient[j]!;
    const enough = RESIDUAL * norm(gradient);
    let squared = innerProduct(residual, residual);
    // In exact arithmetic there are at most `size` rounds; rounding errors may require a few more.
    for (let rounds = 10 * gradient.length + 100; rounds > 0 && Math.sqrt(squared) > enough; rounds--) {
      this.#objective.hessianTimes(direction, image);
      let factor = squared / innerProduct(direction, image);
      addScaled(step, direction, factor);
      if (norm(step) > radius) {
        addScaled(step, direction, -factor);
        factor = toBoundary(step, direction, radius);
        addScaled(step, direction, factor);
        addScaled(residual, image, -factor);
        return;
      }
      addScaled(residual, image, -factor);
      const next = innerProduct(residual, residual);
      const ratio = next / squared;
      for (let j = 0; j < direction.length; j++) direction[j] = residual[j]! + ratio * direction[j]!;
      squared = next;
    }
  }
}

/** Returns how far `step` can go along `direction` until its norm is `radius`. */
function toBoundary(step: Float64Array, direction: Float64Array, radius: number): number {
  const along = innerProduct(step, direction);
  const squared = innerProduct(direction, direction);
  const room = radius * radius - innerProduct(step, step);
  const root = Math.sqrt(along * along + squared * room);
  return along >= 0 ? room / (along + root) : (root - along) / squared;
}

function norm(a: Float64Array): number {
  return Math.sqrt(innerProduct(a, a));
}
