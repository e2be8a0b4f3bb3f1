/** Returns the median; `NaN` without values. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** Returns the quantile at `fraction`, interpolated linearly; `NaN` without values. */
export function quantile(values: Iterable<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const at = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}
