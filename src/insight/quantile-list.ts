import { quantile } from "../learn/linalg/quantiles.ts";

/** Returns the quantiles of the first `count` values of the ascending `sorted` at `fractions`; empty without values. */
export function quantilesAt(sorted: Float64Array, count: number, fractions: readonly number[]): number[] {
  return count === 0 ? [] : fractions.map((fraction) => quantileAt(sorted, count, fraction));
}

/** As `quantile`, also for values so far apart that their distance is too large for a number. */
function quantileAt(sorted: Float64Array, count: number, fraction: number): number {
  const value = quantile(sorted, count, fraction);
  return Number.isFinite(value) ? value : sorted[Math.floor((count - 1) * fraction)]!;
}
