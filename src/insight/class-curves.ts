import type { Matrix } from "../learn/core/matrix.ts";
import type { Scalar } from "../learn/core/order.ts";
import { calibrationBins, evenEdges } from "../learn/metrics/calibration-curve.ts";
import { type ThresholdCounts, thresholdCounts } from "../learn/metrics/threshold-counts.ts";
import type { ClassScores } from "./outcome.ts";
import type { ClassCurves, Classification, Packed } from "./report.ts";
import { thin } from "./thin.ts";

/** Bins of a calibration curve. */
const CALIBRATION_EDGES = evenEdges(10);
/** Most points of the curves of one class, and of all classes together. */
const MOST_POINTS = 100;
const MOST_POINTS_OF_ALL = 500;
/** Scores are given at every second point of the curves. */
const POINTS_PER_THRESHOLD = 2;

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
    if (one === undefined) return { class: label, roc: null, precision_recall: null, calibration: null };
    const counts = thresholdCounts(one.isPositive, one.values);
    const kept = thin(counts.falsePositives, counts.truePositives, points);
    if (classes.length === 2) thresholds = thresholdsOf(counts, kept, of);
    return {
      class: label,
      roc: rocOf(counts, kept),
      precision_recall: precisionRecallOf(counts, kept),
      calibration: of === "probability" ? calibrationOf(one) : null,
    };
  });
  return { curves, thresholds };
}

/** Undefined if a score is not finite. */
function oneClass(
  truth: Int32Array,
  number: number,
  { columns, data }: Matrix,
  column: number,
  rows: Int32Array,
): OneClass | undefined {
  const isPositive = new Uint8Array(rows.length);
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (truth[row] === number) isPositive[i] = 1;
    const value = data[row * columns + column]!;
    if (!Number.isFinite(value)) return undefined;
    values[i] = value;
  }
  return { isPositive, values };
}

/** The numbers of negative and positive rows. */
function totalsOf({
  falsePositives,
  truePositives,
}: ThresholdCounts): [negatives: number, positives: number] {
  return [falsePositives.at(-1) ?? 0, truePositives.at(-1) ?? 0];
}

/**
 * Returns the points `kept` of scikit-learn's `roc_curve`, and the area under all of its points; null unless there are positive
 * and negative rows.
 */
function rocOf(counts: ThresholdCounts, kept: readonly number[]): Packed<ClassCurves>["roc"] {
  const [negatives, positives] = totalsOf(counts);
  if (negatives === 0 || positives === 0) return null;
  const { falsePositives, truePositives } = counts;
  const fpr = new Float64Array(kept.length + 1);
  const tpr = new Float64Array(kept.length + 1);
  for (let i = 0; i < kept.length; i++) {
    fpr[i + 1] = falsePositives[kept[i]!]! / negatives;
    tpr[i + 1] = truePositives[kept[i]!]! / positives;
  }
  let twice = 0;
  for (let i = 0, wrong = 0, right = 0; i < falsePositives.length; i++) {
    twice += (falsePositives[i]! - wrong) * (truePositives[i]! + right);
    wrong = falsePositives[i]!;
    right = truePositives[i]!;
  }
  return { fpr, tpr, auc: twice / 2 / (negatives * positives) };
}

/**
 * Returns the points `kept` of scikit-learn's `precision_recall_curve`, and the average precision of all of its points; null
 * without positive rows.
 */
function precisionRecallOf(
  counts: ThresholdCounts,
  kept: readonly number[],
): Packed<ClassCurves>["precision_recall"] {
  const [, positives] = totalsOf(counts);
  if (positives === 0) return null;
  const { falsePositives, truePositives } = counts;
  const points = kept.length;
  const precision = new Float64Array(points + 1);
  const recall = new Float64Array(points + 1);
  precision[points] = 1;
  for (let i = 0; i < points; i++) {
    const right = truePositives[kept[points - 1 - i]!]!;
    precision[i] = right / (right + falsePositives[kept[points - 1 - i]!]!);
    recall[i] = right / positives;
  }
  let sum = 0;
  for (let i = 0, before = 0; i < truePositives.length; i++) {
    const right = truePositives[i]!;
    sum += ((right - before) / positives) * (right / (right + falsePositives[i]!));
    before = right;
  }
  return { precision, recall, average_precision: sum };
}

function calibrationOf({ isPositive, values }: OneClass): Packed<ClassCurves>["calibration"] {
  const { counts, positives, sums } = calibrationBins(isPositive, values, CALIBRATION_EDGES);
  const mean_predicted: number[] = [];
  const fraction_of_positives: number[] = [];
  const filled: number[] = [];
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    mean_predicted.push(sums[bin]! / counts[bin]!);
    fraction_of_positives.push(positives[bin]! / counts[bin]!);
    filled.push(counts[bin]!);
  }
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (isPositive[i]! - values[i]!) ** 2;
  return { mean_predicted, fraction_of_positives, counts: filled, brier: squares / values.length };
}

/** Returns the scores at every second of the thresholds `kept`, ascending, among them the smallest. */
function thresholdsOf(
  counts: ThresholdCounts,
  kept: readonly number[],
  of: ClassScores["of"],
): Curves["thresholds"] {
  const [negatives, positives] = totalsOf(counts);
  const length = Math.ceil(kept.length / POINTS_PER_THRESHOLD);
  const list = () => new Float64Array(length);
  const [threshold, precision, recall, f1, accuracy] = [list(), list(), list(), list(), list()];
  const predicted_positive = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const at = kept[kept.length - 1 - POINTS_PER_THRESHOLD * i]!;
    const right = counts.truePositives[at]!;
    const marked = right + counts.falsePositives[at]!;
    threshold[i] = counts.thresholds[at]!;
    precision[i] = right / marked;
    recall[i] = positives === 0 ? 0 : right / positives;
    f1[i] = (2 * right) / (positives + marked);
    accuracy[i] = (2 * right + negatives - marked) / (positives + negatives);
    predicted_positive[i] = marked;
  }
  return { of, threshold, precision, recall, f1, accuracy, predicted_positive };
}
