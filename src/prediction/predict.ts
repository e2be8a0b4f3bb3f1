import { Failure } from "../errors.ts";
import { RowError, ValueError } from "../learn/errors.ts";
import { type Matrix, toLists } from "../learn/matrix.ts";
import type { Scalar } from "../learn/order.ts";
import type { Pipeline, Prediction } from "../learn/pipeline.ts";
import type { StoredPipeline } from "../learn/stored-pipeline.ts";
import type { Table } from "../learn/table.ts";
import { validateFeatures } from "../models/validate-features.ts";
import { REGISTRY } from "../registry.ts";
import { inSlices } from "./slices.ts";

/** What a caller wants beside the predictions. */
export interface PredictOptions {
  readonly probabilities: boolean;
  readonly scores: boolean;
}

/** The answer of `POST /api/predict`. */
export interface Predictions {
  readonly status: "success";
  readonly model_name: string;
  readonly model_run_id: number;
  /** When the pipeline was fitted: ISO 8601, UTC. */
  readonly trained_at: string;
  readonly label_names: readonly string[];
  readonly predictions: readonly Prediction[];
  /** The classes in the order of the scores: beside probabilities and scores, where there are classes. */
  readonly classes?: readonly Scalar[];
  readonly probabilities?: readonly Record<string, number>[];
  readonly scores?: readonly (number | number[])[];
}

/**
 * Predicts the rows of `features`, slice by slice, so that other requests are answered meanwhile.
 * Throws `Failure` (`invalid`) for rows or options that this pipeline cannot take, and when `signal` says that the
 * caller went away.
 */
export async function predict(
  { pipeline, model, provenance }: StoredPipeline,
  runId: number,
  features: Table,
  options: PredictOptions,
  signal?: AbortSignal,
): Promise<Predictions> {
  checkOptions(pipeline, options);
  const predictions: Prediction[] = [];
  const probabilities: Record<string, number>[] = [];
  const scores: (number | number[])[] = [];
  try {
    const registered = REGISTRY.get(model);
    if (registered !== undefined) validateFeatures(registered.model, features);
    await inSlices(features, signal, (rows) => {
      const X = pipeline.transform(rows);
      if (options.probabilities) {
        const { classes } = pipeline.schema;
        const { codes, probabilities: ofClasses } = pipeline.classify(rows, X);
        predictions.push(...Array.from(codes, (code) => classes![code]!));
        probabilities.push(...byClass(ofClasses!, classes!));
      } else predictions.push(...finite(pipeline.predict(rows, X)));
      if (options.scores) scores.push(...finite(toLists(pipeline.scores(rows, X))));
    });
  } catch (error) {
    if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
    throw error;
  }
  const { labelNames, classes } = pipeline.schema;
  return {
    status: "success",
    model_name: model,
    model_run_id: runId,
    trained_at: provenance.time,
    label_names: labelNames,
    predictions,
    ...(classes !== null && (options.probabilities || options.scores) ? { classes } : {}),
    ...(options.probabilities ? { probabilities } : {}),
    ...(options.scores ? { scores } : {}),
  };
}

function checkOptions(pipeline: Pipeline, options: PredictOptions): void {
  const has = { probabilities: pipeline.hasProbabilities, scores: pipeline.hasScores };
  for (const name of ["probabilities", "scores"] as const) {
    if (!options[name] || has[name]) continue;
    throw new Failure("invalid", `${name} cannot be given: ${pipeline.estimator.type} has none`, [
      { path: name, message: "must be left out for this run" },
    ]);
  }
}

/** JSON has no infinity: a row whose numbers overflow is refused, not answered with null. */
function finite<T extends Prediction>(answers: T[]): T[] {
  const at = answers.findIndex((value) =>
    Array.isArray(value)
      ? !value.every(Number.isFinite)
      : typeof value === "number" && !Number.isFinite(value),
  );
  if (at < 0) return answers;
  throw notFinite(at);
}

function notFinite(row: number): RowError {
  return new RowError(
    row,
    (at) => `features[${at}] holds numbers too large: what is predicted of it is not finite`,
  );
}

function byClass({ rows, columns, data }: Matrix, classes: readonly Scalar[]): Record<string, number>[] {
  const at = data.findIndex((probability) => !Number.isFinite(probability));
  if (at >= 0) throw notFinite(Math.floor(at / columns));
  const names = classes.map(String);
  return Array.from({ length: rows }, (_, i) =>
    // fromEntries makes own properties of every name, "__proto__" too.
    Object.fromEntries(names.map((name, k) => [name, data[i * columns + k]!])),
  );
}
