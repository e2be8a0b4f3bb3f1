/*
 * Minima of functions of one number, by Brent's method: a parabola through three points where it helps, a golden section where it
 * does not. Steps, tolerances and ties are those of SciPy, so that flat functions end at the same place.
 * Reference: Brent, Algorithms for Minimization Without Derivatives (1973), chapter 5.
 */

/** A function of one number. */
type Scalar = (x: number) => number;

const GOLDEN_SECTION = 0.5 * (3 - Math.sqrt(5));
const GOLDEN_GROWTH = 1.618034;
const MOST_EVALUATIONS = 500;

/** The state of a search: the best point so far, and the interval around it. */
interface Search {
  a: number;
  b: number;
  /** The best point, the second best, and the one that was second best before. */
  x: number;
  w: number;
  v: number;
  fx: number;
  fw: number;
  fv: number;
  step: number;
  /** The step before the last one. */
  before: number;
}

function searchFrom(a: number, b: number, x: number, fx: number): Search {
  return { a, b, x, w: x, v: x, fx, fw: fx, fv: fx, step: 0, before: 0 };
}

/** Returns a local minimum of `f` in [`low`, `high`], to about `xtol`: SciPy's `fminbound`. */
export function minimizeBounded(f: Scalar, low: number, high: number, xtol: number): number {
  const start = low + GOLDEN_SECTION * (high - low);
  const search = searchFrom(low, high, start, f(start));
  for (let count = 1; count < MOST_EVALUATIONS; count++) {
    const middle = 0.5 * (search.a + search.b);
    const tolerance = Math.sqrt(2.2e-16) * Math.abs(search.x) + xtol / 3;
    if (Math.abs(search.x - middle) <= 2 * tolerance - 0.5 * (search.b - search.a)) break;
    proceed(f, search, middle, tolerance);
  }
  return search.x;
}

/**
 * Returns a local minimum of `f` near `first` and `second`, to about 1.5e-8 of its value: SciPy's `brent`, which looks downhill for
 * an interval first. `NaN` if there is none.
 */
export function minimizeFrom(f: Scalar, first: number, second: number): number {
  const bracket = bracketFrom(f, first, second);
  if (bracket === undefined) return Number.NaN;
  const [a, x, b] = bracket;
  const search = searchFrom(Math.min(a, b), Math.max(a, b), x, f(x));
  for (let count = 0; count < MOST_EVALUATIONS; count++) {
    const middle = 0.5 * (search.a + search.b);
    const tolerance = 1.48e-8 * Math.abs(search.x) + 1e-11;
    if (Math.abs(search.x - middle) < 2 * tolerance - 0.5 * (search.b - search.a)) break;
    proceed(f, search, middle, tolerance);
  }
  return search.x;
}

/** Makes one step of at least `tolerance`, and narrows the interval. */
function proceed(f: Scalar, search: Search, middle: number, tolerance: number): void {
  const step = parabolicStep(search, middle, tolerance);
  if (step === undefined) {
    search.before = (search.x >= middle ? search.a : search.b) - search.x;
    search.step = GOLDEN_SECTION * search.before;
  } else search.step = step;
  const sign = search.step < 0 ? -1 : 1;
  const u = search.x + sign * Math.max(Math.abs(search.step), tolerance);
  take(search, u, f(u));
}

/** Returns the step to the lowest point of the parabola through x, w and v; undefined where it is of no use. */
function parabolicStep(search: Search, middle: number, tolerance: number): number | undefined {
  const { a, b, x, w, v, fx, fw, fv } = search;
  if (Math.abs(search.before) <= tolerance) return undefined;
  const r = (x - w) * (fx - fv);
  const q = (x - v) * (fx - fw);
  const bottom = 2 * (q - r);
  const top = ((x - v) * q - (x - w) * r) * (bottom > 0 ? -1 : 1);
  const size = Math.abs(bottom);
  const limit = Math.abs(0.5 * size * search.before);
  search.before = search.step;
  if (!(Math.abs(top) < limit && top > size * (a - x) && top < size * (b - x))) return undefined;
  const step = top / size;
  const isNearEnd = x + step - a < 2 * tolerance || b - (x + step) < 2 * tolerance;
  if (!isNearEnd) return step;
  return middle >= x ? tolerance : -tolerance;
}

/** Takes the value of the function at a new point into account. */
function take(search: Search, u: number, fu: number): void {
  const { x, w, v } = search;
  if (fu <= search.fx) {
    if (u >= x) search.a = x;
    else search.b = x;
    [search.v, search.fv] = [w, search.fw];
    [search.w, search.fw] = [x, search.fx];
    [search.x, search.fx] = [u, fu];
    return;
  }
  if (u < x) search.a = u;
  else search.b = u;
  if (fu <= search.fw || w === x) {
    [search.v, search.fv] = [w, search.fw];
    [search.w, search.fw] = [u, fu];
  } else if (fu <= search.fv || v === x || v === w) [search.v, search.fv] = [u, fu];
}

/** No step is longer than this many times the last one. */
const GROW_LIMIT = 110;
const MOST_BRACKET_STEPS = 1000;

/**
 * Returns three points of which the middle one is the lowest: SciPy's `bracket`. Undefined if the function does not seem to have a
 * minimum.
 */
function bracketFrom(f: Scalar, first: number, second: number): [number, number, number] | undefined {
  let [a, b] = [first, second];
  let [fa, fb] = [f(a), f(b)];
  if (fa < fb) {
    [a, b] = [b, a];
    [fa, fb] = [fb, fa];
  }
  let c = b + GOLDEN_GROWTH * (b - a);
  let fc = f(c);
  for (let count = 0; fc < fb; count++) {
    if (count > MOST_BRACKET_STEPS) return undefined;
    let u = lowestOfParabola([a, b, c], [fa, fb, fc]);
    const farthest = b + GROW_LIMIT * (c - b);
    let fu: number;
    if ((u - c) * (b - u) > 0) {
      fu = f(u);
      if (fu < fc) {
        [a, b, fa, fb] = [b, u, fb, fu];
        break;
      }
      if (fu > fb) {
        [c, fc] = [u, fu];
        break;
      }
      u = c + GOLDEN_GROWTH * (c - b);
      fu = f(u);
    } else if ((u - farthest) * (farthest - c) >= 0) {
      u = farthest;
      fu = f(u);
    } else if ((u - farthest) * (c - u) > 0) {
      fu = f(u);
      if (fu < fc) {
        [b, c, fb, fc] = [c, u, fc, fu];
        u = c + GOLDEN_GROWTH * (c - b);
        fu = f(u);
      }
    } else {
      u = c + GOLDEN_GROWTH * (c - b);
      fu = f(u);
    }
    [a, b, c] = [b, c, u];
    [fa, fb, fc] = [fb, fc, fu];
  }
  const isLower = (fb < fc && fb <= fa) || (fb < fa && fb <= fc);
  const isBetween = (a < b && b < c) || (c < b && b < a);
  return isLower && isBetween && Number.isFinite(a) && Number.isFinite(c) ? [a, b, c] : undefined;
}

function lowestOfParabola(
  [a, b, c]: readonly [number, number, number],
  [fa, fb, fc]: readonly [number, number, number],
): number {
  const r = (b - a) * (fb - fc);
  const q = (b - c) * (fb - fa);
  const difference = q - r;
  const bottom = Math.abs(difference) < 1e-21 ? 2e-21 : 2 * difference;
  return b - ((b - c) * q - (b - a) * r) / bottom;
}
