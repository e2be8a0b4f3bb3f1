import type { FitMonitor } from "../learn/estimator.ts";
import { ALONE, type Helpers } from "../learn/helpers.ts";
import { encodeClasses } from "../learn/labels.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Table } from "../learn/table.ts";
import {
  type CrossValidation,
  crossValidate,
  joinFolds,
  type Score,
} from "../learn/validation/cross-validate.ts";
import type { Fold } from "../learn/validation/fold.ts";
import { KFold } from "../learn/validation/k-fold.ts";
import { StratifiedKFold } from "../learn/validation/stratified-k-fold.ts";
import { trainTestSplit } from "../learn/validation/train-test-split.ts";
import type { Metrics } from "../model.ts";
import { measure } from "../models/measure.ts";
import type { Evaluation } from "../parameters.ts";
import { measureTogether } from "./folds.ts";
import type { PreparedTraining } from "./prepare.ts";

/** The rows on which a model is measured beside its fit on all of them. */
export interface EvaluationPlan {
  readonly folds: readonly Fold[];
  readonly holdOut: Fold | null;
}

/**
 * Chooses the rows: as scikit-learn does for a whole number of folds, stratified for a classifier, in order; the rows
 * kept away are drawn at random by `randomState`, stratified too. `monitor` is warned of classes that are too small.
 * Throws `ValueError` when the rows cannot be split so.
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

/**
 * The metrics of the plan: over the folds `cv_NAME_mean` and `cv_NAME_std`, and `cv_folds`, the number of folds that could
 * be measured; on the rows kept away `validation_NAME`. Each is a fit of its own; the pipeline that is stored learns from
 * all rows, and is not lost where one of these fits cannot be made: `monitor` is warned, and its metrics are left out.
 * `helpers` take folds, where one takes about `secondsOfFit` and they are worth it. Throws what `crossValidate` throws.
 */
export function evaluate(
  training: PreparedTraining,
  monitor: FitMonitor,
  helpers: Helpers = ALONE,
  secondsOfFit = 0,
): Metrics {
  const { plan } = training;
  const metrics: Metrics = {};
  if (plan.folds.length > 0) {
    const { measured, scores } = measureFolds(training, plan.folds, monitor, helpers, secondsOfFit);
    metrics.cv_folds = measured;
    for (const [name, { mean, std }] of Object.entries(scores)) {
      metrics[`cv_${name}_mean`] = mean;
      metrics[`cv_${name}_std`] = std;
    }
    if (measured === 0) monitor.warn("no fold could be measured: the run has no metrics of cv");
  }
  if (plan.holdOut !== null) {
    const { scores } = measureHoldOut(training, plan.holdOut, monitor);
    for (const [name, { mean }] of Object.entries(scores)) metrics[`validation_${name}`] = mean;
  }
  return metrics;
}

/** A helper loads all models before its first fold: fits shorter than this are made one after another. */
const WORTH_HELPERS_SECONDS = 0.05;

function measureFolds(
  training: PreparedTraining,
  folds: readonly Fold[],
  monitor: FitMonitor,
  helpers: Helpers,
  secondsOfFit: number,
): CrossValidation {
  const isWorth = helpers.count > 0 && folds.length > 1 && secondsOfFit >= WORTH_HELPERS_SECONDS;
  const outcomes = isWorth ? measureTogether(training, folds, helpers, monitor) : undefined;
  if (outcomes !== undefined) return joinFolds(outcomes, monitor);
  const { createPipeline, features, labels, model } = training;
  const score: Score = (...measured) => measure(model, ...measured);
  return crossValidate(createPipeline, features, labels, folds, score, monitor);
}

function measureHoldOut(
  { createPipeline, features, labels, model }: PreparedTraining,
  holdOut: Fold,
  monitor: FitMonitor,
): CrossValidation {
  const score: Score = (...measured) => measure(model, ...measured);
  return crossValidate(
    createPipeline,
    features,
    labels,
    [holdOut],
    score,
    monitor,
    () => "validation_fraction",
  );
}
