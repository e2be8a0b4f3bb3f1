import { readSettings } from "../../src/config/config.ts";
import { readBody } from "../../src/ingest/plain-reader.ts";
import { received } from "../../src/ingest/received-body.ts";
import type { FitMonitor } from "../../src/learn/core/fit-monitor.ts";
import { REGISTRY, restoreStep } from "../../src/models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { type PredictOptions, predict } from "../../src/prediction/predict.ts";
import { readTable } from "../../src/prediction/read-table.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { prepareTraining } from "../../src/training/prepare.ts";

const LIMITS = readSettings({});

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** The body of a training, as an object or as the JSON itself. */
export type Body =
  | string
  | { readonly features: Rows; readonly labels?: Rows; readonly parameters?: Record<string, unknown> };

/** The result of a training: what would be stored, and the warnings. */
export interface Trained {
  readonly stored: StoredPipeline;
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
}

/** Checks a body as `POST /api/train` does before it accepts a run. Throws `ValueError`. */
export function prepare(model: string, body: Body, warnings: string[] = []) {
  const json = typeof body === "string" ? body : JSON.stringify(body);
  const read = readBody(new TextEncoder().encode(json), "training", LIMITS);
  return prepareTraining(REGISTRY.get(model)!.model, read, monitorOf(warnings));
}

/** Trains a model of the registry in this thread, from the bytes of a body to the pipeline that was stored. */
export function train(model: string, body: Body): Trained {
  const warnings: string[] = [];
  const prepared = prepare(model, body, warnings);
  const { bytes, metrics } = fitTraining(prepared, "1970-01-01T00:00:00.000Z", monitorOf(warnings));
  return {
    stored: decodePipeline(bytes, restoreStep),
    metrics: Object.fromEntries(metrics.map(([name, value]) => [name, Number(value)])),
    warnings,
  };
}

/** Returns the answer of `POST /api/predict`; `options` are those beside probabilities. */
export async function answer(
  stored: StoredPipeline,
  features: Rows,
  probabilities = false,
  options: Partial<PredictOptions> = {},
) {
  const bytes = new TextEncoder().encode(JSON.stringify({ features }));
  const table = await readTable(
    received(bytes),
    stored.pipeline.schema,
    LIMITS,
    new AbortController().signal,
  );
  return predict(stored, 1, table, { probabilities, scores: false, ...options });
}

function monitorOf(warnings: string[]): FitMonitor {
  return { iteration() {}, warn: (message) => void warnings.push(message) };
}
