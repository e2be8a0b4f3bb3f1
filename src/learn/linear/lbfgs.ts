/** A function of a vector: gives its value at `w` and writes its gradient there into `gradient`. */
export type LossAndGradient = (w: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  readonly maxIterations: number;
  /** Done when no entry of the gradient is larger: scipy's `gtol`. */
  readonly gradientTolerance: number;
  /** Done when (f − f′) / max(|f|, |f′|, 1) is no larger: scipy's `ftol`. Default 64 ε. */
  readonly functionTolerance?: number;
  /** Pairs of steps and gradient changes kept. Default 10. */
  readonly history?: number;
  readonly onIteration?: (iteration: number) => void;
}

export interface LbfgsResult {
  readonly w: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The constants of the strong Wolfe conditions: sufficient decrease and curvature. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_LINE_EVALUATIONS = 30;

/**
 * Minimises a smooth function by L-BFGS with a line search for the strong Wolfe conditions.
 * Reference: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4, 3.5 and 3.6.
 */
export function lbfgs(loss: LossAndGradient, start: Float64Array, options: LbfgsOptions): LbfgsResult {
  const { maxIterations, gradientTolerance, functionTolerance = 64 * Number.EPSILON, history = 10 } = options;
  let w: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(w.length);
  let value = loss(w, gradient);
  const pairs: { step: Float64Array; change: Float64Array; product: number }[] = [];
  let iterations = 0;
  let converged = largest(gradient) <= gradientTolerance;
  while (!converged && iterations < maxIterations) {
    let direction = twoLoop(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      // Rounding has spoilt the curvature information: begin anew with steepest descent.
      pairs.length = 0;
      direction = gradient.map((g) => -g);
      slope = -dot(gradient, gradient);
    }
    const first = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = lineSearch(loss, w, value, direction, slope, first);
    if (next === null) {
      if (pairs.length === 0) break;
      pairs.length = 0;
      continue;
    }
    iterations++;
    const step = next.w.map((v, i) => v - w[i]!);
    const change = next.gradient.map((g, i) => g - gradient[i]!);
    const product = dot(step, change);
    if (product > Number.EPSILON * dot(change, change)) {
      pairs.push({ step, change, product });
      if (pairs.length > history) pairs.shift();
    }
    const decrease = (value - next.value) / Math.max(Math.abs(value), Math.abs(next.value), 1);
    ({ w, gradient, value } = next);
    converged = largest(gradient) <= gradientTolerance || decrease <= functionTolerance;
    options.onIteration?.(iterations);
  }
  return { w, value, iterations, converged };
}

/** −H g, H being the inverse Hessian that the pairs stand for. */
function twoLoop(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; product: number }[],
): Float64Array {
  const q = gradient.map((g) => -g);
  const weights = new Float64Array(pairs.length);
  for (let m = pairs.length - 1; m >= 0; m--) {
    const { step, change, product } = pairs[m]!;
    weights[m] = dot(step, q) / product;
    addScaled(q, change, -weights[m]!);
  }
  const last = pairs.at(-1);
  if (last !== undefined) {
    const scale = last.product / dot(last.change, last.change);
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
  }
  for (let m = 0; m < pairs.length; m++) {
    const { step, change, product } = pairs[m]!;
    addScaled(q, step, weights[m]! - dot(change, q) / product);
  }
  return q;
}

interface Point {
  readonly t: number;
  readonly w: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly slope: number;
}

/** A point along `direction` that meets the strong Wolfe conditions, or the best that decreases; null if none. */
function lineSearch(
  loss: LossAndGradient,
  w: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  first: number,
): Point | null {
  const at = (t: number): Point => {
    const moved = w.map((v, i) => v + t * direction[i]!);
    const gradient = new Float64Array(w.length);
    const reached = loss(moved, gradient);
    return { t, w: moved, value: reached, gradient, slope: dot(gradient, direction) };
  };
  // Near the minimum, differences of the value drown in rounding: allow for it.
  const slack = Math.abs(value) * Number.EPSILON * 4;
  const decreases = (p: Point) => p.value <= value + DECREASE * p.t * slope + slack;
  const isFlat = (p: Point) => Math.abs(p.slope) <= -CURVATURE * slope;
  let low: Pick<Point, "t" | "value" | "slope"> & Partial<Point> = { t: 0, value, slope };
  let high: typeof low | undefined;
  let t = first;
  for (let n = 0; n < MAX_LINE_EVALUATIONS; n++) {
    const point = at(t);
    if (
      !Number.isFinite(point.value) ||
      !decreases(point) ||
      (low.t > 0 && point.value >= low.value + slack)
    ) {
      high = Number.isFinite(point.value) ? point : { t, value: Number.POSITIVE_INFINITY, slope: Number.NaN };
    } else {
      if (isFlat(point)) return point;
      if (point.slope * (high === undefined ? 1 : high.t - low.t) >= 0) high = low;
      low = point;
    }
    t = high === undefined ? t * 2.5 : between(low, high);
    if (high !== undefined && Math.abs(high.t - low.t) < 1e-15 * Math.max(1, low.t)) break;
  }
  return low.w !== undefined && low.value < value ? (low as Point) : null;
}

/** The minimum of the cubic through two points, kept away from both ends. */
function between(
  a: { t: number; value: number; slope: number },
  b: { t: number; value: number; slope: number },
): number {
  const width = b.t - a.t;
  let t = Number.NaN;
  if (Number.isFinite(b.value) && Number.isFinite(b.slope)) {
    const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
    const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
    t = b.t - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  }
  const share = (t - a.t) / width;
  return share > 0.1 && share < 0.9 ? t : a.t + width / 2;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (!(Math.abs(value) <= most)) most = Math.abs(value);
  return most;
}
