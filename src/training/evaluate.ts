import type { FoldsLeftOut } from "../insight/describe-run.ts";
import type { Measurement } from "../insight/metric-lines.ts";
import type { FitRecord, RecordPlan } from "../insight/record.ts";
import type { MeasuredOn } from "../insight/report.ts";
import {
  type CrossValidation,
  type FoldOutcome,
  joinFolds,
} from "../learn/model-selection/cross-validate.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import type { HeldBackResiduals } from "../learn/model-selection/held-back-residuals.ts";
import { type Helpers, NO_HELPERS } from "../learn/threads/helpers.ts";
import type { Metrics } from "../models/model.ts";
import { measureTogether } from "./folds.ts";
import { type FoldFit, measureFold } from "./measure-fold.ts";
import type { PreparedTraining } from "./prepare.ts";
import { Stages, type TrainingMonitor } from "./stages.ts";

/** What was measured on rows that a fit did not learn from. */
export interface Evaluated {
  /** The metrics of the run: `cv_NAME_mean` and `cv_NAME_std` over the folds, `cv_folds`, and `validation_NAME`. */
  readonly metrics: Metrics;
  readonly measurements: Partial<Record<Exclude<MeasuredOn, "training">, Measurement>>;
  /** What was recorded for the report: of each fold, or of the rows held back. */
  readonly records: Partial<Record<Exclude<MeasuredOn, "training">, readonly FitRecord[]>>;
  /** How far off the predictions of a regressor are for the rows that `validation_fraction` held back; null without them. */
  readonly heldBack: HeldBackResiduals | null;
  /** The folds that could not be measured; undefined if there are none. */
  readonly foldsLeftOut: FoldsLeftOut | undefined;
  /** How long each fit took. */
  readonly fitSeconds: readonly number[];
}

/** Most reasons for which folds are left out that are kept, and the most characters of each. */
const MOST_REASONS = 3;
const MOST_CHARACTERS = 300;

/**
 * Measures a training by its plan: on the folds that could be measured, and on the rows held out. Each needs a fit of its own,
 * apart from the one of the stored pipeline, which learns from all rows. When such a fit fails, its metrics are left out, and
 * `monitor` is warned. `recordPlan` tells what to record for the report; null for nothing. `helpers` measure some of the folds if
 * one takes long enough, about `secondsOfFit`. Throws what `scoreFold` throws.
 */
export function evaluate(
  training: PreparedTraining,
  monitor: TrainingMonitor,
  recordPlan: RecordPlan | null = null,
  helpers: Helpers = NO_HELPERS,
  secondsOfFit = 0,
): Evaluated {
  const { plan } = training;
  const metrics: Metrics = {};
  const measurements: Evaluated["measurements"] = {};
  const records: Evaluated["records"] = {};
  const fitSeconds: number[] = [];
  let heldBack: HeldBackResiduals | null = null;
  let foldsLeftOut: FoldsLeftOut | undefined;
  if (plan.folds.length > 0) {
    const outcomes = measureFolds(training, plan.folds, monitor, recordPlan, helpers, secondsOfFit);
    const { measured, scores } = joinFolds(outcomes, monitor);
    metrics.cv_folds = measured;
    foldsLeftOut = leftOutOf(outcomes);
    for (const [name, { mean, std }] of Object.entries(scores)) {
      metrics[`cv_${name}_mean`] = mean;
      metrics[`cv_${name}_std`] = std;
    }
    if (measured === 0) monitor.warn("no fold could be measured: the run has no metrics of cv");
    fitSeconds.push(...outcomes.flatMap(({ kept }) => kept?.seconds ?? []));
    records.cv = recordsOf(outcomes);
    measurements.cv = measurementOf(scores, records.cv);
  }
  if (plan.holdOut !== null) {
    new Stages(training, monitor).validation();
    const held = { ...training, fold: plan.holdOut, recordPlan, residualsFor: training.pipeline.estimator };
    const outcome = measureFold(held, (...report) => monitor.iteration(...report));
    const { scores } = joinFolds([outcome], monitor, () => "validation_fraction");
    for (const [name, { mean }] of Object.entries(scores)) metrics[`validation_${name}`] = mean;
    if (outcome.kept !== undefined) fitSeconds.push(outcome.kept.seconds);
    heldBack = outcome.kept?.residuals ?? null;
    if (heldBack === null && outcome.kept !== undefined && training.pipeline.estimator.kind === "regressor") {
      monitor.warn(
        "validation_fraction: the predictions of the rows held back are too far off for intervals",
      );
    }
    records.validation = recordsOf([outcome]);
    const { deviations: _, ...measurement } = measurementOf(scores, records.validation);
    measurements.validation = measurement;
  }
  return { metrics, measurements, records, heldBack, foldsLeftOut, fitSeconds };
}

function leftOutOf(outcomes: readonly FoldOutcome<FoldFit>[]): FoldsLeftOut | undefined {
  const reasons = outcomes.flatMap(({ scores }) => (typeof scores === "string" ? scores : []));
  if (reasons.length === 0) return undefined;
  const listed = [...new Set(reasons)].slice(0, MOST_REASONS);
  return {
    count: reasons.length,
    of: outcomes.length,
    reasons: listed.map((reason) => reason.slice(0, MOST_CHARACTERS).toWellFormed()),
  };
}

function recordsOf(outcomes: readonly FoldOutcome<FoldFit>[]): FitRecord[] {
  return outcomes.flatMap(({ kept }) => kept?.record ?? []);
}

/** Returns the means and the deviations of `scores`, and the mean of each metric of the baselines that all folds have. */
function measurementOf(
  scores: CrossValidation["scores"],
  records: readonly FitRecord[],
): Required<Measurement> {
  const entries = Object.entries(scores);
  const baselines = records.map(({ baseline }) => baseline);
  const meanOf = (name: string) => baselines.reduce((sum, metrics) => sum + (metrics[name] ?? Number.NaN), 0);
  return {
    metrics: Object.fromEntries(entries.map(([name, { mean }]) => [name, mean])),
    deviations: Object.fromEntries(entries.map(([name, { std }]) => [name, std])),
    baseline: Object.fromEntries(entries.map(([name]) => [name, meanOf(name) / baselines.length])),
  };
}

/** Folds with shorter fits are measured without helpers: a helper has to load all models before its first fold. */
const MIN_HELPED_SECONDS = 0.05;

function measureFolds(
  training: PreparedTraining,
  folds: readonly Fold[],
  monitor: TrainingMonitor,
  recordPlan: RecordPlan | null,
  helpers: Helpers,
  secondsOfFit: number,
): readonly FoldOutcome<FoldFit>[] {
  const isHelped = helpers.count > 0 && folds.length > 1 && secondsOfFit >= MIN_HELPED_SECONDS;
  const together = isHelped ? measureTogether(training, folds, helpers, monitor, recordPlan) : undefined;
  if (together !== undefined) return together;
  const stages = new Stages(training, monitor);
  return folds.map((fold, number) => {
    stages.fold(number);
    return measureFold({ ...training, fold, recordPlan }, (...report) => monitor.iteration(...report));
  });
}
