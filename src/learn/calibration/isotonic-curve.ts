import { interpolate } from "../linalg/interpolation.ts";

/** A function that never falls: linear between its points, and constant beyond the first and the last one. */
export interface IsotonicCurve {
  /** Ascending, no two equal. */
  readonly x: Float64Array;
  /** The values at `x`; none is below the one before it. */
  readonly y: Float64Array;
}

/** Values of x closer than this, NumPy's `finfo(float64).resolution`, count as one. */
const RESOLUTION = 1e-15;

/**
 * Fits the function that never falls and has the least Σ w (y − f(x))² over the rows, whose weights w must be positive; rows of the
 * same x count with their mean. The rows are in any order, and at least one. scikit-learn's `IsotonicRegression` with
 * `out_of_bounds="clip"`. Cost: a sort.
 * Reference: de Leeuw, Hornik and Mair, Isotone Optimization in R: Pool-Adjacent-Violators Algorithm (PAVA) and Active Set Methods,
 * Journal of Statistical Software 32 (2009), doi:10.18637/jss.v032.i05.
 */
export function isotonicCurve(
  x: Float64Array,
  y: ArrayLike<number>,
  sampleWeight: Float64Array,
): IsotonicCurve {
  const order = Uint32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!);
  const places: number[] = [];
  const means: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < order.length; ) {
    const place = x[order[i]!]!;
    let [sum, weight] = [0, 0];
    do {
      const row = order[i++]!;
      sum += sampleWeight[row]! * y[row]!;
      weight += sampleWeight[row]!;
    } while (i < order.length && x[order[i]!]! - place < RESOLUTION);
    places.push(place);
    means.push(sum / weight);
    weights.push(weight);
  }
  return withoutInner(Float64Array.from(places), pooled(means, weights));
}

/** Returns the values of the function at `at`, which must not be `NaN`. */
export function valuesOf({ x, y }: IsotonicCurve, at: Float64Array): Float64Array {
  return at.map((value) => interpolate(value, x, y));
}

/** Replaces adjacent values that fall by their weighted mean, until none does. */
function pooled(values: readonly number[], weights: readonly number[]): Float64Array {
  const sums: number[] = [];
  const totals: number[] = [];
  const sizes: number[] = [];
  values.forEach((value, i) => {
    let [sum, total, size] = [value * weights[i]!, weights[i]!, 1];
    while (sums.length > 0 && sums.at(-1)! / totals.at(-1)! >= sum / total) {
      sum += sums.pop()!;
      total += totals.pop()!;
      size += sizes.pop()!;
    }
    sums.push(sum);
    totals.push(total);
    sizes.push(size);
  });
  const result = new Float64Array(values.length);
  let at = 0;
  sizes.forEach((size, block) => {
    result.fill(sums[block]! / totals[block]!, at, at + size);
    at += size;
  });
  return result;
}

/** Leaves out the points between two others of the same value. */
function withoutInner(x: Float64Array, y: Float64Array): IsotonicCurve {
  const isKept = (i: number) => i === 0 || i === y.length - 1 || y[i] !== y[i - 1] || y[i] !== y[i + 1];
  return {
    x: x.filter((_, i) => isKept(i)),
    y: y.filter((_, i) => isKept(i)),
  };
}
