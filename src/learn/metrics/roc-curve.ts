import { ValueError } from "../core/errors.ts";
import type { Labels } from "./class-labels.ts";
import {
  type CurveOptions,
  keepThresholds,
  positiveRows,
  type ThresholdCounts,
  thresholdCounts,
} from "./threshold-counts.ts";

/** One point per threshold, from (0, 0), with threshold infinity, to (1, 1). */
interface RocCurve {
  /** The fraction of the negative rows that score at least the threshold; `NaN` if there are none. */
  readonly fpr: Float64Array;
  /** The fraction of the positive rows that score at least the threshold; `NaN` if there are none. */
  readonly tpr: Float64Array;
  readonly thresholds: Float64Array;
}

/**
 * The receiver operating characteristic. `drop_intermediate` (default true) omits points in the middle of
 * straight segments. Linear cost. Throws `ValueError` for scores that are not finite, and if `pos_label` is
 * needed.
 * Reference: Fawcett, An Introduction to ROC Analysis, Pattern Recognition Letters 27 (2006),
 * doi:10.1016/j.patrec.2005.10.010.
 */
export function rocCurve(
  yTrue: Labels,
  yScore: ArrayLike<number>,
  options: CurveOptions & { readonly drop_intermediate?: boolean } = {},
): RocCurve {
  const { pos_label = null, sample_weight = null, drop_intermediate = true } = options;
  const counts = thresholdCounts(positiveRows(yTrue, pos_label), yScore, sample_weight);
  return rocCurveOf(drop_intermediate ? corners(counts) : counts);
}

/** Returns the curve through the points of `counts`. */
export function rocCurveOf({ falsePositives, truePositives, thresholds }: ThresholdCounts): RocCurve {
  const withInfinity = new Float64Array(thresholds.length + 1);
  withInfinity[0] = Number.POSITIVE_INFINITY;
  withInfinity.set(thresholds, 1);
  return { fpr: ratesOf(falsePositives), tpr: ratesOf(truePositives), thresholds: withInfinity };
}

/** Returns 0 followed by `counts`, divided by the last one; `NaN` if that is 0. */
function ratesOf(counts: Float64Array): Float64Array {
  const total = counts[counts.length - 1] ?? 0;
  const result = new Float64Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) result[i + 1] = counts[i]! / total;
  return total > 0 ? result : result.fill(Number.NaN);
}

/** Keeps the points where the curve turns, and its ends. */
function corners(counts: ThresholdCounts): ThresholdCounts {
  const { falsePositives: f, truePositives: t } = counts;
  if (f.length <= 2) return counts;
  const turns = (values: Float64Array, i: number) =>
    values[i + 1]! - values[i]! - (values[i]! - values[i - 1]!) !== 0;
  const kept: number[] = [0];
  for (let i = 1; i < f.length - 1; i++) if (turns(f, i) || turns(t, i)) kept.push(i);
  kept.push(f.length - 1);
  return keepThresholds(counts, kept);
}

/** The area under the points (x, y), joined by straight lines; x ascends or descends. At least 2 points. */
export function auc(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length < 2 || x.length !== y.length) throw new ValueError(`an area needs 2 points, got ${x.length}`);
  let area = 0;
  let rises = false;
  let falls = false;
  for (let i = 1; i < x.length; i++) {
    const width = x[i]! - x[i - 1]!;
    if (width > 0) rises = true;
    if (width < 0) falls = true;
    area += (width * (y[i]! + y[i - 1]!)) / 2;
  }
  if (rises && falls) throw new ValueError("x must ascend or descend");
  return falls ? -area : area;
}
