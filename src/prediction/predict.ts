import { Failure } from "../errors.ts";
import { ValueError } from "../learn/errors.ts";
import type { Matrix } from "../learn/matrix.ts";
import type { Prediction } from "../learn/pipeline.ts";
import type { StoredPipeline } from "../learn/stored-pipeline.ts";
import { REGISTRY } from "../registry.ts";
import type { WireBody } from "../wire.ts";

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

/** Predicts the rows of `body`. Throws `Failure` (`invalid`) for rows or options that this pipeline cannot take. */
export function predict(
  stored: StoredPipeline,
  runId: number,
  body: WireBody,
  options: PredictOptions,
): Predictions {
  const { pipeline, model } = stored;
  const { schema } = pipeline;
  if (options.probabilities && !pipeline.hasProbabilities) {
    throw new Failure("invalid", `probabilities cannot be given: ${pipeline.estimator.type} has none`, [
      { path: "probabilities", message: "must be left out for this run" },
    ]);
  }
  if (options.scores && !pipeline.hasDecisionValues) {
    throw new Failure(
      "invalid",
      `scores cannot be given: ${pipeline.estimator.type} has no decision values`,
      [{ path: "scores", message: "must be left out for this run" }],
    );
  }
  try {
    const table = body.table("features", schema.featureNames, schema.featureKinds);
    REGISTRY.get(model)?.model.validateFeatures(table);
    const predictions = table.rows === 0 ? [] : pipeline.predict(table);
    checkFinite(predictions);
    return {
      status: "success",
      model_name: model,
      model_run_id: runId,
      label_names: schema.labelNames,
      predictions,
      ...(options.probabilities
        ? { probabilities: table.rows === 0 ? [] : byClass(pipeline.predictProba(table), schema.classes!) }
        : {}),
      ...(options.scores
        ? { scores: table.rows === 0 ? [] : toLists(pipeline.decisionFunction(table)) }
        : {}),
    };
  } catch (error) {
    if (error instanceof ValueError) throw new Failure("invalid", error.message, error.issues);
    throw error;
  }
}

/** JSON has no infinity: a row whose numbers overflow is refused, not answered with null. */
function checkFinite(predictions: readonly Prediction[]): void {
  const row = predictions.findIndex((value) =>
    Array.isArray(value)
      ? !value.every(Number.isFinite)
      : typeof value === "number" && !Number.isFinite(value),
  );
  if (row >= 0) {
    throw new ValueError(`features[${row}] holds numbers too large: the prediction is not finite`, [
      { path: `features[${row}]`, message: "must hold smaller numbers" },
    ]);
  }
}

function byClass({ rows, columns, data }: Matrix, classes: readonly unknown[]): Record<string, number>[] {
  const names = classes.map(String);
  return Array.from({ length: rows }, (_, i) =>
    // fromEntries makes own properties of every name, "__proto__" too.
    Object.fromEntries(names.map((name, k) => [name, data[i * columns + k]!])),
  );
}

function toLists({ rows, columns, data }: Matrix): (number | number[])[] {
  if (columns === 1) return Array.from(data);
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}
