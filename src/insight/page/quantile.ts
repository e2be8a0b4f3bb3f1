import { QUANTILES } from "../fractions.ts";

/** Returns the quantile at `fraction`, an entry of `QUANTILES`; undefined if there are no values. */
export function quantileAt(
  quantiles: readonly number[],
  fraction: (typeof QUANTILES)[number],
): number | undefined {
  return quantiles[QUANTILES.indexOf(fraction)];
}
