/** A scale from 0 to 1, for probabilities and rates. What stored bytes put outside is drawn at its ends, not far beyond the chart. */
export const UNIT_AXIS = { domain: [0, 1], clamp: true, ticks: 5, tickFormat: ".1f" } as const;

/** Returns the ticks of an axis with these values: as many decimals as they need, and prefixes such as `k` for large numbers. */
export function numberAxis(values: readonly number[]): { ticks: number; tickFormat?: string } {
  const size = Math.max(...values.map(Math.abs), 0);
  if (size >= 1e15 || (size > 0 && size < 1e-3)) return { ticks: 4, tickFormat: ".1e" };
  return size >= 1e5 ? { ticks: 4, tickFormat: "~s" } : { ticks: 5 };
}

/** Returns an axis of names: each is at its index, so that two that look the same have a place of their own. */
export function nameAxis(names: readonly string[]) {
  return {
    label: null,
    domain: names.map((_, i) => i),
    tickFormat: (i: number) => names[i] ?? "",
    tickSize: 0,
  };
}

/** Returns the width that names of an axis take. */
export function nameWidth(names: readonly string[]): number {
  return 16 + 6.3 * Math.max(...names.map((name) => [...name].length), 0);
}
