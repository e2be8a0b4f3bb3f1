import type { Database } from "../database/connection.ts";
import { readResult } from "../database/read-result.ts";
import type { Schema } from "../database/schema/schema.ts";
import { Failure } from "../errors.ts";
import { StateError } from "../learn/errors.ts";
import { decodePipeline, type StoredPipeline } from "../learn/stored-pipeline.ts";
import { restoreStep } from "../registry.ts";
import type { PipelineCache } from "./pipeline-cache.ts";

/**
 * The pipeline of a run as the database has it now, decoded at most once a version.
 * Throws `Failure`: `not_found`, `conflict` (no pipeline, or bytes that are none), `unavailable`.
 */
export async function loadPipeline(
  database: Database,
  schema: Schema,
  cache: PipelineCache,
  runId: number,
  maxBytes: number,
): Promise<StoredPipeline> {
  const cached = cache.get(runId);
  schema.requireReadable();
  const result = await database
    .run((sql) => readResult(sql, runId, cached?.tag ?? "", maxBytes))
    .catch((error) => schema.explain(error));
  if (result === null) {
    cache.delete(runId);
    throw new Failure("not_found", `there is no run ${runId}`);
  }
  if (cached !== undefined && cached.tag === result.tag) return cached.stored;
  cache.delete(runId);
  if (result.size === null) {
    throw new Failure("conflict", `run ${runId} has no pipeline; its status is ${result.status}`);
  }
  if (result.bytes === null) {
    throw new Failure(
      "conflict",
      `the pipeline of run ${runId} has ${result.size} bytes, more than ${maxBytes} (MAX_RESULT_BYTES)`,
    );
  }
  const stored = decode(runId, result.bytes);
  cache.set(runId, { tag: result.tag, stored, bytes: result.size });
  return stored;
}

function decode(runId: number, bytes: Uint8Array): StoredPipeline {
  try {
    return decodePipeline(bytes, restoreStep);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new Failure("conflict", `the stored pipeline of run ${runId} cannot be read: ${error.message}`);
  }
}
