import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Scalar } from "../core/order.ts";
import { number, oneOf } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { sortNumbers } from "../linalg/sort-numbers.ts";
import { mean } from "./class-counts.ts";
import { checkSameLength, codesOf, type Labels, uniqueLabels } from "./class-labels.ts";
import { auc, rocCurveOf } from "./roc-curve.ts";
import { columnOf, type Numbers, toMatrix } from "./scores.ts";
import { thresholdCounts } from "./threshold-counts.ts";

/** The options of `rocAucScore`. */
interface RocAucOptions {
  readonly sample_weight?: ArrayLike<number> | null;
  /**
   * For two labels: use only false positive rates up to this, in (0, 1], and scale the area to [0.5, 1].
   * Default null.
   */
  readonly max_fpr?: number | null;
  /** For more labels, which require it: each label against the rest (`ovr`), or each pair (`ovo`). */
  readonly multi_class?: "raise" | "ovr" | "ovo";
  /**
   * For more labels: the mean of the areas (default), the mean weighted by how often labels are true, or all
   * areas.
   */
  readonly average?: "macro" | "weighted" | null;
  /** For more labels: those of the columns, ascending. Default: the labels that occur. */
  readonly labels?: readonly Scalar[] | null;
}

/**
 * The area under the ROC curve: the probability that a positive row scores higher than a negative one, with ties
 * counting half. For two labels, `yScore` has one number per row, higher for the larger label; for more, it has n ×
 * K probabilities. `NaN` if a label that is evaluated does not occur, or is the only one. Linear cost per label or
 * pair of labels.
 * References: for `max_fpr`, McClish, Analyzing a Portion of the ROC Curve, Medical Decision Making 9 (1989),
 * doi:10.1177/0272989X8900900307; for `ovo`, Hand and Till, A Simple Generalisation of the Area Under the ROC Curve
 * for Multiple Class Classification Problems, Machine Learning 45 (2001), doi:10.1023/A:1010920819831.
 */
export function rocAucScore(
  yTrue: Labels,
  yScore: Numbers,
  options: RocAucOptions & { readonly average: null },
): Float64Array;
export function rocAucScore(yTrue: Labels, yScore: Numbers, options?: RocAucOptions): number;
export function rocAucScore(
  yTrue: Labels,
  yScore: Numbers,
  options: RocAucOptions = {},
): number | Float64Array {
  const { sample_weight = null, max_fpr = null, multi_class = "raise" } = options;
  const scores = toMatrix(yScore);
  checkSameLength(yTrue, { length: scores.rows }, sample_weight);
  const present = uniqueLabels(yTrue);
  if (present.length <= 2 && scores.columns <= 2) {
    if (scores.columns !== 1)
      throw new ValueError("two labels need one score per row, that of the larger label");
    if (present.length < 2) return Number.NaN;
    const isPositive = Uint8Array.from({ length: yTrue.length }, (_, i) => (yTrue[i] === present[1] ? 1 : 0));
    return areaUnderRoc(isPositive, scores.data, sample_weight, max_fpr);
  }
  if (max_fpr !== null && max_fpr !== 1) throw new ValueError("max_fpr is for two labels");
  const truth = codesOfColumns(yTrue, scores, options.labels ?? present);
  if (multi_class === "ovr") return oneVersusRest(truth, scores, options);
  if (multi_class === "ovo") return oneVersusOne(truth, scores, options);
  throw new ValueError(`multi_class=${String(multi_class)} must be "ovr" or "ovo" for more than two labels`);
}

function codesOfColumns(yTrue: Labels, scores: Matrix, labels: readonly Scalar[]): Int32Array {
  if (scores.columns !== labels.length) {
    throw new ValueError(`${labels.length} labels, but scores of ${scores.columns}; give labels`);
  }
  for (let i = 0; i < scores.rows; i++) {
    let sum = 0;
    for (let k = 0; k < scores.columns; k++) sum += scores.data[i * scores.columns + k]!;
    if (!(Math.abs(sum - 1) <= 1e-5 + 1e-8)) {
      throw new ValueError(`scores must be probabilities that sum to 1 (row ${i})`);
    }
  }
  const truth = codesOf(yTrue, uniqueLabels(labels));
  if (truth.includes(-1)) throw new ValueError("a true label is not among labels");
  return truth;
}

