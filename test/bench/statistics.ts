/** Returns the median; `NaN` of nothing. */
export function median(values: Iterable<number>): number {
  return quantile(values, 0.5);
}

/** Returns the value below which a share of the values lies, between two of them by a straight line; `NaN` of nothing. */
export function quantile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}
