import { createHash } from "node:crypto";
import { RowProblems } from "../ingest/row-problems.ts";
import { emptyNotes } from "../ingest/rows.ts";
import type { WireBody } from "../ingest/sent-body.ts";
import { classesOf, type RunClasses } from "../insight/listed-classes.ts";
import { aboutDates, aboutRepeated } from "../insight/random-folds.ts";
import { summarizeTraining, type TrainingSummary } from "../insight/summarize-table.ts";
import { aboutThreshold, thresholdRowsOf } from "../insight/threshold-rows.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { LabelCountError, ValueError } from "../learn/core/errors.ts";
import { type FitMonitor, SILENT } from "../learn/core/fit-monitor.ts";
import { timesOfRows } from "../learn/core/row-times.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { AnyColumns } from "../models/any-columns.ts";
import { createPipeline } from "../models/create-pipeline.ts";
import type { LeftOutColumn } from "../models/left-out-messages.ts";
import { Model } from "../models/model.ts";
import { columnRolesOf, evaluationOf, pipelineParameters, readParameters } from "../models/parameters.ts";
import { validateFeatures } from "../models/validate-features.ts";
import { countTextsAsMissing, warnOfColumns } from "./column-warnings.ts";
import { doubtfulColumns } from "./doubtful-columns.ts";
import { type EvaluationPlan, planEvaluation } from "./evaluation-plan.ts";
import { notLearntNames, readRowRoles } from "./row-roles.ts";

/** Everything that a fit needs, checked. */
export interface PreparedTraining {
  readonly model: Model;
  readonly parameters: Record<string, unknown>;
  readonly features: Table;
  readonly labels: Table;
  /** The weight of each row in the fit; null for equal weights. */
  readonly sampleWeight: Float64Array | null;
  /** The number of texts `"NaN"` and `""` among the features that were read as missing values. */
  readonly textsAsMissing: number;
  /** The columns that the model cannot learn from, which are not among `features`. */
  readonly leftOut: readonly LeftOutColumn[];
  readonly pipeline: Pipeline;
  readonly plan: EvaluationPlan;
  /** Returns another unfitted pipeline with the parameters of `pipeline`, for a fit on some of the rows. */
  readonly createPipeline: () => Pipeline;
  /** Returns the SHA-256 of the rows in hexadecimal, computed by the first call. */
  readonly dataHash: () => string;
  /** Returns what the report of the run says about the rows, computed by the first call. */
  readonly summary: () => TrainingSummary;
  /** Returns the classes of the rows, computed by the first call; null for a model without classes. */
  readonly classes: () => RunClasses | null;
}

/**
 * Checks a body against a model and packs it into tables. Every mistake of the caller is found here, before the run is
 * accepted. Warns `monitor` of columns that the caller may have meant differently. Throws `ValueError` for a mistake of the
 * caller; any other error is a mistake in the model.
 */
