import { StateError } from "../core/errors.ts";
import type { ClassifierEstimator } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Table } from "../core/table.ts";
import { columnOf } from "../metrics/scores.ts";

/** The scores of a classifier that are calibrated. */
export interface Scores {
  /** n × 1 for two classes, of the last; else n × K. */
  readonly values: Matrix;
  /** Whether they are probabilities instead of decision values. */
  readonly areProbabilities: boolean;
}

/** Whether there are decision values or probabilities to calibrate. */
export function hasScores({ decisionFunction, predictProba }: ClassifierEstimator): boolean {
  return decisionFunction !== undefined || predictProba !== undefined;
}

/**
 * Returns the decision values of a classifier of K classes, or its probabilities if it has none. Throws `StateError` unless there is
 * a score for each class.
 */
export function scoresOf(estimator: ClassifierEstimator, X: Table, K: number): Scores {
  const areProbabilities = estimator.decisionFunction === undefined;
  const all = areProbabilities ? estimator.predictProba!(X) : estimator.decisionFunction!(X);
  if (all.columns !== (K === 2 && !areProbabilities ? 1 : K)) {
    throw new StateError(`its ${estimator.type} has ${all.columns} scores for ${K} classes`);
  }
  const values = K === 2 && areProbabilities ? { rows: all.rows, columns: 1, data: columnOf(all, 1) } : all;
  return { values, areProbabilities };
}
