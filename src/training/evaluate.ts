import {
  type CrossValidation,
  type FoldOutcome,
  joinFolds,
  type Score,
  scoreFold,
} from "../learn/model-selection/cross-validate.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import { type Helpers, NO_HELPERS } from "../learn/threads/helpers.ts";
import { measure } from "../models/measure.ts";
import type { Metrics } from "../models/model.ts";
import { measureTogether } from "./folds.ts";
import type { PreparedTraining } from "./prepare.ts";
import { Stages, type TrainingMonitor } from "./stages.ts";

/**
 * Returns the metrics of the plan: `cv_NAME_mean` and `cv_NAME_std` over the folds, `cv_folds`, the number of folds that
 * could be measured, and `validation_NAME` on the rows held out. Each needs a fit of its own, apart from the one of the stored
 * pipeline, which learns from all rows. When such a fit fails, its metrics are left out, and `monitor` is warned. `helpers`
 * measure some of the folds if one takes long enough, about `secondsOfFit`. Throws what `scoreFold` throws.
 */
export function evaluate(
  training: PreparedTraining,
  monitor: TrainingMonitor,
  helpers: Helpers = NO_HELPERS,
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

/** Folds with shorter fits are measured without helpers: a helper has to load all models before its first fold. */
const MIN_HELPED_SECONDS = 0.05;

function measureFolds(
  training: PreparedTraining,
  folds: readonly Fold[],
  monitor: TrainingMonitor,
  helpers: Helpers,
  secondsOfFit: number,
): CrossValidation {
  const isHelped = helpers.count > 0 && folds.length > 1 && secondsOfFit >= MIN_HELPED_SECONDS;
  const outcomes = isHelped ? measureTogether(training, folds, helpers, monitor) : undefined;
  if (outcomes !== undefined) return joinFolds(outcomes, monitor);
  const stages = new Stages(training, monitor);
  const measured = folds.map((fold, number) => {
    stages.fold(number);
    return measureFold(training, fold, monitor);
  });
  return joinFolds(measured, monitor);
}

function measureHoldOut(
  training: PreparedTraining,
  holdOut: Fold,
  monitor: TrainingMonitor,
): CrossValidation {
  new Stages(training, monitor).validation();
  return joinFolds([measureFold(training, holdOut, monitor)], monitor, () => "validation_fraction");
}

function measureFold(
  { createPipeline, features, labels, model }: PreparedTraining,
  fold: Fold,
  monitor: TrainingMonitor,
): FoldOutcome {
  const score: Score = (...measured) => measure(model, ...measured);
  return scoreFold(createPipeline, features, labels, fold, score, (...report) =>
    monitor.iteration(...report),
  );
}
