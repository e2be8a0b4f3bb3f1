import { ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";
import { checkSameLength, type Labels, positiveLabel, uniqueLabels } from "./class-labels.ts";
import { descendingOrder } from "./descending-order.ts";

/** The common options of `rocCurve` and `precisionRecallCurve`. */
export interface CurveOptions {
  readonly sample_weight?: ArrayLike<number> | null;
  /** The positive label. Default null: 1 for labels in {0, 1} or {-1, 1}, true for booleans. */
  readonly pos_label?: Scalar | null;
}

/**
 * For each distinct score, descending, the weight of the negative and positive rows that score at least as
 * much.
 */
export interface ThresholdCounts {
  readonly falsePositives: Float64Array;
  readonly truePositives: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * Returns 1 for rows with the positive label, otherwise 0. Throws `ValueError` if the positive label is
 * ambiguous.
 */
export function positiveRows(yTrue: Labels, pos_label: Scalar | null): Uint8Array {
  const present = uniqueLabels(yTrue);
  if (present.length > 2 && pos_label === null) {
    throw new ValueError(`two labels are needed, got ${present.length}; give pos_label`);
  }
  const positive = positiveLabel(present, pos_label);
  return Uint8Array.from({ length: yTrue.length }, (_, i) => (yTrue[i] === positive ? 1 : 0));
}

/**
 * Counts rows by threshold; rows of weight 0 are ignored. Throws `ValueError` for scores that are not finite.
 */
export function thresholdCounts(
  isPositive: Uint8Array,
  scores: ArrayLike<number>,
  weights: ArrayLike<number> | null = null,
): ThresholdCounts {
  checkSameLength(isPositive, scores, weights);
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i]!)) throw new ValueError(`the score of row ${i} is not a finite number`);
  }
  if (weights === null && scores.length < FEW_ROWS) return countsOfFew(isPositive, scores);
  const order = descendingOrder(scores);
  const falsePositives = new Float64Array(order.length);
  const truePositives = new Float64Array(order.length);
  const thresholds = new Float64Array(order.length);
  let wrong = 0;
  let right = 0;
  let count = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!;
    const weight = weights === null ? 1 : weights[row]!;
    if (weight === 0) continue;
    const score = scores[row]!;
    if (count === 0 || thresholds[count - 1] !== score) thresholds[count++] = score;
    if (isPositive[row] === 1) right += weight;
    else wrong += weight;
    truePositives[count - 1] = right;
    falsePositives[count - 1] = wrong;
  }
  return {
    falsePositives: falsePositives.subarray(0, count),
    truePositives: truePositives.subarray(0, count),
    thresholds: thresholds.subarray(0, count),
  };
}

/** For fewer rows, the engine's own sort of the scores is faster than ordering the rows. */
const FEW_ROWS = 8192;

/** `thresholdCounts` without weights: sorts the scores of negative and positive rows apart, and merges them. */
function countsOfFew(isPositive: Uint8Array, scores: ArrayLike<number>): ThresholdCounts {
  const n = isPositive.length;
  const negatives = new Float64Array(n);
  const positives = new Float64Array(n);
  let f = 0;
  let t = 0;
  for (let i = 0; i < n; i++) {
    // Adding 0 makes -0 and 0 equal.
    if (isPositive[i] === 1) positives[t++] = scores[i]! + 0;
    else negatives[f++] = scores[i]! + 0;
  }
  sortNumbers(negatives.subarray(0, f));
  sortNumbers(positives.subarray(0, t));
  const falsePositives = new Float64Array(n);
  const truePositives = new Float64Array(n);
  const thresholds = new Float64Array(n);
  let wrong = 0;
  let right = 0;
  let count = 0;
  while (wrong < f || right < t) {
    const negative = wrong < f ? negatives[f - 1 - wrong]! : Number.NEGATIVE_INFINITY;
    const positive = right < t ? positives[t - 1 - right]! : Number.NEGATIVE_INFINITY;
    const threshold = Math.max(negative, positive);
    while (wrong < f && negatives[f - 1 - wrong] === threshold) wrong++;
    while (right < t && positives[t - 1 - right] === threshold) right++;
    falsePositives[count] = wrong;
    truePositives[count] = right;
    thresholds[count++] = threshold;
  }
  return {
    falsePositives: falsePositives.subarray(0, count),
    truePositives: truePositives.subarray(0, count),
    thresholds: thresholds.subarray(0, count),
  };
}

/** Returns the counts at `indices` only. */
export function keepThresholds(counts: ThresholdCounts, indices: readonly number[]): ThresholdCounts {
  const keep = (values: Float64Array) => Float64Array.from(indices, (index) => values[index]!);
  return {
    falsePositives: keep(counts.falsePositives),
    truePositives: keep(counts.truePositives),
    thresholds: keep(counts.thresholds),
  };
}
