import { listNames, ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Scalar } from "../core/order.ts";
import { oneOf } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";

import { mean } from "./class-counts.ts";
import { checkSameLength, type Labels, uniqueLabels } from "./class-labels.ts";
import { columnOf, type Numbers, toMatrix } from "./scores.ts";
import {
  type CurveOptions,
  keepThresholds,
  positiveRows,
  type ThresholdCounts,
  thresholdCounts,
} from "./threshold-counts.ts";

/** One point per threshold, ascending, and a last one with precision 1 and recall 0 that has no threshold. */
interface PrecisionRecallCurve {
  readonly precision: Float64Array;
  /** 1 everywhere if there are no positive rows. */
  readonly recall: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * Precision and recall for every threshold. `drop_intermediate` (default false) keeps only the ends of
 * intervals of equal recall. Linear cost. Throws `ValueError` for scores that are not finite, and if
 * `pos_label` is needed.
 */
export function precisionRecallCurve(
  yTrue: Labels,
  yScore: ArrayLike<number>,
  options: CurveOptions & { readonly drop_intermediate?: boolean } = {},
): PrecisionRecallCurve {
  const { pos_label = null, sample_weight = null, drop_intermediate = false } = options;
  const counts = thresholdCounts(positiveRows(yTrue, pos_label), yScore, sample_weight);
  return curveOf(drop_intermediate ? ends(counts) : counts);
}

function curveOf({ falsePositives, truePositives, thresholds }: ThresholdCounts): PrecisionRecallCurve {
  const count = thresholds.length;
  const positives = truePositives[count - 1] ?? 0;
  const precision = new Float64Array(count + 1).fill(1);
  const recall = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const right = truePositives[i]!;
    const marked = right + falsePositives[i]!;
    precision[count - 1 - i] = marked === 0 ? 0 : right / marked;
    recall[count - 1 - i] = positives === 0 ? 1 : right / positives;
  }
  return { precision, recall, thresholds: thresholds.slice().reverse() };
}

/** Keeps the ends of intervals of equal recall. */
function ends(counts: ThresholdCounts): ThresholdCounts {
  const { truePositives: t } = counts;
  const last = t.length - 1;
  const isKept = (i: number) => i === 0 || i === last || t[i] !== t[i - 1] || t[i] !== t[i + 1];
  return keepThresholds(counts, Array.from(t.keys()).filter(isKept));
}

/** The options of `averagePrecisionScore`. */
interface AveragePrecisionOptions extends Pick<CurveOptions, "sample_weight"> {
  /** For two labels. Default 1. */
  readonly pos_label?: Scalar;
  /**
   * For more labels: the mean (default), the mean weighted by how often labels are true, over all entries
   * together, or one score each.
   */
  readonly average?: "macro" | "weighted" | "micro" | null;
}

/**
 * Average precision, Σ (Rᵢ − Rᵢ₋₁) Pᵢ over the thresholds: the area under the step function of precision over
 * recall; 0 without positive rows. For more than two labels `yScore` is n × K, with one column per label that
 * occurs, ascending.
 */
export function averagePrecisionScore(
  yTrue: Labels,
  yScore: Numbers,
  options: AveragePrecisionOptions & { readonly average: null },
): number | Float64Array;
export function averagePrecisionScore(
  yTrue: Labels,
  yScore: Numbers,
  options?: AveragePrecisionOptions,
): number;
export function averagePrecisionScore(
  yTrue: Labels,
  yScore: Numbers,
  options: AveragePrecisionOptions = {},
): number | Float64Array {
  const { pos_label = 1, sample_weight = null } = options;
  const scores = toMatrix(yScore);
  checkSameLength(yTrue, { length: scores.rows }, sample_weight);
  const present = uniqueLabels(yTrue);
  if (present.length > 2) return ofLabels(yTrue, scores, present, options);
  if (scores.columns !== 1) throw new ValueError("two labels need one score per row");
  if (present.length === 2 && !present.includes(pos_label)) {
    throw new ValueError(
      `pos_label=${String(pos_label)} is not among the labels ${listNames(present.map(String))}`,
    );
  }
  const isPositive = Uint8Array.from({ length: yTrue.length }, (_, i) => (yTrue[i] === pos_label ? 1 : 0));
  return stepArea(isPositive, scores.data, sample_weight);
}

function ofLabels(
  yTrue: Labels,
  scores: Matrix,
  labels: readonly Scalar[],
  { average = "macro", sample_weight = null }: AveragePrecisionOptions,
): number | Float64Array {
  const K = labels.length;
  if (scores.columns !== K) throw new ValueError(`${K} labels, but scores of ${scores.columns}`);
  checkParameter("average", average, oneOf("macro", "weighted", "micro", null));
  const isLabel = (at: number) => (yTrue[Math.floor(at / K)] === labels[at % K] ? 1 : 0);
  if (average === "micro") {
    const flags = Uint8Array.from(scores.data, (_, at) => isLabel(at));
    const repeated = sample_weight && Float64Array.from(flags, (_, at) => sample_weight[Math.floor(at / K)]!);
    return stepArea(flags, scores.data, repeated);
  }
  const weights = new Float64Array(K);
  const areas = Float64Array.from(labels, (_, k) => {
    const flags = Uint8Array.from({ length: scores.rows }, (_, i) => isLabel(i * K + k));
    flags.forEach((flag, i) => {
      weights[k]! += flag * (sample_weight === null ? 1 : sample_weight[i]!);
    });
    return stepArea(flags, columnOf(scores, k), sample_weight);
  });
  if (average === null) return areas;
  return mean(areas, average === "weighted" ? weights : null);
}

function stepArea(isPositive: Uint8Array, scores: Float64Array, weights: ArrayLike<number> | null): number {
  const { precision, recall } = curveOf(thresholdCounts(isPositive, scores, weights));
  let area = 0;
  for (let i = 0; i + 1 < recall.length; i++) area += (recall[i]! - recall[i + 1]!) * precision[i]!;
  // Without positive rows, recall is 1 and precision 0 throughout.
  return Math.max(0, area);
}
