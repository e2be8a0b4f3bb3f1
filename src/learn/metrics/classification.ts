import type { Matrix } from "../matrix.ts";

/** Probabilities are kept this far from 0 and 1 before their logarithm is taken. */
const EPSILON = Number.EPSILON;

/** Share of rows whose predicted class is the true one. */
export function accuracy(truth: Int32Array, predicted: Int32Array): number {
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) right++;
  return right / truth.length;
}

/** Of each class that occurs in either list: how often it is true, predicted, and both. */
function tally(
  truth: Int32Array,
  predicted: Int32Array,
): { truth: number; predicted: number; both: number }[] {
  const counts = new Map<number, { truth: number; predicted: number; both: number }>();
  const of = (code: number) => {
    let entry = counts.get(code);
    if (entry === undefined) {
      entry = { truth: 0, predicted: 0, both: 0 };
      counts.set(code, entry);
    }
    return entry;
  };
  for (let i = 0; i < truth.length; i++) {
    of(truth[i]!).truth++;
    of(predicted[i]!).predicted++;
    if (truth[i] === predicted[i]) of(truth[i]!).both++;
  }
  return [...counts.values()];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Mean recall of the classes that occur in `truth`. */
export function balancedAccuracy(truth: Int32Array, predicted: Int32Array): number {
  const present = tally(truth, predicted).filter((entry) => entry.truth > 0);
  return mean(present.map((entry) => entry.both / entry.truth));
}

/** Mean precision over the classes in either list; `zeroDivision` where a class is never predicted. */
export function precisionMacro(truth: Int32Array, predicted: Int32Array, zeroDivision = 0): number {
  return mean(
    tally(truth, predicted).map((entry) =>
      entry.predicted > 0 ? entry.both / entry.predicted : zeroDivision,
    ),
  );
}

/** Mean recall over the classes in either list; `zeroDivision` where a class never occurs. */
export function recallMacro(truth: Int32Array, predicted: Int32Array, zeroDivision = 0): number {
  return mean(
    tally(truth, predicted).map((entry) => (entry.truth > 0 ? entry.both / entry.truth : zeroDivision)),
  );
}

/** Mean F1 = 2 both / (truth + predicted) over the classes in either list. */
export function f1Macro(truth: Int32Array, predicted: Int32Array): number {
  return mean(tally(truth, predicted).map((entry) => (2 * entry.both) / (entry.truth + entry.predicted)));
}

/** Mean of −log p(true class); p is clipped to [ε, 1 − ε]. A class that is not known (-1) has p = 0. */
export function logLoss(truth: Int32Array, probabilities: Matrix): number {
  const { columns, data } = probabilities;
  let sum = 0;
  for (let i = 0; i < truth.length; i++) {
    const p = truth[i]! < 0 ? 0 : data[i * columns + truth[i]!]!;
    sum -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, p)));
  }
  return sum / truth.length;
}

/**
 * Area under the ROC curve of `scores` for class 1 against the rest: the share of pairs that are ordered right,
 * ties counting half. NaN, undefined, when only one of both occurs.
 */
export function rocAuc(truth: Int32Array, scores: Float64Array): number {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    // Tied scores share the mean of their ranks, which count from 1.
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) {
      if (truth[order[at]!] !== 1) continue;
      positives++;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = truth.length - positives;
  if (positives === 0 || negatives === 0) return Number.NaN;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean over the classes of the ROC AUC of each against the rest. NaN when a class does not occur. */
export function rocAucOvrMacro(truth: Int32Array, probabilities: Matrix): number {
  const { columns, data } = probabilities;
  const areas = Array.from({ length: columns }, (_, k) =>
    rocAuc(
      truth.map((code) => (code === k ? 1 : 0)),
      Float64Array.from(truth, (_, i) => data[i * columns + k]!),
    ),
  );
  return mean(areas);
}
