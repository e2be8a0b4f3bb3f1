import { searchSorted } from "../linalg/cumulative-sums.ts";
import { interpolate, linspace } from "../linalg/interpolation.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";
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
  const negatives = sortNumbers(values.filter((_, i) => codes[i] === 0));
  const positives = sortNumbers(values.filter((_, i) => codes[i] === 1));
  const [low, high] = rangeOf([values]);
  const chosen = typeof thresholds === "number" ? linspace(low, high, thresholds) : ascending(thresholds);
  const scores = chosen.map((threshold) => {
    const [negativesBelow, positivesBelow] = [
      searchSorted(negatives, threshold),
      searchSorted(positives, threshold),
    ];
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
    const sum = curves.reduce(
      (total, curve) => total + interpolate(threshold, curve.thresholds, curve.scores),
      0,
    );
    return sum / curves.length;
  });
}
