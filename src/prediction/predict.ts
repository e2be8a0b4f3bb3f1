import { Failure } from "../errors.ts";
import { ValueError } from "../learn/errors.ts";
import type { Matrix } from "../learn/matrix.ts";
import type { Pipeline, Prediction } from "../learn/pipeline.ts";
import type { StoredPipeline } from "../learn/stored-pipeline.ts";
import type { Table } from "../learn/table.ts";
import { REGISTRY } from "../registry.ts";
import type { WireBody } from "../wire.ts";
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
  readonly label_names: readonly string[];
  readonly predictions: readonly Prediction[];
  readonly probabilities?: readonly Record<string, number>[];
  readonly scores?: readonly (number | number[])[];
}

/**
 * Predicts the rows of `body`, slice by slice, so that other requests are answered meanwhile.
 * Throws `Failure` (`invalid`) for rows or options that this pipeline cannot take, and when `signal` says that the
 * caller went away.
 */
export async function predict(
  { pipeline, model }: StoredPipeline,
  runId: number,
  body: WireBody,
  options: PredictOptions,
  signal?: AbortSignal,
): Promise<Predictions> {
  checkOptions(pipeline, options);
  const { featureNames, featureKinds, labelNames } = pipeline.schema;
  const predictions: Prediction[] = [];
  const probabilities: Record<string, number>[] = [];
  const scores: (number | number[])[] = [];
  try {
    const table = body.table("features", featureNames, featureKinds);
    REGISTRY.get(model)?.model.validateFeatures(table);
    await inSlices(table, signal, (rows, first) => {
      predictions.push(...finite(pipeline.predict(rows), first));
      if (options.probabilities) probabilities.push(...probabilitiesOf(pipeline, rows));
      if (options.scores) scores.push(...toLists(pipeline.scores(rows)));
    });
  } catch (error) {
    if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
    throw error;
  }
  return {
    status: "success",
    model_name: model,
    model_run_id: runId,
    label_names: labelNames,
    predictions,
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
function finite(predictions: Prediction[], first: number): Prediction[] {
  const at = predictions.findIndex((value) =>
    Array.isArray(value)
      ? !value.every(Number.isFinite)
      : typeof value === "number" && !Number.isFinite(value),
  );
  if (at < 0) return predictions;
  const path = `features[${first + at}]`;
  throw new ValueError(`${path} holds numbers too large: the prediction is not finite`, [
    { path, message: "must hold smaller numbers" },
  ]);
}

function probabilitiesOf(pipeline: Pipeline, table: Table): Record<string, number>[] {
  const { rows, columns, data } = pipeline.predictProba(table);
  const names = pipeline.schema.classes!.map(String);
  return Array.from({ length: rows }, (_, i) =>
    // fromEntries makes own properties of every name, "__proto__" too.
    Object.fromEntries(names.map((name, k) => [name, data[i * columns + k]!])),
  );
}

function toLists({ rows, columns, data }: Matrix): (number | number[])[] {
  if (columns === 1) return Array.from(data);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
