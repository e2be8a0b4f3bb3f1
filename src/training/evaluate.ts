import type { FitMonitor } from "../learn/core/estimator.ts";
import {
  type CrossValidation,
  crossValidate,
  joinFolds,
  type Score,
} from "../learn/model-selection/cross-validate.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import { ALONE, type Helpers } from "../learn/threads/helpers.ts";
import { measure } from "../models/measure.ts";
import type { Metrics } from "../models/model.ts";
import { measureTogether } from "./folds.ts";
import type { PreparedTraining } from "./prepare.ts";

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
