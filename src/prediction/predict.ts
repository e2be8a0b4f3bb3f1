import type { Drift } from "../drift/drift.ts";
import { Failure } from "../errors.ts";
import { type Matrix, toLists } from "../learn/core/matrix.ts";
import type { Scalar } from "../learn/core/order.ts";
import type { Table } from "../learn/core/table.ts";
import type { Prediction } from "../learn/pipeline.ts";
import { REGISTRY } from "../models/registry.ts";
import { parameterOf, type StoredPipeline } from "../models/stored-pipeline.ts";
import { validateFeatures } from "../models/validate-features.ts";
import type { RowExplanations } from "./explanations.ts";
import { notFinite, throwAsFailure } from "./failures.ts";
import type { InputMonitor } from "./input-monitor.ts";
import { RowIntervals } from "./intervals.ts";
import type { PredictionMetrics } from "./prediction-metrics.ts";
import type { Predictions } from "./predictions.ts";
import { inSlices } from "./slices.ts";

/** What to return beside the predictions, the time limit, and the metrics. */
export interface PredictOptions {
  readonly probabilities: boolean;
  readonly scores: boolean;
  /** Default: false. */
  readonly explain?: boolean;
  /** The level of prediction intervals; default: none. */
  readonly interval?: number | undefined;
  /** Maximum duration of the prediction; default: no limit. */
  readonly timeoutSeconds?: number;
  /** What counts the predictions and their input; default: nothing. */
  readonly metrics?: PredictionMetrics;
  /** What compares the predicted rows with those of the training; default: nothing. */
  readonly drift?: Drift | undefined;
}

/** Maximum number of rows that are predicted synchronously. */
const FEW_ROWS = 16;
/** Number of rows of the first slice with explanations, each of which may take a millisecond. */
const FIRST_EXPLAINED_ROWS = 16;

/**
 * Predicts the rows of `features`: a few rows synchronously, many in slices, between which other requests are served.
 * Throws, or rejects with, `Failure`: `invalid` for rows or options that the pipeline does not support and when `signal`
 * is aborted, which means that the client has closed its connection; `conflict` for explanations or intervals of a pipeline
 * that was stored without what they need; `unavailable` when it takes too long.
 */
export function predict(
  stored: StoredPipeline,
  runId: number,
  features: Table,
  options: PredictOptions,
  signal?: AbortSignal,
): Predictions | Promise<Predictions> {
  checkOptions(stored, options);
  if (options.explain !== true) return predictRows(stored, runId, features, options, signal);
  // Loaded only when it is used.
  return import("./explanations.ts").then(({ RowExplanations }) => {
    const explanations = new RowExplanations(stored, runId);
    return predictRows(stored, runId, features, options, signal, explanations);
  });
}

function predictRows(
  stored: StoredPipeline,
  runId: number,
  features: Table,
  options: PredictOptions,
  signal: AbortSignal | undefined,
  explanations?: RowExplanations,
): Predictions | Promise<Predictions> {
  const { interval } = options;
  const intervals = interval === undefined ? undefined : new RowIntervals(stored, runId, interval);
  const builder = new PredictionsBuilder(stored, runId, options, explanations, intervals);
  try {
    const registered = REGISTRY.get(stored.model);
    if (registered !== undefined) validateFeatures(registered.model, features);
    if (features.rows <= FEW_ROWS) {
      if (features.rows > 0) builder.add(features, features.rows, features.rows);
      return builder.build();
    }
  } catch (error) {
    throwAsFailure(error);
  }
  const { timeoutSeconds } = options;
  const firstRows = explanations && FIRST_EXPLAINED_ROWS;
  return inSlices(features, { signal, timeoutSeconds, firstRows }, (rows, first) =>
    builder.add(rows, first + rows.rows, features.rows),
  ).then(() => builder.build(), throwAsFailure);
}

/** Collects what a pipeline returns for slices of rows. */
class PredictionsBuilder {
  readonly #stored: StoredPipeline;
  readonly #runId: number;
  readonly #options: PredictOptions;
  readonly #monitor: InputMonitor | undefined;
  readonly #startedAt = performance.now();
  readonly #predictions: Prediction[] = [];
  readonly #probabilities: Record<string, number>[] = [];
  readonly #scores: (number | number[])[] = [];
  readonly #explanations: RowExplanations | undefined;
  readonly #intervals: RowIntervals | undefined;

  constructor(
    stored: StoredPipeline,
    runId: number,
    options: PredictOptions,
    explanations: RowExplanations | undefined,
    intervals: RowIntervals | undefined,
  ) {
    this.#stored = stored;
    this.#runId = runId;
    this.#options = options;
    this.#monitor = options.metrics?.monitorOf(stored);
    this.#explanations = explanations;
    this.#intervals = intervals;
  }

