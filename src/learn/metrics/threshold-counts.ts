import { ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
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

/** Returns the counts at `indices` only. */
export function keepThresholds(counts: ThresholdCounts, indices: readonly number[]): ThresholdCounts {
  const keep = (values: Float64Array) => Float64Array.from(indices, (index) => values[index]!);
  return {
    falsePositives: keep(counts.falsePositives),
    truePositives: keep(counts.truePositives),
    thresholds: keep(counts.thresholds),
  };
}
