/**
 * The smallest of `values` that is no less than a fraction `q` of them (NumPy's method `inverted_cdf`). Sorts
 * `values`, which must not be empty.
 */
export function lowerQuantile(values: Float64Array, share: number): number {
  values.sort();
  // Slightly less, because 0.1 · 30 rounds to more than 3.
  const position = Math.ceil(share * values.length * (1 - 4 * Number.EPSILON)) - 1;
  return values[Math.max(0, position)]!;
}

/** The `q` quantile of `values`, interpolated linearly. Sorts `values`, which must not be empty. */
export function linearQuantile(values: Float64Array, share: number): number {
  values.sort();
  const position = share * (values.length - 1);
  const below = Math.floor(position);
  const low = values[below]!;
  return low + (position - below) * (values[Math.min(below + 1, values.length - 1)]! - low);
}
