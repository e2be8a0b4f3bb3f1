import type { Matrix } from "../core/matrix.ts";
import { balancedAccuracyOf } from "./accuracy.ts";
import { classCounts, mean, sum } from "./class-counts.ts";
import { macroAverages } from "./precision-recall.ts";
import { sumOfLosses } from "./probability-losses.ts";
import { areaUnderRoc } from "./roc-auc.ts";
import { columnOf } from "./scores.ts";

/*
 * Scores of a fitted classifier's predictions, probabilities and decision values in terms of class numbers. The
 * arithmetic is that of `logLoss` and `rocAucScore`, but a true class may be -1: one that was not learnt. The cost is
 * linear in the number of rows, apart from sorting.
 */

/**
 * Computes `accuracyScore`, `balancedAccuracyScore`, and the macro averages of precision, recall and F1 from
 * class numbers, which are counted only once.
 */
export function classScoresOfCodes(truth: Int32Array, predicted: Int32Array) {
  const counts = classCounts(truth, predicted);
  return {
    accuracy: sum(counts.both) / truth.length,
    balancedAccuracy: balancedAccuracyOf(counts),
    ...macroAverages(counts),
  };
}

/** The mean of −log p(true class), with p limited to [ε, 1 − ε]; a class that was not learnt has p = 0. */
export function logLossOfCodes(truth: Int32Array, probabilities: Matrix): number {
  return sumOfLosses(truth, probabilities) / truth.length;
}

/** The area under the ROC curve of `scores` for class 1 against the rest; `NaN` unless both occur. */
export function rocAucOfCodes(truth: Int32Array, scores: Float64Array): number {
  return areaUnderRoc(rowsOf(truth, 1), scores);
}

/** The mean over the classes of the area of each against the rest; `NaN` if a class does not occur. */
export function rocAucOvrMacroOfCodes(truth: Int32Array, probabilities: Matrix): number {
  const areas = Array.from({ length: probabilities.columns }, (_, k) =>
    areaUnderRoc(rowsOf(truth, k), columnOf(probabilities, k)),
  );
  return mean(areas);
}

/** Returns 1 for the rows whose true class is `k`, otherwise 0. */
function rowsOf(truth: Int32Array, k: number): Uint8Array {
  const flags = new Uint8Array(truth.length);
  for (let i = 0; i < flags.length; i++) if (truth[i] === k) flags[i] = 1;
  return flags;
}
