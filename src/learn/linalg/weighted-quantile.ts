import { cumulativeSums, searchSorted } from "./cumulative-sums.ts";

/**
 * The smallest of `values` such that at least a fraction `q`, 0 ≤ q ≤ 1, of the weight lies at or below it, as NumPy's method
 * `inverted_cdf`, not interpolated. Values of weight 0 do not count; some weight must be positive. Cost: one sort.
 * Reference: Hyndman and Fan, Sample Quantiles in Statistical Packages, The American Statistician 50 (1996), definition 1.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, q: number): number {
  const order = Int32Array.from(values.keys()).filter((i) => weights[i]! > 0);
  order.sort((a, b) => values[a]! - values[b]! || a - b);
  const sums = cumulativeSums(Float64Array.from(order, (i) => weights[i]!));
  // Percentages are computed first and divided afterwards, as in scikit-learn: the rounding may decide between two values.
  const wanted = ((100 * q) / 100) * sums.at(-1)!;
  return values[order[Math.min(searchSorted(sums, wanted), order.length - 1)]!]!;
}
