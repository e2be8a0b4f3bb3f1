import { shortName } from "../learn/core/errors.ts";
import { nestedType } from "../learn/core/meta-classifier.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { LeftOutColumn } from "../models/left-out-messages.ts";
import type { Model } from "../models/model.ts";
import { measureDependence } from "./dependence.ts";
import type { MadeReport } from "./encode-report.ts";
import { evaluateClasses } from "./evaluate-classes.ts";
import { evaluateClusters } from "./evaluate-clusters.ts";
import { evaluateNumbers } from "./evaluate-numbers.ts";
import { evaluateOutliers } from "./evaluate-outliers.ts";
import {
  type ImportanceOnRows,
  type ImportancePlan,
  joinImportances,
  summarizeImportances,
} from "./importance.ts";
import type { RunClasses } from "./listed-classes.ts";
import { type Measurement, metricLines } from "./metric-lines.ts";
import { joinOutcomes, type Outcome } from "./outcome.ts";
import { attempt, type FitRecord, type RecordPlan } from "./record.ts";
import type { ColumnSummary, Evaluation, Importance, MeasuredOn, Packed } from "./report.ts";
import type { TrainingSummary } from "./summarize-table.ts";
import { thresholdRowsOf } from "./threshold-rows.ts";

/** Most columns, and most steps, that are listed. */
const MOST_COLUMNS = 60;
const MOST_STEPS = 50;

/** Everything that the report of a run is made from. */
export interface DescribedRun {
  readonly model: Model;
  /** Fitted to all rows, which it keeps. */
  readonly pipeline: Pipeline;
  readonly features: Table;
  readonly labels: Table;
  readonly classes: RunClasses | null;
  /** Number of texts in numeric columns that were taken as missing. */
  readonly textsAsMissing: number;
  /** The columns that the model has not learnt from. */
  readonly leftOut: readonly LeftOutColumn[];
  readonly summary: TrainingSummary;
  readonly measurements: Readonly<Partial<Record<MeasuredOn, Measurement>>>;
  /** What was recorded, of each fold for `cv`. */
  readonly records: readonly FitRecord[];
  readonly recordedOn: MeasuredOn;
  /** How the rows were split to measure the model; empty if it was measured on the rows of the training. */
  readonly split: RowSplit;
  /** The folds that could not be measured; absent if there are none. */
  readonly foldsLeftOut?: FoldsLeftOut | undefined;
}

/** Folds that could not be measured. The list of reasons is cut if it is long. */
export type FoldsLeftOut = NonNullable<Evaluation["measured_on"]["folds_left_out"]>;

/** How rows were split. The lists are cut if they are long. */
export type RowSplit = Pick<
  Evaluation["measured_on"],
  "groups" | "time" | "dated_columns" | "repeated_columns"
>;

/** Returns how fits of the training are to be recorded. */
export function recordPlanOf(
  model: Model,
  classes: RunClasses | null,
  importance: ImportancePlan,
): RecordPlan {
  return { model, choice: classes, importance: model.measuresImportance ? importance : null };
}

/** Makes the report of a run. What cannot be measured is left out, and stands in `evaluation.problems`. */
export function describeRun(run: DescribedRun): MadeReport {
  const { pipeline, summary, records, features, labels, measurements } = run;
  const problems = [...new Set(records.flatMap((record) => record.problems))];
  const importance = joinImportances(records.flatMap((record) => record.importance ?? []));
  const importances = importance === undefined ? undefined : summarizeImportances(importance);
  const order = orderOf(summary.features, importances);
  const evaluation = evaluationOf(run, importance, order, problems);
  const listed = order.slice(0, MOST_COLUMNS);
  return {
    metrics: metricLines(measurements),
    columns: listed.map((index) => summary.features[index]!),
    ...(importances === undefined ? {} : { importances: listed.map((index) => importances[index]!) }),
    columns_not_listed: features.columns - listed.length,
    labels: [...summary.labels],
    labels_not_listed: labels.columns - summary.labels.length,
    texts_as_missing: run.textsAsMissing,
    ...leftOutEntry(run.leftOut),
    steps: pipeline.steps.slice(0, MOST_STEPS).map(nestedType),
    evaluation,
  };
}