function oneVersusRest(truth: Int32Array, scores: Matrix, options: RocAucOptions): number | Float64Array {
  const { average = "macro", sample_weight = null } = options;
  const areas = new Float64Array(scores.columns);
  const weights = new Float64Array(scores.columns);
  for (let k = 0; k < areas.length; k++) {
    const isPositive = Uint8Array.from(truth, (code) => (code === k ? 1 : 0));
    areas[k] = areaUnderRoc(isPositive, columnOf(scores, k), sample_weight);
    for (let i = 0; i < truth.length; i++) {
      if (isPositive[i] === 1) weights[k]! += sample_weight === null ? 1 : sample_weight[i]!;
    }
  }
  if (average === null) return areas;
  if (average === "macro") return mean(areas);
  checkParameter("average", average, oneOf("macro", "weighted"));
  return mean(
    areas.map((area, k) => (weights[k] === 0 ? 0 : area)),
    weights,
  );
}

function oneVersusOne(truth: Int32Array, scores: Matrix, options: RocAucOptions): number {
  const { average = "macro", sample_weight = null } = options;
  if (sample_weight !== null) throw new ValueError(`sample_weight cannot be used with multi_class "ovo"`);
  checkParameter("average", average, oneOf("macro", "weighted"));
  const present = uniqueLabels(truth) as number[];
  const areas: number[] = [];
  const weights: number[] = [];
  present.forEach((a, index) => {
    for (const b of present.slice(index + 1)) {
      const rows = Array.from(truth.keys()).filter((i) => truth[i] === a || truth[i] === b);
      const area = (positive: number) =>
        areaUnderRoc(
          Uint8Array.from(rows, (i) => (truth[i] === positive ? 1 : 0)),
          Float64Array.from(rows, (i) => scores.data[i * scores.columns + positive]!),
        );
      areas.push((area(a) + area(b)) / 2);
      weights.push(rows.length);
    }
  });
  return mean(areas, average === "weighted" ? weights : null);
}

/** Returns the area for rows that are positive (1) or negative (0); `NaN` if either kind is missing. */
export function areaUnderRoc(
  isPositive: Uint8Array,
  scores: Float64Array,
  weights: ArrayLike<number> | null = null,
  maxFpr: number | null = null,
): number {
  if (weights === null && (maxFpr === null || maxFpr === 1)) return fractionInOrder(isPositive, scores);
  const { fpr, tpr } = rocCurveOf(thresholdCounts(isPositive, scores, weights));
  if (maxFpr === null || maxFpr === 1) return auc(fpr, tpr);
  checkParameter("max_fpr", maxFpr, number({ above: 0, most: 1 }));
  return partialArea(fpr, tpr, maxFpr);
}

/**
 * Returns the fraction of pairs of a positive and a negative row whose scores are in order, by merging two
 * sorted lists.
 */
function fractionInOrder(isPositive: Uint8Array, scores: Float64Array): number {
  let count = 0;
  for (let i = 0; i < isPositive.length; i++) count += isPositive[i]!;
  const positives = new Float64Array(count);
  const negatives = new Float64Array(isPositive.length - count);
  for (let i = 0, p = 0, n = 0; i < isPositive.length; i++) {
    const score = scores[i]!;
    if (Number.isNaN(score)) return Number.NaN;
    if (isPositive[i] === 1) positives[p++] = score;
    else negatives[n++] = score;
  }
  if (positives.length === 0 || negatives.length === 0) return Number.NaN;
  sortNumbers(positives);
  sortNumbers(negatives);
  let lower = 0;
  let notHigher = 0;
  let twice = 0;
  for (let i = 0; i < positives.length; i++) {
    const score = positives[i]!;
    while (lower < negatives.length && negatives[lower]! < score) lower++;
    while (notHigher < negatives.length && negatives[notHigher]! <= score) notHigher++;
    twice += lower + notHigher;
  }
  return twice / 2 / (positives.length * negatives.length);
}

/** Returns the area up to `limit`, scaled to 0.5 for random scores and 1 for perfect ones. */
function partialArea(fpr: Float64Array, tpr: Float64Array, limit: number): number {
  if (Number.isNaN(fpr[0]!) || Number.isNaN(tpr[0]!)) return Number.NaN;
  const stop = fpr.findIndex((rate) => rate > limit);
  const before = stop - 1;
  const slope = (tpr[stop]! - tpr[before]!) / (fpr[stop]! - fpr[before]!);
  const end = tpr[before]! + slope * (limit - fpr[before]!);
  const area = auc([...fpr.subarray(0, stop), limit], [...tpr.subarray(0, stop), end]);
  const least = (limit * limit) / 2;
  return (1 + (area - least) / (limit - least)) / 2;
}
