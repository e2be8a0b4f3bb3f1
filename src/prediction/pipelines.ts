import type { Database } from "../database/connection.ts";
import { requiredResult } from "../database/required-result.ts";
import type { Schema } from "../database/schema/schema.ts";
import { SharedReads } from "../database/shared-reads.ts";
import { readResult } from "../database/statements/read-result.ts";
import { readTags } from "../database/statements/read-tags.ts";
import { Deadlines } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { StateError } from "../learn/core/errors.ts";
import { restoreStep } from "../models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../models/stored-pipeline.ts";
import { tracer } from "../tracing/tracer.ts";
import { createPipelineCache, type PipelineCache } from "./pipeline-cache.ts";

/** Maximum number of runs whose tags one statement reads. */
const MAX_TAGS_PER_READ = 256;
/** Maximum number of such statements in progress; requests that arrive meanwhile share the next one. */
const MAX_TAG_READS = 1;

/** The options of `Pipelines`. */
export interface PipelinesOptions {
  readonly database: Database;
  readonly schema: Schema;
  /** Maximum number of stored bytes of the decoded pipelines that are kept. */
  readonly cacheBytes: number;
  /** A stored pipeline of more bytes is refused. */
  readonly maxResultBytes: number;
}

/** Loads the pipelines of runs from the database, and keeps them decoded. */
export class Pipelines {
  readonly #options: PipelinesOptions;
  readonly #cache: PipelineCache;
  readonly #tags: SharedReads<string>;

  constructor(options: PipelinesOptions) {
    this.#options = options;
    this.#cache = createPipelineCache(options.cacheBytes);
    const { database } = options;
    this.#tags = new SharedReads({
      read: (runIds) => database.run("read_pipeline", (sql) => readTags(sql, runIds)),
      maxKeys: MAX_TAGS_PER_READ,
      maxReads: MAX_TAG_READS,
      deadlines: new Deadlines(database.callTimeoutMs),
    });
  }

  /**
   * Returns the pipeline of a run. Every call asks the database for the version of the row, so that the pipeline is never
   * older than the call; the pipeline itself is read and decoded only if its version has changed.
   * Throws `Failure`: `not_found`; `conflict` if the run has no pipeline or one that cannot be read; `unavailable`.
   */
  async load(runId: number): Promise<StoredPipeline> {
    const { schema } = this.#options;
    schema.requireReadable();
    const cached = this.#cache.get(runId);
    try {
      const isCurrent = cached !== undefined && cached.tag === (await this.#tags.get(runId));
      tracer?.present?.describe({ "mlsvc.pipeline_cached": isCurrent });
      return isCurrent ? cached.stored : await this.#read(runId);
    } catch (error) {
      return schema.explain(error);
    }
  }

  async #read(runId: number): Promise<StoredPipeline> {
    const { database, maxResultBytes } = this.#options;
    const result = await database.run("read_pipeline", (sql) => readResult(sql, runId, maxResultBytes));
    this.#cache.delete(runId);
    const { tag, bytes } = requiredResult(result, runId, maxResultBytes);
    const stored = decode(runId, bytes);
    this.#cache.set(runId, { tag, stored, bytes: bytes.length });
    return stored;
  }
}

function decode(runId: number, bytes: Uint8Array): StoredPipeline {
  try {
    return decodePipeline(bytes, restoreStep);
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    throw new Failure("conflict", `the stored pipeline of run ${runId} cannot be read: ${error.message}`);
  }
}
