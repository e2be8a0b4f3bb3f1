import { select } from "./selection.ts";
import { sortNumbers } from "./sort-numbers.ts";

/**
 * The `q` quantile, 0 ≤ q ≤ 1, of the first `count` values of the ascending `sorted`, interpolated linearly between
 * the two values around position (count − 1) · q (NumPy's default). `NaN` if `count` is 0.
 */
export function quantile(sorted: Float64Array, count: number, q: number): number {
  if (count === 0) return Number.NaN;
  const position = (count - 1) * q;
  const below = Math.floor(position);
  const fraction = position - below;
  return fraction === 0 ? sorted[below]! : interpolate(sorted[below]!, sorted[below + 1]!, fraction);
}

/**
 * The `q` quantile of `values`, which must not be empty, without sorting them: reorders `values`. Interpolated as
 * by `quantile`, but halfway between two values it is their mean, as is the median. Cost: linear on average.
 */
export function quantileBySelection(values: Float64Array, q: number): number {
  const position = q * (values.length - 1);
  const below = Math.floor(position);
  select(values, below, 0, values.length - 1, null);
  const low = values[below]!;
  const fraction = position - below;
  if (fraction === 0) return low;
  let high = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < values.length; i++) if (values[i]! < high) high = values[i]!;
  return fraction === 0.5 ? (low + high) / 2 : interpolate(low, high, fraction);
}

/** From the nearer end, so that the result never leaves the interval. */
function interpolate(low: number, high: number, fraction: number): number {
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/**
 * The `q` quantile of `values`, which must not be empty, interpolated as low + fraction · (high − low): above half
 * of the way it differs from `quantile` by rounding, on which fitted thresholds depend. Sorts `values`.
 */
export function quantileFromBelow(values: Float64Array, q: number): number {
  sortNumbers(values);
  const position = q * (values.length - 1);
  const below = Math.floor(position);
  const low = values[below]!;
  return low + (position - below) * (values[Math.min(below + 1, values.length - 1)]! - low);
}

/**
 * The smallest of `values`, which must not be empty, that is no less than a fraction `q` of them (NumPy's method
 * `inverted_cdf`). Sorts `values`.
 */
export function invertedCdfQuantile(values: Float64Array, q: number): number {
  sortNumbers(values);
  // Slightly less, because 0.1 · 30 rounds to more than 3.
  const position = Math.ceil(q * values.length * (1 - 4 * Number.EPSILON)) - 1;
  return values[Math.max(0, position)]!;
}
