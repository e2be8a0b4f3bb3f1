import { QUANTILES } from "./fractions.ts";
import { histogramOf } from "./histogram.ts";
import { quantilesAt } from "./quantile-list.ts";
import type { Outliers, Packed } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most scores that are sorted. */
const MOST_ROWS = 5000;

/** Describes the scores of an outlier detector. `codes` has 1 for a usual row and -1 for an outlier. */
export function evaluateOutliers(codes: Int32Array, scores: Float64Array): Packed<Outliers> {
  let outliers = 0;
  let threshold = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] !== -1) continue;
    outliers++;
    if (scores[i]! > threshold) threshold = scores[i]!;
  }
  const sorted = Float64Array.from(spreadRows(scores.length, MOST_ROWS), (row) => scores[row]!)
    .filter(Number.isFinite)
    .sort();
  return {
    n_outliers: outliers,
    scores: histogramOf(sorted, sorted.length, sorted[0]!, sorted.at(-1)!),
    score_quantiles: quantilesAt(sorted, sorted.length, QUANTILES),
    threshold: Number.isFinite(threshold) ? threshold : null,
  };
}
