import { LRUCache } from "lru-cache";
import type { StoredPipeline } from "../models/stored-pipeline.ts";

/** A decoded pipeline and the version of the row that it was decoded from. */
export interface CachedPipeline {
  readonly tag: string;
  readonly stored: StoredPipeline;
  /** Length of the stored bytes, at least 1; it stands for the memory that the pipeline takes. */
  readonly bytes: number;
}

/** Decoded pipelines by run id. */
export type PipelineCache = LRUCache<number, CachedPipeline>;

/**
 * Returns a cache of pipelines that have at most `maxBytes` stored bytes together; the least recently used ones are removed
 * first. A pipeline of more than `maxBytes` is not kept. If `maxBytes` is 0, none is kept.
 */
export function createPipelineCache(maxBytes: number): PipelineCache {
  // A maximum of 0 would mean no limit. No stored pipeline is as small as 1 byte, so a maximum of 1 keeps none.
  return new LRUCache({ maxSize: Math.max(maxBytes, 1), sizeCalculation: ({ bytes }) => bytes });
}
