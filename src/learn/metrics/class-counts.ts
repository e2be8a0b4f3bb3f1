import { ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
import { checkSameLength, codesOf, type Labels, uniqueLabels } from "./class-labels.ts";

/** The common options of metrics of predicted classes. */
export interface CountOptions {
  /** One weight per row. Default: 1 each. */
  readonly sample_weight?: ArrayLike<number> | null;
  /** The labels to count, in this order. Default: those that occur in either list, ascending. */
  readonly labels?: readonly Scalar[] | null;
}

/** The number, or total weight, of rows in which each label is true, is predicted, and is both. */
export interface ClassCounts {
  readonly labels: readonly Scalar[];
  readonly truth: Float64Array;
  readonly predicted: Float64Array;
  readonly both: Float64Array;
}

/** Counts labels; those not among `labels` are ignored. Linear cost. */
export function classCounts(yTrue: Labels, yPred: Labels, options: CountOptions = {}): ClassCounts {
  const { sample_weight = null } = options;
  checkSameLength(yTrue, yPred, sample_weight);
  const labels = options.labels ?? uniqueLabels(yTrue, yPred);
  if (labels.length === 0 && yTrue.length > 0) throw new ValueError("labels must name at least one label");
  const t = codesOf(yTrue, labels);
  const p = codesOf(yPred, labels);
  const truth = new Float64Array(labels.length);
  const predicted = new Float64Array(labels.length);
  const both = new Float64Array(labels.length);
  for (let i = 0; i < t.length; i++) {
    const weight = sample_weight === null ? 1 : sample_weight[i]!;
    const a = t[i]!;
    const b = p[i]!;
    if (a >= 0) truth[a]! += weight;
    if (b >= 0) predicted[b]! += weight;
    if (a >= 0 && a === b) both[a]! += weight;
  }
  return { labels, truth, predicted, both };
}

/** The sum of `values`, in order. */
export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** The mean of `values`, weighted if `weights` are given; `NaN` without values. */
export function mean(values: ArrayLike<number>, weights: ArrayLike<number> | null = null): number {
  if (weights === null) return sum(values) / values.length;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]! * weights[i]!;
  return total / sum(weights);
}
