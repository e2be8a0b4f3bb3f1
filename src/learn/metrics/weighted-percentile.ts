import { descendingOrder } from "./descending-order.ts";

/**
 * The value at or below which a fraction `percentile / 100` of the weight lies; if that fraction is met
 * exactly, the mean of that value and the next one of positive weight. `NaN` without weight. With equal weights
 * the 50th percentile is the median.
 * Reference: Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50 (1996),
 * definition 2, doi:10.1080/00031305.1996.10473566.
 */
export function weightedPercentile(
  values: Float64Array,
  weights: ArrayLike<number> | null,
  percentile: number,
): number {
  const order = descendingOrder(values)
    .reverse()
    .filter((row) => weights === null || weights[row]! > 0);
  const weightOf = (row: number) => (weights === null ? 1 : weights[row]!);
  let total = 0;
  for (const row of order) total += weightOf(row);
  if (!(total > 0)) return Number.NaN;
  const wanted = (percentile / 100) * total;
  let reached = 0;
  for (let at = 0; at < order.length; at++) {
    const value = values[order[at]!]!;
    reached += weightOf(order[at]!);
    if (reached < wanted && at + 1 < order.length) continue;
    if (reached - wanted > Number.EPSILON || at + 1 === order.length) return value;
    return (value + values[order[at + 1]!]!) / 2;
  }
  return Number.NaN;
}
