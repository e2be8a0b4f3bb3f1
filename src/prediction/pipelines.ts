import type { Database } from "../database/connection.ts";
import type { Schema } from "../database/schema/schema.ts";
import { SharedReads } from "../database/shared-reads.ts";
import { readResult } from "../database/statements/read-result.ts";
import { readTags } from "../database/statements/read-tags.ts";
import { Deadlines } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { StateError } from "../learn/core/errors.ts";
import { restoreStep } from "../models/registry.ts";
import { decodePipeline, type StoredPipeline } from "../models/stored-pipeline.ts";
import { PipelineCache } from "./pipeline-cache.ts";

/** Most runs whose tags one statement reads. */
const MOST_TAGS = 256;
/** One statement for tags at a time: what comes meanwhile shares the next one. */
const MOST_TAG_READS = 1;

/** What the pipelines of a process need. */
export interface PipelinesOptions {
  readonly database: Database;
  readonly schema: Schema;
  /** Stored bytes of the pipelines that are kept decoded. */
  readonly cacheBytes: number;
  /** A stored pipeline with more bytes is not read. */
  readonly maxResultBytes: number;
}

/** The pipelines of runs, as the database has them. */
export class Pipelines {
  readonly #options: PipelinesOptions;
  readonly #cache: PipelineCache;
  readonly #tags: SharedReads<string>;

  constructor(options: PipelinesOptions) {
    this.#options = options;
    this.#cache = new PipelineCache(options.cacheBytes);
    const { database } = options;
    this.#tags = new SharedReads({
      read: (runIds) => database.run((sql) => readTags(sql, runIds)),
      maxKeys: MOST_TAGS,
      maxReads: MOST_TAG_READS,
      deadlines: new Deadlines(database.callTimeoutMs),
    });
  }

  /**
   * Returns the pipeline of a run by a state of its row that was read after this call; it is decoded once a version.
   * Throws `Failure`: `not_found`, `conflict` (no pipeline, or bytes that are none), `unavailable`.
   */
  async load(runId: number): Promise<StoredPipeline> {
    const { schema } = this.#options;
    schema.requireReadable();
    const cached = this.#cache.get(runId);
    try {
      if (cached !== undefined && cached.tag === (await this.#tags.get(runId))) return cached.stored;
      return await this.#read(runId);
    } catch (error) {
      return schema.explain(error);
    }
  }

  async #read(runId: number): Promise<StoredPipeline> {
    const { database, maxResultBytes } = this.#options;
    const result = await database.run((sql) => readResult(sql, runId, maxResultBytes));
    this.#cache.delete(runId);
    if (result === null) throw new Failure("not_found", `there is no run ${runId}`);
    if (result.size === null) {
      throw new Failure("conflict", `run ${runId} has no pipeline; its status is ${result.status}`);
    }
    if (result.bytes === null) {
      throw new Failure(
        "conflict",
        `the pipeline of run ${runId} has ${result.size} bytes, more than ${maxResultBytes} (MAX_RESULT_BYTES)`,
      );
    }
    const stored = decode(runId, result.bytes);
    this.#cache.set(runId, { tag: result.tag, stored, bytes: result.size });
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