  /** Predicts the next rows: those before row `end` of `total`. Throws `ValueError` if they cannot be predicted. */
  add(rows: Table, end: number, total: number): void {
    const { probabilities, scores } = this.#options;
    const { pipeline } = this.#stored;
    // Counted first: an unknown category may be why the rows are refused.
    this.#monitor?.count(rows);
    const X = pipeline.transform(rows);
    if (probabilities) {
      const classes = pipeline.schema.classes!;
      const classified = pipeline.classify(rows, X);
      for (const code of classified.codes) this.#predictions.push(classes[code]!);
      this.#probabilities.push(...probabilitiesByClass(classified.probabilities!, classes));
    } else {
      const predicted = requireFinite(pipeline.predict(rows, X));
      this.#predictions.push(...predicted);
      this.#intervals?.add(predicted);
    }
    if (scores) this.#scores.push(...requireFinite(toLists(pipeline.scores(rows, X))));
    this.#explanations?.add(rows, X);
    this.#options.drift?.record(this.#runId, this.#stored, rows, end, total);
  }

  /** Returns the answer for all rows so far. */
  build(): Predictions {
    const { pipeline, model, provenance } = this.#stored;
    const { labelNames, classes } = pipeline.schema;
    const { probabilities, scores } = this.#options;
    this.#monitor?.metrics.seconds.observe((performance.now() - this.#startedAt) / 1e3);
    const explanations = this.#explanations;
    return {
      status: "success",
      model_name: model,
      model_run_id: this.#runId,
      trained_at: provenance.time,
      label_names: labelNames,
      predictions: this.#predictions,
      ...(classes !== null && (probabilities || scores || explanations !== undefined) ? { classes } : {}),
      ...(probabilities ? { probabilities: this.#probabilities } : {}),
      ...(scores ? { scores: this.#scores } : {}),
      ...(this.#intervals === undefined ? {} : { intervals: this.#intervals.rows }),
      ...(explanations === undefined
        ? {}
        : { explanation_unit: explanations.unit, explanations: explanations.rows }),
    };
  }
}

function checkOptions(stored: StoredPipeline, options: PredictOptions): void {
  const { pipeline, model } = stored;
  const has = { probabilities: pipeline.hasProbabilities, scores: pipeline.hasScores };
  for (const name of ["probabilities", "scores"] as const) {
    if (!options[name] || has[name]) continue;
    const why = name === "scores" && isCalibrated(stored) ? NO_CALIBRATED_SCORES : `${model} has none`;
    const remedy = name === "probabilities" && canCalibrate(model) ? CALIBRATION : "";
    throw new Failure("invalid", `${name} cannot be given: ${why}${remedy}`, [
      { path: name, message: "must be left out for this run" },
    ]);
  }
}

const CALIBRATION =
  '; train the run again with the parameter calibrate ("sigmoid", "isotonic" or "temperature")';
const NO_CALIBRATED_SCORES =
  "the run was trained with calibrate, and has probabilities instead; ask for these, or train it without calibrate";

/** Whether a run was trained with the parameter `calibrate`. */
function isCalibrated(stored: StoredPipeline): boolean {
  return canCalibrate(stored.model) && parameterOf(stored, "calibrate") != null;
}

/** Whether the model, if this program has it, has the parameter `calibrate`. */
function canCalibrate(model: string): boolean {
  return Object.hasOwn(REGISTRY.get(model)?.model.parameters.entries ?? {}, "calibrate");
}

/** Returns `answers`. Throws `RowError` for one that is not finite, which JSON cannot represent. */
function requireFinite<T extends Prediction>(answers: T[]): T[] {
  const at = answers.findIndex((value) =>
    Array.isArray(value)
      ? !value.every(Number.isFinite)
      : typeof value === "number" && !Number.isFinite(value),
  );
  if (at < 0) return answers;
  throw notFinite(at);
}

/** Returns one object per row of `probabilities`: class → probability. Throws `RowError` for one that is not finite. */
function probabilitiesByClass(
  { rows, columns, data }: Matrix,
  classes: readonly Scalar[],
): Record<string, number>[] {
  const at = data.findIndex((probability) => !Number.isFinite(probability));
  if (at >= 0) throw notFinite(Math.floor(at / columns));
  const names = classes.map(String);
  return Array.from({ length: rows }, (_, i) =>
    // Object.fromEntries makes an own property of any name, even of "__proto__".
    Object.fromEntries(names.map((name, k) => [name, data[i * columns + k]!])),
  );
}
