import type { Matrix } from "../matrix.ts";
import { type ClassCounts, mean } from "./class-counts.ts";
import { averageOf } from "./precision-recall.ts";
import { lossesOf } from "./probability-losses.ts";
import { areaUnderRoc } from "./roc-auc.ts";
import { columnOf } from "./scores.ts";

/*
 * The metrics of a fitted classifier, on class numbers instead of labels: a true class of -1 is one that was not
 * learnt. Each is linear in the rows.
 */

/** Share of rows whose predicted class is the true one. */
export function accuracy(truth: Int32Array, predicted: Int32Array): number {
  let right = 0;
  for (let i = 0; i < truth.length; i++) if (truth[i] === predicted[i]) right++;
  return right / truth.length;
}

/** Mean recall of the classes that occur in `truth`. */
export function balancedAccuracy(truth: Int32Array, predicted: Int32Array): number {
  const counts = countsOf(truth, predicted);
  return averageOf(counts, (both, known) => [both, known], "macro", Number.NaN) as number;
}

/** Mean precision over the classes in either list; `zeroDivision` where a class is never predicted. */
export function precisionMacro(truth: Int32Array, predicted: Int32Array, zeroDivision = 0): number {
  const counts = countsOf(truth, predicted);
  return averageOf(counts, (both, _known, found) => [both, found], "macro", zeroDivision) as number;
}

/** Mean recall over the classes in either list; `zeroDivision` where a class never occurs. */
export function recallMacro(truth: Int32Array, predicted: Int32Array, zeroDivision = 0): number {
  const counts = countsOf(truth, predicted);
  return averageOf(counts, (both, known) => [both, known], "macro", zeroDivision) as number;
}

/** Mean F1 = 2 both / (truth + predicted) over the classes in either list. */
export function f1Macro(truth: Int32Array, predicted: Int32Array): number {
  const counts = countsOf(truth, predicted);
  return averageOf(counts, (both, known, found) => [2 * both, known + found], "macro", 0) as number;
}

/** The counts of the classes that occur in either list. */
function countsOf(truth: Int32Array, predicted: Int32Array): ClassCounts {
  let most = -1;
  for (let i = 0; i < truth.length; i++) most = Math.max(most, truth[i]!, predicted[i]!);
  // Class k is counted at k + 1, so that -1 has a place too.
  const known = new Float64Array(most + 2);
  const found = new Float64Array(most + 2);
  const both = new Float64Array(most + 2);
  for (let i = 0; i < truth.length; i++) {
    const a = truth[i]! + 1;
    const b = predicted[i]! + 1;
    known[a]!++;
    found[b]!++;
    if (a === b) both[a]!++;
  }
  const occurs = (_: number, place: number) => known[place]! + found[place]! > 0;
  return {
    labels: Array.from(known.keys(), (place) => place - 1).filter(occurs),
    truth: known.filter(occurs),
    predicted: found.filter(occurs),
    both: both.filter(occurs),
  };
}

/** Mean of −log p(true class); p is clipped to [ε, 1 − ε]. A class that is not known (-1) has p = 0. */
export function logLoss(truth: Int32Array, probabilities: Matrix): number {
  return mean(lossesOf(truth, probabilities));
}

/**
 * Area under the ROC curve of `scores` for class 1 against the rest: the share of pairs that are ordered right,
 * ties counting half. NaN, undefined, when only one of both occurs.
 */
export function rocAuc(truth: Int32Array, scores: Float64Array): number {
  return areaUnderRoc(rowsOf(truth, 1), scores);
}

/** Mean over the classes of the ROC AUC of each against the rest. NaN when a class does not occur. */
export function rocAucOvrMacro(truth: Int32Array, probabilities: Matrix): number {
  const areas = Array.from({ length: probabilities.columns }, (_, k) =>
    areaUnderRoc(rowsOf(truth, k), columnOf(probabilities, k)),
  );
  return mean(areas);
}

/** 1 where the true class is `k`. */
function rowsOf(truth: Int32Array, k: number): Uint8Array {
  const flags = new Uint8Array(truth.length);
  for (let i = 0; i < flags.length; i++) if (truth[i] === k) flags[i] = 1;
  return flags;
}
