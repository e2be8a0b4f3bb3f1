import { Failure } from "../errors.ts";
import { RowError } from "../learn/core/errors.ts";
import { type Matrix, toLists } from "../learn/core/matrix.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline, Prediction } from "../learn/pipeline.ts";
import { REGISTRY } from "../models/registry.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { validateFeatures } from "../models/validate-features.ts";
import { throwAsFailure } from "./failures.ts";
import type { Predictions } from "./predictions.ts";
import { inSlices } from "./slices.ts";

/** What a caller wants beside the predictions. */
export interface PredictOptions {
  readonly probabilities: boolean;
  readonly scores: boolean;
  /** How long the prediction may take; without end where it is left out. */
  readonly timeoutSeconds?: number;
}

/** Rows that are predicted at once: other requests can wait for so few. */
const FEW_ROWS = 16;

/**
 * Predicts the rows of `features`; many of them slice by slice, so that other requests are answered meanwhile, and few at
 * once. Throws `Failure`: `invalid` for rows or options that this pipeline cannot take, and when `signal` says that the
 * caller went away; `unavailable` when it takes too long.
 */
export function predict(
  stored: StoredPipeline,
  runId: number,
  features: Table,
  options: PredictOptions,
  signal?: AbortSignal,
): Predictions | Promise<Predictions> {
  const { pipeline, model } = stored;
  checkOptions(pipeline, options);
  const answers = new Answers(pipeline, options);
  try {
    const registered = REGISTRY.get(model);
    if (registered !== undefined) validateFeatures(registered.model, features);
    if (features.rows <= FEW_ROWS) {
      if (features.rows > 0) answers.add(features);
      return answers.of(stored, runId);
    }
  } catch (error) {
    throwAsFailure(error);
  }
  return inSlices(features, { signal, timeoutSeconds: options.timeoutSeconds }, (rows) =>
    answers.add(rows),
  ).then(() => answers.of(stored, runId), throwAsFailure);
}

/** What a pipeline says of rows, slice after slice. */
class Answers {
  readonly #pipeline: Pipeline;
  readonly #options: PredictOptions;
  readonly #predictions: Prediction[] = [];
  readonly #probabilities: Record<string, number>[] = [];
  readonly #scores: (number | number[])[] = [];

  constructor(pipeline: Pipeline, options: PredictOptions) {
    this.#pipeline = pipeline;
    this.#options = options;
  }

  /** Throws `ValueError` for rows that cannot be predicted. */
  add(rows: Table): void {
    const { probabilities, scores } = this.#options;
    const pipeline = this.#pipeline;
    const X = pipeline.transform(rows);
    if (probabilities) {
      const classes = pipeline.schema.classes!;
      const classified = pipeline.classify(rows, X);
      for (const code of classified.codes) this.#predictions.push(classes[code]!);
      this.#probabilities.push(...byClass(classified.probabilities!, classes));
    } else this.#predictions.push(...finite(pipeline.predict(rows, X)));
    if (scores) this.#scores.push(...finite(toLists(pipeline.scores(rows, X))));
  }

  of({ pipeline, model, provenance }: StoredPipeline, runId: number): Predictions {
    const { labelNames, classes } = pipeline.schema;
    const { probabilities, scores } = this.#options;
    return {
      status: "success",
      model_name: model,
      model_run_id: runId,
      trained_at: provenance.time,
      label_names: labelNames,
      predictions: this.#predictions,
      ...(classes !== null && (probabilities || scores) ? { classes } : {}),
      ...(probabilities ? { probabilities: this.#probabilities } : {}),
      ...(scores ? { scores: this.#scores } : {}),
    };
  }
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
