/** A function of a vector: returns the value at `w` and writes the gradient to `gradient`. */
export type LossAndGradient = (w: Float64Array, gradient: Float64Array) => number;

/** A point of the descent, with the value and gradient of the function. */
export class Point {
  readonly w: Float64Array;
  readonly gradient: Float64Array;
  value = 0;
  /** The derivative along the search direction. */
  slope = 0;
  /** The position along the search direction. */
  t = 0;

  constructor(size: number) {
    this.w = new Float64Array(size);
    this.gradient = new Float64Array(size);
  }
}

/** One end of an interval that contains an acceptable step. */
interface End {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

/** The constants of the strong Wolfe conditions, sufficient decrease and curvature, as in SciPy's L-BFGS-B. */
const DECREASE = 1e-3;
const CURVATURE = 0.9;
const MAX_EVALUATIONS = 30;

/**
 * Returns a point along `direction` that satisfies the strong Wolfe conditions, or the best one that decreases
 * the function; undefined if there is none. `start` has its value and slope along the direction; `first` is the
 * first step to try. The result is one of the two `spare` points, whose contents are overwritten.
 * Reference: Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 3.5 and 3.6.
 */
export function lineSearch(
  loss: LossAndGradient,
  start: Point,
  direction: Float64Array,
  first: number,
  spare: readonly [Point, Point],
): Point | undefined {
  const { value, slope } = start;
  // Tolerance for rounding errors, which exceed the differences of the value near the minimum.
  const slack = Math.abs(value) * Number.EPSILON * 4;
  let trial = spare[0];
  let other = spare[1];
  let best: Point | undefined;
  let low: End = { t: 0, value, slope };
  let high: End | undefined;
  let t = first;
  for (let n = 0; n < MAX_EVALUATIONS; n++) {
    evaluate(loss, start, direction, t, trial);
    const hasValue = Number.isFinite(trial.value);
    const decreases = trial.value <= value + DECREASE * t * slope + slack;
    if (!hasValue || !decreases || (low.t > 0 && trial.value >= low.value + slack)) {
      high = hasValue ? copyOf(trial) : { t, value: Number.POSITIVE_INFINITY, slope: Number.NaN };
    } else {
      if (Math.abs(trial.slope) <= -CURVATURE * slope) return trial;
      if (trial.slope * (high === undefined ? 1 : high.t - low.t) >= 0) high = low;
      low = copyOf(trial);
      best = trial;
      [trial, other] = [other, trial];
    }
    t = high === undefined ? t * 2.5 : between(low, high);
    if (high !== undefined && Math.abs(high.t - low.t) < 1e-15 * Math.max(1, low.t)) break;
  }
  return best !== undefined && best.value < value ? best : undefined;
}

/** Sets `point` to start + t · direction. */
function evaluate(
  loss: LossAndGradient,
  start: Point,
  direction: Float64Array,
  t: number,
  point: Point,
): void {
  const { w, gradient } = point;
  for (let i = 0; i < w.length; i++) w[i] = start.w[i]! + t * direction[i]!;
  point.t = t;
  point.value = loss(w, gradient);
  let slope = 0;
  for (let i = 0; i < w.length; i++) slope += gradient[i]! * direction[i]!;
  point.slope = slope;
}

function copyOf({ t, value, slope }: End): End {
  return { t, value, slope };
}

/** Returns the minimum of the cubic through two points, kept away from both ends. */
function between(a: End, b: End): number {
  const width = b.t - a.t;
  let t = Number.NaN;
  if (Number.isFinite(b.value) && Number.isFinite(b.slope)) {
    const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.t - b.t);
    const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
    t = b.t - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  }
  const fraction = (t - a.t) / width;
  return fraction > 0.1 && fraction < 0.9 ? t : a.t + width / 2;
}
