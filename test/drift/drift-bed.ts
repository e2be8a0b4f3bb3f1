import { describeDrift } from "../../src/drift/describe-drift.ts";
import { Drift } from "../../src/drift/drift.ts";
import type { DriftAnswer } from "../../src/drift/drift-answer.ts";
import { readBody } from "../../src/ingest/plain-reader.ts";
import type { Table } from "../../src/learn/core/table.ts";
import { createLogger } from "../../src/logging/logger.ts";
import type { StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { type Rows, train } from "../training/train.ts";

const LIMITS = { maxRows: 1e6, maxColumns: 1000 };

/** Trains a regressor of any columns on rows. */
export function trained(features: Rows, model = "ridge"): StoredPipeline {
  return train(model, { features, labels: features.map((_, i) => ({ y: i % 7 })) }).stored;
}

/** Returns rows as a prediction with `stored` reads them. */
export function rowsOf({ pipeline }: StoredPipeline, features: Rows): Table {
  const { featureNames, featureKinds } = pipeline.schema;
  const bytes = new TextEncoder().encode(JSON.stringify({ features }));
  return readBody(bytes, "prediction", LIMITS).table("features", featureNames, { kinds: featureKinds });
}

/** Enters rows into the window of run 1, a call for each batch, and returns what it says. */
export function driftOf(
  stored: StoredPipeline,
  batches: readonly Rows[],
  drift = new Drift(createLogger("silent")),
): DriftAnswer {
  for (const batch of batches) drift.record(1, stored, rowsOf(stored, batch));
  return describeDrift(1, stored, drift.windowOf(1, stored));
}
