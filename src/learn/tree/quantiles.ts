/** The least of `values` that a share `share` of them lies at or below. Sorts `values`, of which there is at least one. */
export function lowerQuantile(values: Float64Array, share: number): number {
  values.sort();
  // A little less, because 0.1 · 30 is more than 3.
  const position = Math.ceil(share * values.length * (1 - 4 * Number.EPSILON)) - 1;
  return values[Math.max(0, position)]!;
}

/** The value below which a share `share` of `values` lies, interpolated linearly between neighbours. Sorts `values`. */
export function linearQuantile(values: Float64Array, share: number): number {
  values.sort();
  const position = share * (values.length - 1);
  const below = Math.floor(position);
  const low = values[below]!;
  return low + (position - below) * (values[Math.min(below + 1, values.length - 1)]! - low);
}
