import type { FitMonitor } from "../learn/core/estimator.ts";
import { encodeClasses } from "../learn/core/labels.ts";
import type { Table } from "../learn/core/table.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import { KFold } from "../learn/model-selection/k-fold.ts";
import { StratifiedKFold } from "../learn/model-selection/stratified-k-fold.ts";
import { trainTestSplit } from "../learn/model-selection/train-test-split.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Evaluation } from "../models/parameters.ts";

/** The splits of the rows on which a model is measured, besides its fit on all rows. */
export interface EvaluationPlan {
  readonly folds: readonly Fold[];
  readonly holdOut: Fold | null;
}

/**
 * Returns the splits that `cv` and `validation_fraction` ask for. The folds are those of scikit-learn for an integer `cv`:
 * not shuffled, and stratified for a classifier. The rows held out are drawn at random by `randomState`, stratified too.
 * `monitor` is warned of classes with too few rows. Throws `ValueError` when the rows cannot be split.
 */
export function planEvaluation(
  pipeline: Pipeline,
  labels: Table,
  { cv, validationFraction }: Evaluation,
  randomState: number,
  monitor: FitMonitor,
): EvaluationPlan {
  const stratify =
    pipeline.estimator.kind === "classifier"
      ? encodeClasses(labels, pipeline.estimator.leastClasses).codes
      : null;
  const parameters = { n_splits: cv ?? 2 };
  return {
    folds:
      cv === null
        ? []
        : stratify === null
          ? new KFold(parameters).split(labels.rows)
          : new StratifiedKFold(parameters).split(stratify, monitor),
    holdOut:
      validationFraction === null
        ? null
        : trainTestSplit(labels.rows, { test_size: validationFraction, stratify, random_state: randomState }),
  };
}
