/** The fractions of the rows for which quantiles are given. */
export const QUANTILES = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1] as const;

/** The fractions of the rows of a bin for which quantiles of residuals are given. */
export const RESIDUAL_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** Returns the quantile at `fraction`, an entry of `QUANTILES`; undefined if there are no values. */
export function quantileAt(
  quantiles: readonly number[],
  fraction: (typeof QUANTILES)[number],
): number | undefined {
  return quantiles[QUANTILES.indexOf(fraction)];
}
