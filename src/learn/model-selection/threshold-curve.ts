import { balancedAccuracyOf, matthewsOf } from "../metrics/accuracy.ts";
import type { ClassCounts } from "../metrics/class-counts.ts";

/** The scores of predicted classes by which a threshold is chosen, by scikit-learn's names. `f1` is that of the last class. */
export const THRESHOLD_SCORES = {
  balanced_accuracy: (counts: ClassCounts) => balancedAccuracyOf(counts),
  accuracy: ({ truth, both }: ClassCounts) => (both[0]! + both[1]!) / (truth[0]! + truth[1]!),
  f1: (counts: ClassCounts) => f1Of(counts, 1),
  f1_macro: (counts: ClassCounts) => {
    const occurring = [0, 1].filter((k) => counts.truth[k]! + counts.predicted[k]! > 0);
    return occurring.reduce((sum, k) => sum + f1Of(counts, k), 0) / occurring.length;
  },
  matthews_corrcoef: (counts: ClassCounts) => matthewsOf(counts),
} as const;

/** The name of one of `THRESHOLD_SCORES`. */
export type ThresholdScore = keyof typeof THRESHOLD_SCORES;

function f1Of({ truth, predicted, both }: ClassCounts, k: number): number {
  const marked = truth[k]! + predicted[k]!;
  return marked === 0 ? 0 : (2 * both[k]!) / marked;
}

/** Scores of the rows of a fold at ascending thresholds. */
export interface ThresholdCurve {
  readonly thresholds: Float64Array;
  readonly scores: Float64Array;
}

/**
 * Returns the score of predicting class 1 for the rows whose value is at least each threshold. `thresholds` is a list, or a number
 * of thresholds, spaced evenly from the smallest to the largest value. Cost: a sort of the rows.
 */
export function thresholdCurve(
  values: Float64Array,
  codes: Int32Array,
  thresholds: number | readonly number[],
  scoring: ThresholdScore,
): ThresholdCurve {
  const negatives = values.filter((_, i) => codes[i] === 0).sort();
  const positives = values.filter((_, i) => codes[i] === 1).sort();
  const [low, high] = rangeOf([values]);
  const chosen = typeof thresholds === "number" ? spaced(low, high, thresholds) : ascending(thresholds);
  const scores = chosen.map((threshold) => {
    const [negativesBelow, positivesBelow] = [below(negatives, threshold), below(positives, threshold)];
    const predicted = negativesBelow + positivesBelow;
    return THRESHOLD_SCORES[scoring]({
      labels: [0, 1],
      truth: Float64Array.of(negatives.length, positives.length),
      predicted: Float64Array.of(predicted, values.length - predicted),
      both: Float64Array.of(negativesBelow, positives.length - positivesBelow),
    });
  });
  return { thresholds: chosen, scores };
}

/** Returns `count` numbers spaced evenly from `low` to `high`: NumPy's `linspace`. */
export function spaced(low: number, high: number, count: number): Float64Array {
  const step = (high - low) / Math.max(1, count - 1);
  const values = Float64Array.from({ length: count }, (_, i) => i * step + low);
  if (count > 1) values[count - 1] = high;
  return values;
}

/** Returns given thresholds in ascending order. */
export function ascending(thresholds: readonly number[]): Float64Array {
  return Float64Array.from(thresholds).sort();
}

/** Returns the smallest and the largest number in several arrays. */
export function rangeOf(arrays: readonly Float64Array[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const array of arrays) {
    for (const value of array) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return [low, high];
}

/** Returns the mean score of the curves at each of `thresholds`, interpolated linearly, and constant beyond the ends of a curve. */
export function meanScores(curves: readonly ThresholdCurve[], thresholds: Float64Array): Float64Array {
  return thresholds.map((threshold) => {
    const sum = curves.reduce((total, curve) => total + scoreAt(curve, threshold), 0);
    return sum / curves.length;
  });
}

function scoreAt({ thresholds, scores }: ThresholdCurve, threshold: number): number {
  const last = thresholds.length - 1;
  if (threshold < thresholds[0]!) return scores[0]!;
  if (threshold >= thresholds[last]!) return scores[last]!;
  const before = below(thresholds, threshold, true) - 1;
  if (thresholds[before] === threshold) return scores[before]!;
  const slope = (scores[before + 1]! - scores[before]!) / (thresholds[before + 1]! - thresholds[before]!);
  return slope * (threshold - thresholds[before]!) + scores[before]!;
}

/** Returns how many of the ascending numbers are below `bound`, or with `orEqual` at most `bound`. */
function below(sorted: Float64Array, bound: number, orEqual = false): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = sorted[middle]!;
    if (value < bound || (orEqual && value === bound)) low = middle + 1;
    else high = middle;
  }
  return low;
}
