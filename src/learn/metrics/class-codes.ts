import type { Matrix } from "../core/matrix.ts";
import { balancedAccuracyOf } from "./accuracy.ts";
import { classCounts, mean, sum } from "./class-counts.ts";
import { macroAverages } from "./precision-recall.ts";
import { sumOfLosses } from "./probability-losses.ts";
import { areaUnderRoc } from "./roc-auc.ts";
import { columnOf } from "./scores.ts";

/*
 * What a fitted classifier's probabilities and scores are worth, on class numbers. Unlike in `logLoss` and `rocAucScore`,
 * whose arithmetic this is, a true class may be -1, one that was not learnt. Each is linear in the rows but for sorting.
 */

/**
 * `accuracyScore`, `balancedAccuracyScore`, and the macro averages of precision, recall and F1, of class numbers that are
 * counted once for all of them.
 */
export function classScoresOfCodes(truth: Int32Array, predicted: Int32Array) {
  const counts = classCounts(truth, predicted);
  return {
    accuracy: sum(counts.both) / truth.length,
    balancedAccuracy: balancedAccuracyOf(counts),
    ...macroAverages(counts),
  };
}

/** Mean of −log p(true class), p kept ε away from 0 and 1; a class that was not learnt has p = 0. */
export function logLossOfCodes(truth: Int32Array, probabilities: Matrix): number {
  return sumOfLosses(truth, probabilities) / truth.length;
}

/** Area under the ROC curve of `scores` for class 1 against the rest; `NaN` when only one of both occurs. */
export function rocAucOfCodes(truth: Int32Array, scores: Float64Array): number {
  return areaUnderRoc(rowsOf(truth, 1), scores);
}

/** Mean over the classes of the area of each against the rest; `NaN` when a class does not occur. */
export function rocAucOvrMacroOfCodes(truth: Int32Array, probabilities: Matrix): number {
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
