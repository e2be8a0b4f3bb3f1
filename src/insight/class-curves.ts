import type { Matrix } from "../learn/core/matrix.ts";
import type { Scalar } from "../learn/core/order.ts";
import { calibrationBins, evenEdges } from "../learn/metrics/calibration-curve.ts";
import { curveOf, stepArea } from "../learn/metrics/precision-recall-curve.ts";
import { auc, corners, rocCurveOf } from "../learn/metrics/roc-curve.ts";
import { type ThresholdCounts, thresholdCounts } from "../learn/metrics/threshold-counts.ts";
import type { ClassScores } from "./outcome.ts";
import type { ClassCurves, Classification, Packed } from "./report.ts";
import { at, thin } from "./thin.ts";

/** Bins of a calibration curve. */
const CALIBRATION_EDGES = evenEdges(10);
/** Most points of one curve, and of all curves of one kind together. */
const MOST_POINTS = 120;
const MOST_POINTS_OF_ALL = 600;
/** Most thresholds at which scores are given. */
const MOST_THRESHOLDS = 50;

/** Scores of one class, and which rows belong to it. */
interface OneClass {
  readonly isPositive: Uint8Array;
  readonly values: Float64Array;
}

/** Curves, and for two classes the thresholds. */
type Curves = Pick<Packed<Classification>, "curves" | "thresholds">;

/**
 * Returns the curves of each class that has scores, and for two classes what follows from each threshold. `rows` are the rows
 * to look at; classes whose scores are not finite have no curves. Cost: a sort of the rows per class.
 */
export function curvesOf(
  truth: Int32Array,
  { of, classes: numbers, values }: ClassScores,
  classes: readonly Scalar[],
  rows: Int32Array,
): Curves {
  const points = Math.min(MOST_POINTS, Math.floor(MOST_POINTS_OF_ALL / numbers.length));
  let thresholds: Curves["thresholds"] = null;
  const curves = Array.from(numbers, (number, column): Packed<ClassCurves> => {
    const one = oneClass(truth, number, values, column, rows);
    const label = classes[number]!;
    if (!one.values.every(Number.isFinite)) {
      return { class: label, roc: null, precision_recall: null, calibration: null };
    }
    const counts = thresholdCounts(one.isPositive, one.values);
    if (classes.length === 2) thresholds = thresholdsOf(counts, of);
    return {
      class: label,
      roc: rocOf(counts, points),
      precision_recall: precisionRecallOf(counts, points),
      calibration: of === "probability" ? calibrationOf(one) : null,
    };
  });
  return { curves, thresholds };
}

function oneClass(
  truth: Int32Array,
  number: number,
  { columns, data }: Matrix,
  column: number,
  rows: Int32Array,
): OneClass {
  const isPositive = new Uint8Array(rows.length);
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (truth[row] === number) isPositive[i] = 1;
    values[i] = data[row * columns + column]!;
  }
  return { isPositive, values };
}

/** Null unless there are positive and negative rows. */
function rocOf(counts: ThresholdCounts, points: number): Packed<ClassCurves>["roc"] {
  if (!((counts.falsePositives.at(-1) ?? 0) > 0 && (counts.truePositives.at(-1) ?? 0) > 0)) return null;
  const { fpr, tpr } = rocCurveOf(corners(counts));
  const kept = thin(fpr, tpr, points);
  return { fpr: at(fpr, kept), tpr: at(tpr, kept), auc: auc(fpr, tpr) };
}

/** Null without positive rows. */
function precisionRecallOf(counts: ThresholdCounts, points: number): Packed<ClassCurves>["precision_recall"] {
  if (!((counts.truePositives.at(-1) ?? 0) > 0)) return null;
  const { precision, recall } = curveOf(counts);
  const kept = thin(recall, precision, points);
  return {
    precision: at(precision, kept),
    recall: at(recall, kept),
    average_precision: stepArea(precision, recall),
  };
}

function calibrationOf({ isPositive, values }: OneClass): Packed<ClassCurves>["calibration"] {
  const { counts, positives, sums } = calibrationBins(isPositive, values, CALIBRATION_EDGES);
  const filled = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (isPositive[i]! - values[i]!) ** 2;
  return {
    mean_predicted: filled.map((bin) => sums[bin]! / counts[bin]!),
    fraction_of_positives: filled.map((bin) => positives[bin]! / counts[bin]!),
    counts: at(counts, filled),
    brier: squares / values.length,
  };
}

function thresholdsOf(counts: ThresholdCounts, of: ClassScores["of"]): Curves["thresholds"] {
  const { falsePositives, truePositives, thresholds } = counts;
  const positives = truePositives.at(-1) ?? 0;
  const negatives = falsePositives.at(-1) ?? 0;
  const n = positives + negatives;
  const marked = new Float64Array(thresholds.length);
  const recall = new Float64Array(thresholds.length);
  for (let i = 0; i < marked.length; i++) {
    marked[i] = (truePositives[i]! + falsePositives[i]!) / n;
    recall[i] = positives === 0 ? 0 : truePositives[i]! / positives;
  }
  const kept = thin(marked, recall, MOST_THRESHOLDS).reverse();
  const each = (value: (right: number, wrong: number) => number) => {
    const values = new Float64Array(kept.length);
    for (let i = 0; i < values.length; i++) {
      values[i] = value(truePositives[kept[i]!]!, falsePositives[kept[i]!]!);
    }
    return values;
  };
  return {
    of,
    threshold: at(thresholds, kept),
    precision: each((right, wrong) => right / (right + wrong)),
    recall: at(recall, kept),
    f1: each((right, wrong) => (2 * right) / (positives + right + wrong)),
    accuracy: each((right, wrong) => (right + negatives - wrong) / n),
    predicted_positive: each((right, wrong) => right + wrong),
  };
}