export function prepareTraining(model: Model, body: WireBody, monitor: FitMonitor): PreparedTraining {
  const sentParameters = withDefaults(model, body.parameters ?? {});
  const given = readParameters(model.parameters, sentParameters, () => body.parametersText());
  const roles = readRowRoles(model, columnRolesOf(model.parameters, given), body);
  const columns = new AnyColumns(model, given);
  const wanted = columns.wantedKinds;
  const notes = emptyNotes();
  const otherNames = notLearntNames(roles.columns);
  const namesOf = (part: "features" | "labels") => columns.names(part, () => body.columns(part), otherNames);
  const sent = body.table("features", namesOf("features"), { wanted, notes });
  const labels = body.table("labels", namesOf("labels"));
  const { features, parameters, leftOut } = columns.learnable(sent, monitor);
  warnOfColumns(features, notes, wanted, monitor, columns.identifiersByLabels(features));
  validateFeatures(model, features);
  const own = pipelineParameters(model.parameters, parameters);
  const pipeline = createPipeline(model, own, features, monitor);
  // A pipeline of the model's own may read dates, which were not looked for when the columns were packed.
  for (const name of pipeline.datetimeFeatures(features.names)) {
    timesOfRows(features.column(features.names.indexOf(name)), name);
  }
  if (pipeline.estimator.kind === "classifier") refuseRoundedClasses(labels);
  const sampleWeight = roles.weights;
  checkPipeline(pipeline, features, labels, sampleWeight);
  const thresholdRows = thresholdRowsOf(pipeline, labels);
  const doubt = thresholdRows && aboutThreshold(thresholdRows);
  if (doubt !== undefined) monitor.warn(doubt);
  const plan = planEvaluation(
    {
      pipeline,
      labels,
      evaluation: evaluationOf(parameters, body.parameters),
      roles,
      randomState: Number(parameters.random_state),
      doubtful: () => doubtfulColumns(model, body),
    },
    monitor,
  );
  const { dated, repeated } = plan.doubtful;
  if (dated.length > 0) monitor.warn(aboutDates(dated));
  if (repeated.length > 0) monitor.warn(aboutRepeated(repeated));
  return {
    model,
    parameters,
    features,
    labels,
    sampleWeight,
    textsAsMissing: countTextsAsMissing(features, notes),
    leftOut,
    pipeline,
    plan,
    // The creation of the first pipeline has already given the warnings.
    createPipeline: () => createPipeline(model, own, features, SILENT),
    dataHash: once(() => hashTraining(features, labels, sampleWeight)),
    summary: once(() =>
      summarizeTraining(model.type, features, labels, pipeline.datetimeFeatures(features.names)),
    ),
    classes: once(() => classesOf(model.type, labels)),
  };
}

/** Returns a function that computes a value when it is first called. */
function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}

/** Throws `ValueError` if the fit would refuse the tables; if there are too many labels, it says how to choose one. */
function checkPipeline(
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  sampleWeight: Float64Array | null,
): void {
  try {
    pipeline.checkBeforeFit(features, labels, sampleWeight ?? undefined);
  } catch (error) {
    if (!(error instanceof LabelCountError)) throw error;
    throw new ValueError(`${error.message}; choose one by label_names`);
  }
}

/**
 * Throws `ValueError` naming the first rows whose label is an integer that a double may have rounded: different classes
 * would become one.
 */
function refuseRoundedClasses(labels: Table): void {
  const problems = new RowProblems("labels");
  labels.names.forEach((name, index) => {
    const column = labels.column(index);
    if (column.kind !== "numeric") return;
    column.values.forEach((value, row) => {
      if (Math.abs(value) <= Number.MAX_SAFE_INTEGER || Number.isNaN(value)) return;
      problems.report(
        row,
        name,
        "is a whole number beyond 2^53 - 1, where different numbers become the same; send such classes as text",
      );
    });
  });
  problems.throwIfAny();
}

/** Returns the parameters that a caller sent; for a model that overrides `getDefaultParameters`, with these defaults. */
function withDefaults(model: Model, sent: unknown): unknown {
  const overrides = model.getDefaultParameters !== Model.prototype.getDefaultParameters;
  return overrides && isPlainObject(sent) ? { ...model.getDefaultParameters(), ...sent } : sent;
}

/** Returns the SHA-256 of the names, kinds and values of both tables, and of the weights of rows if there are any, in hexadecimal. */
export function hashTraining(features: Table, labels: Table, sampleWeight: Float64Array | null): string {
  const hash = createHash("sha256");
  for (const table of [features, labels]) {
    table.names.forEach((name, index) => {
      const column = table.column(index);
      hash.update(`${JSON.stringify([name, column.kind, table.rows])}\n`);
      if (column.kind === "string") {
        hash.update(JSON.stringify(column.categories));
        hash.update(new Uint8Array(column.codes.buffer, column.codes.byteOffset, column.codes.byteLength));
      } else {
        hash.update(new Uint8Array(column.values.buffer, column.values.byteOffset, column.values.byteLength));
      }
    });
  }
  if (sampleWeight !== null) {
    hash.update("sample_weight\n");
    hash.update(new Uint8Array(sampleWeight.buffer, sampleWeight.byteOffset, sampleWeight.byteLength));
  }
  return hash.digest("hex");
}