function leftOutEntry(leftOut: readonly LeftOutColumn[]): Pick<MadeReport, "columns_left_out"> {
  if (leftOut.length === 0) return {};
  const listed = leftOut.slice(0, MOST_COLUMNS);
  return { columns_left_out: listed.map((column) => ({ ...column, name: shortName(column.name) })) };
}

/** Returns the numbers of the columns, the most important first. */
function orderOf(
  features: readonly Packed<ColumnSummary>[],
  importances: readonly Importance[] | undefined,
): number[] {
  const order = Array.from(features.keys());
  if (importances === undefined) return order;
  return order.sort((a, b) => importances[b]!.mean - importances[a]!.mean || a - b);
}

function evaluationOf(
  run: DescribedRun,
  importance: ImportanceOnRows | undefined,
  order: readonly number[],
  problems: string[],
): Packed<Evaluation> {
  const { records, recordedOn, model, pipeline, features, classes, summary, foldsLeftOut } = run;
  const outcome = joinOutcomes(records.flatMap((record) => record.outcome ?? []));
  const measured = attempt("the predictions", problems, () => ofModel(run, outcome)) ?? {};
  const listed = classes?.listed ?? new Int32Array(0);
  const dependence =
    outcome !== undefined && model.measuresImportance
      ? attempt("the partial dependence", problems, () =>
          measureDependence(pipeline, features, { order, summaries: summary.features, listed }),
        )
      : undefined;
  return {
    measured_on: {
      kind: recordedOn,
      rows: rowsOf(outcome) ?? features.rows,
      folds: recordedOn === "cv" ? records.length : null,
      ...(foldsLeftOut === undefined ? {} : { folds_left_out: foldsLeftOut }),
      ...run.split,
    },
    ...measured,
    importance:
      importance === undefined
        ? null
        : {
            score: importance.score,
            baseline_score: importance.baseline,
            rows: importance.rows,
            repeats: importance.repeats,
            columns: importance.importances.length / importance.repeats,
          },
    partial_dependence: dependence ?? { outputs: [], of: null, rows: 0, columns: [] },
    problems,
  };
}

function rowsOf(outcome: Outcome | undefined): number | undefined {
  if (outcome === undefined) return undefined;
  return "scores" in outcome ? outcome.truth.length : outcome.truth.rows;
}

type OfModel = Pick<Packed<Evaluation>, "classification" | "regression" | "clustering" | "outliers">;

/** Returns the part of the evaluation that depends on the type of the model. */
function ofModel(
  { pipeline, features, labels, classes }: DescribedRun,
  outcome: Outcome | undefined,
): OfModel {
  const { kind } = pipeline.estimator;
  if (kind === "clusterer")
    return { clustering: evaluateClusters(pipeline.predictCodes(features), features) };
  if (kind === "outlier_detector") {
    return { outliers: evaluateOutliers(pipeline.predictCodes(features), pipeline.scores(features).data) };
  }
  if (outcome === undefined) return {};
  if (!("scores" in outcome)) return { regression: evaluateNumbers(outcome, labels.names) };
  const chosenOn = thresholdRowsOf(pipeline, labels);
  const classification = {
    ...evaluateClasses(outcome, classes!.classes, classes!.listed),
    ...(chosenOn === undefined ? {} : { threshold_chosen_on: { ...chosenOn } }),
  };
  const threshold = pipeline.decisionThreshold;
  // One of other scores than the curves are of would not be a place on them.
  if (threshold === undefined || threshold.of !== classification.thresholds?.of) return { classification };
  return { classification: { ...classification, decision_threshold: threshold.value } };
}
