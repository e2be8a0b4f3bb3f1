import { listNames, ValueError } from "../core/errors.ts";
import type { Scalar } from "../core/order.ts";
import { number, oneOf } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";

import { type ClassCounts, type CountOptions, classCounts, mean, sum } from "./class-counts.ts";
import { type Labels, uniqueLabels } from "./class-labels.ts";

/** How to combine the scores of single labels; null: not at all. */
export type Average = "binary" | "macro" | "micro" | "weighted" | null;

/** The common options of precision, recall, F-scores and the Jaccard score. */
interface AverageOptions extends CountOptions {
  /**
   * `binary` (default): the score of `pos_label`, for two labels. `macro`: the mean over the labels.
   * `weighted`: the mean weighted by how often each is true. `micro`: from all counts together. null: one score
   * per label.
   */
  readonly average?: Average;
  /** Default 1. */
  readonly pos_label?: Scalar;
  /** The value of a score whose denominator is 0: 0 (default), 1, or NaN, which averages ignore. */
  readonly zero_division?: number;
}

type PerLabel = AverageOptions & { readonly average: null };

/** The numerator and denominator of a label's score. */
type Ratio = (both: number, truth: number, predicted: number) => readonly [number, number];

const PRECISION: Ratio = (both, _truth, predicted) => [both, predicted];
const RECALL: Ratio = (both, truth) => [both, truth];

/** Precision: the fraction of the rows predicted to have a label that do have it. */
export function precisionScore(yTrue: Labels, yPred: Labels, options: PerLabel): Float64Array;
export function precisionScore(yTrue: Labels, yPred: Labels, options?: AverageOptions): number;
export function precisionScore(
  yTrue: Labels,
  yPred: Labels,
  options: AverageOptions = {},
): number | Float64Array {
  return averaged(yTrue, yPred, options, PRECISION);
}

/** Recall: the fraction of the rows with a label that are predicted to have it. */
export function recallScore(yTrue: Labels, yPred: Labels, options: PerLabel): Float64Array;
export function recallScore(yTrue: Labels, yPred: Labels, options?: AverageOptions): number;
export function recallScore(
  yTrue: Labels,
  yPred: Labels,
  options: AverageOptions = {},
): number | Float64Array {
  return averaged(yTrue, yPred, options, RECALL);
}

/** F1, the harmonic mean of precision and recall: 2 both / (true + predicted). */
export function f1Score(yTrue: Labels, yPred: Labels, options: PerLabel): Float64Array;
export function f1Score(yTrue: Labels, yPred: Labels, options?: AverageOptions): number;
export function f1Score(yTrue: Labels, yPred: Labels, options: AverageOptions = {}): number | Float64Array {
  return averaged(yTrue, yPred, options, fbeta(1));
}

type WithBeta = AverageOptions & { readonly beta: number };

/**
 * F-beta, (1 + β²) both / (β² true + predicted): recall counts β times as much as precision. β ≥ 0, and may be
 * infinite.
 */
export function fbetaScore(yTrue: Labels, yPred: Labels, options: WithBeta & PerLabel): Float64Array;
export function fbetaScore(yTrue: Labels, yPred: Labels, options: WithBeta): number;
export function fbetaScore(
  yTrue: Labels,
  yPred: Labels,
  { beta, ...options }: WithBeta,
): number | Float64Array {
  checkParameter("beta", beta, number({ least: 0, infinite: true }));
  return averaged(yTrue, yPred, options, fbeta(beta));
}

function fbeta(beta: number): Ratio {
  if (beta === Number.POSITIVE_INFINITY) return (both, truth) => [both, truth];
  const square = beta * beta;
  return (both, truth, predicted) => [(1 + square) * both, square * truth + predicted];
}

/**
 * The Jaccard score: the number of rows that have a label and are predicted to, divided by the number for which
 * either holds.
 */
export function jaccardScore(yTrue: Labels, yPred: Labels, options: PerLabel): Float64Array;
export function jaccardScore(yTrue: Labels, yPred: Labels, options?: AverageOptions): number;
export function jaccardScore(
  yTrue: Labels,
  yPred: Labels,
  options: AverageOptions = {},
): number | Float64Array {
  return averaged(yTrue, yPred, options, (both, truth, predicted) => [both, truth + predicted - both]);
}

function averaged(
  yTrue: Labels,
  yPred: Labels,
  options: AverageOptions,
  ratio: Ratio,
): number | Float64Array {
  const { average = "binary", pos_label = 1, zero_division = 0 } = options;
  checkParameter("average", average, oneOf("binary", "macro", "micro", "weighted", null));
  checkParameter("zero_division", zero_division, oneOf(0, 1, Number.NaN));
  const labels = average === "binary" ? [onlyLabel(yTrue, yPred, pos_label)] : options.labels;
  const counts = classCounts(yTrue, yPred, { ...options, labels });
  return averageOf(counts, ratio, average, zero_division);
}

/** Returns the means over the labels of precision, recall and F1. */
export function macroAverages(counts: ClassCounts): { precision: number; recall: number; f1: number } {
  const macro = (ratio: Ratio) => averageOf(counts, ratio, "macro", 0) as number;
  return { precision: macro(PRECISION), recall: macro(RECALL), f1: macro(fbeta(1)) };
}

/** Combines the scores of `counts` as `average` says. */
function averageOf(
  counts: ClassCounts,
  ratio: Ratio,
  average: Average,
  zeroDivision: number,
): number | Float64Array {
  const { truth, predicted, both } = counts;
  const divide = ([numerator, denominator]: readonly [number, number]) =>
    denominator === 0 ? zeroDivision : numerator / denominator;
  if (average === "micro") return divide(ratio(sum(both), sum(truth), sum(predicted)));
  const scores = both.map((count, k) => divide(ratio(count, truth[k]!, predicted[k]!)));
  if (average === null) return scores;
  const defined = Array.from(scores.keys()).filter((k) => !Number.isNaN(scores[k]!));
  const values = defined.map((k) => scores[k]!);
  const weights = defined.map((k) => truth[k]!);
  return mean(values, average === "weighted" && sum(weights) > 0 ? weights : null);
}

function onlyLabel(yTrue: Labels, yPred: Labels, positive: Scalar): Scalar {
  const present = uniqueLabels(yTrue, yPred);
  if (present.length > 2) {
    throw new ValueError(`average "binary" is for two labels, got ${present.length}; choose another average`);
  }
  if (present.length === 2 && !present.includes(positive)) {
    throw new ValueError(
      `pos_label=${String(positive)} is not among the labels ${listNames(present.map(String))}`,
    );
  }
  return positive;
}
