import { columnNames, packRows } from "./ingest/rows.ts";
import type { FitMonitor } from "./learn/core/fit-monitor.ts";
import type { Table } from "./learn/core/table.ts";
import type { Pipeline, Prediction } from "./learn/pipeline.ts";
import type { Model, SampleRows } from "./models/model.ts";
import type { RowExplanation } from "./prediction/predictions.ts";

/*
 * Helpers for the tests of models and steps. Modules that only a fit needs are loaded by the first fit, so that a program that
 * imports mlsvc without testing does not load them.
 */

type Rows = SampleRows["features"];

/**
 * Returns a table of `rows`, made as from the features of a request: numbers, booleans and text become columns of their kind;
 * null and absent values are missing. Throws `ValueError` for arrays, objects and infinite numbers, and for text among mostly numbers.
 */
export function tableOf(rows: Rows): Table {
  return packRows(rows, columnNames(rows), "features");
}

/** A model that was trained, stored and restored. */
export interface FittedModel {
  /** The restored pipeline. */
  readonly pipeline: Pipeline;
  /** The metrics that the run would have, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The warnings in the answer to the caller, and those of the fit. */
  readonly warnings: readonly string[];
  /** Returns the `predictions` that `POST /api/predict` would answer. Throws for rows that it would refuse. */
  predict(rows: Rows): Promise<readonly Prediction[]>;
  /** Returns the `probabilities` that it would answer: one object per row, class → probability. Throws as `predict` does. */
  predictProba(rows: Rows): Promise<readonly Readonly<Record<string, number>>[]>;
  /** Returns the `explanations` that it would answer. Throws as `predict` does, and if the model has none. */
  explain(rows: Rows): Promise<readonly RowExplanation[]>;
}

const ANY_SIZE = { maxRows: Number.MAX_SAFE_INTEGER, maxColumns: Number.MAX_SAFE_INTEGER };
const EPOCH = "1970-01-01T00:00:00.000Z";

/**
 * Trains a model as the service does: checks rows and parameters, fits, measures, stores and restores the pipeline.
 * `parameters` are those of a request; defaults need not be given. Throws `ValueError` if the request would be refused, and
 * the error that would fail the run.
 *
 * @example
 * const { metrics, predict } = await fitModel(new HousePrice(), { features, labels }, { alpha: 0.1 });
 * expect(metrics.r2).toBeGreaterThan(0.9);
 * expect(await predict([{ size_m2: 80, rooms: 3 }])).toEqual([expect.closeTo(312_000, -3)]);
 */
export async function fitModel(
  model: Model,
  { features, labels }: SampleRows,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<FittedModel> {
  const { readBody } = await import("./ingest/plain-reader.ts");
  const { restoreStep } = await import("./models/registry.ts");
  const { decodePipeline } = await import("./models/stored-pipeline.ts");
  const { validateFeatures } = await import("./models/validate-features.ts");
  const { predict } = await import("./prediction/predict.ts");
  const { fitTraining } = await import("./training/fit.ts");
  const { prepareTraining } = await import("./training/prepare.ts");
  const warnings: string[] = [];
  const monitor: FitMonitor = { iteration() {}, warn: (message) => void warnings.push(message) };
  const body = readBody(jsonOf({ features, labels, parameters }), "training", ANY_SIZE);
  const { bytes, metrics } = fitTraining(prepareTraining(model, body, monitor), EPOCH, monitor);
  const stored = decodePipeline(bytes, restoreStep);
  const { featureNames, featureKinds } = stored.pipeline.schema;
  const answer = async (rows: Rows, asked: "probabilities" | "explain" | undefined) => {
    const sent = readBody(jsonOf({ features: rows }), "prediction", ANY_SIZE);
    const table = sent.table("features", featureNames, { kinds: featureKinds });
    validateFeatures(model, table);
    const options = { probabilities: asked === "probabilities", scores: false, explain: asked === "explain" };
    return predict(stored, 1, table, options);
  };
  return {
    pipeline: stored.pipeline,
    metrics: Object.fromEntries(metrics.map(([name, value]) => [name, Number(value)])),
    warnings,
    predict: async (rows) => (await answer(rows, undefined)).predictions,
    predictProba: async (rows) => (await answer(rows, "probabilities")).probabilities!,
    explain: async (rows) => (await answer(rows, "explain")).explanations!,
  };
}

function jsonOf(body: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(body));
}
