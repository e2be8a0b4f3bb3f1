import type { Matrix } from "../matrix.ts";
import { mean } from "./class-counts.ts";
import { lossesOf } from "./probability-losses.ts";
import { areaUnderRoc } from "./roc-auc.ts";
import { columnOf } from "./scores.ts";

/*
 * What a fitted classifier's probabilities and scores are worth, on class numbers. Unlike in `logLoss` and `rocAucScore`,
 * whose arithmetic this is, a true class may be -1, one that was not learnt. Each is linear in the rows but for sorting.
 */

/** Mean of −log p(true class), p kept ε away from 0 and 1; a class that was not learnt has p = 0. */
export function logLossOfCodes(truth: Int32Array, probabilities: Matrix): number {
  return mean(lossesOf(truth, probabilities));
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
