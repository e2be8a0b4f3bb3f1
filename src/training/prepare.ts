import { createHash } from "node:crypto";
import type { WireBody } from "../ingest/plain-reader.ts";
import { RowProblems } from "../ingest/row-problems.ts";
import { emptyNotes } from "../ingest/rows.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { listNames, ValueError } from "../learn/core/errors.ts";
import { type FitMonitor, SILENT } from "../learn/core/estimator.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { leaveOutEmptyColumns, wantedKinds } from "../models/any-columns.ts";
import { createPipeline } from "../models/create-pipeline.ts";
import { ANY_FEATURES, Model } from "../models/model.ts";
import { evaluationOf, readParameters, withoutEvaluation } from "../models/parameters.ts";
import { validateFeatures } from "../models/validate-features.ts";
import { countTextsAsMissing, warnOfColumns } from "./column-warnings.ts";
import { type EvaluationPlan, planEvaluation } from "./evaluation-plan.ts";

/** Everything that a fit needs, checked. */
export interface PreparedTraining {
  readonly model: Model;
  readonly parameters: Record<string, unknown>;
  readonly features: Table;
  readonly labels: Table;
  /** The number of texts `"NaN"` and `""` among the features that were read as missing values. */
  readonly textsAsMissing: number;
  readonly pipeline: Pipeline;
  readonly plan: EvaluationPlan;
  /** Returns another unfitted pipeline with the parameters of `pipeline`, for a fit on some of the rows. */
  readonly createPipeline: () => Pipeline;
}

/**
 * Checks a body against a model and packs it into tables. Every mistake of the caller is found here, before the run is
 * accepted; `monitor` is warned of columns that the caller may have meant differently. Throws `ValueError` for a mistake of
 * the caller; any other error is a mistake in the model.
 */
export function prepareTraining(model: Model, body: WireBody, monitor: FitMonitor): PreparedTraining {
  const sentParameters = withDefaults(model, body.parameters ?? {});
  const given = readParameters(model.parameters, sentParameters, () => body.parametersText());
  const wanted = wantedKinds(given);
  const notes = emptyNotes();
  const sent = body.table("features", chooseNames(model, body, given, "features"), { wanted, notes });
  const labels = body.table("labels", chooseNames(model, body, given, "labels"));
  const { features, parameters } =
    model.featureNames === ANY_FEATURES
      ? leaveOutEmptyColumns(sent, given, monitor)
      : { features: sent, parameters: given };
  warnOfColumns(features, notes, wanted, monitor);
  validateFeatures(model, features);
  const own = withoutEvaluation(model.parameters, parameters);
  const pipeline = createPipeline(model, own, features, monitor);
  if (pipeline.estimator.kind === "classifier") refuseRoundedClasses(labels);
  pipeline.checkBeforeFit(features, labels);
  return {
    model,
    parameters,
    features,
    labels,
    textsAsMissing: countTextsAsMissing(features, notes),
    pipeline,
    plan: planEvaluation(
      pipeline,
      labels,
      evaluationOf(parameters, body.parameters),
      Number(parameters.random_state),
      monitor,
    ),
    // The first pipeline has given its warnings already.
    createPipeline: () => createPipeline(model, own, features, SILENT),
  };
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

/** Returns the parameters that a caller sent, with the defaults of a model that overrides those of its schema. */
function withDefaults(model: Model, sent: unknown): unknown {
  const overrides = model.getDefaultParameters !== Model.prototype.getDefaultParameters;
  return overrides && isPlainObject(sent) ? { ...model.getDefaultParameters(), ...sent } : sent;
}

/** Returns the columns to read: those of the model, those that the parameters name, or else all that were sent. */
function chooseNames(
  model: Model,
  body: WireBody,
  parameters: Record<string, unknown>,
  part: "features" | "labels",
): readonly string[] {
  const fixed = part === "features" ? model.featureNames : model.labelNames;
  if (fixed !== ANY_FEATURES) return fixed;
  const parameter = part === "features" ? "feature_names" : "label_names";
  const chosen = parameters[parameter];
  const present = body.columns(part);
  if (!Array.isArray(chosen)) return present;
  if (chosen.length === 0 || new Set(chosen).size < chosen.length) {
    throw new ValueError(`parameters.${parameter} must name at least one column, each once`);
  }
  const missing = (chosen as string[]).filter((name) => !present.includes(name));
  if (missing.length > 0) {
    throw new ValueError(`parameters.${parameter} names columns that are in no row: ${listNames(missing)}`);
  }
  return chosen as string[];
}

/** Returns the SHA-256 of the names, kinds and values of both tables, in hexadecimal. */
export function hashTraining(features: Table, labels: Table): string {
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
  return hash.digest("hex");
}
