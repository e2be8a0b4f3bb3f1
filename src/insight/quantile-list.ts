import { quantile } from "../learn/linalg/quantiles.ts";

/** Returns the quantiles of the first `count` values of the ascending `sorted` at `fractions`; empty without values. */
export function quantilesAt(sorted: Float64Array, count: number, fractions: readonly number[]): Float64Array {
  const quantiles = new Float64Array(count === 0 ? 0 : fractions.length);
  for (let i = 0; i < quantiles.length; i++) {
    const value = quantile(sorted, count, fractions[i]!);
    // Values may be so far apart that their distance is too large for a number.
    quantiles[i] = Number.isFinite(value) ? value : sorted[Math.floor((count - 1) * fractions[i]!)]!;
  }
  return quantiles;
}
