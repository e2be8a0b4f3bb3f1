import type { StoredPipeline } from "../models/stored-pipeline.ts";

/** A decoded pipeline and the version of the row it came from. */
export interface CachedPipeline {
  readonly tag: string;
  readonly stored: StoredPipeline;
  /** Length of the stored bytes: the measure of what it costs to keep. */
  readonly bytes: number;
}

/** Decoded pipelines by run, at most `maxBytes` of stored bytes; the one used longest ago leaves first. */
export class PipelineCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<number, CachedPipeline>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(runId: number): CachedPipeline | undefined {
    const entry = this.#entries.get(runId);
    if (entry !== undefined) {
      this.#entries.delete(runId);
      this.#entries.set(runId, entry);
    }
    return entry;
  }

  /** Keeps `entry`, unless it alone is over the limit. */
  set(runId: number, entry: CachedPipeline): void {
    this.delete(runId);
    if (entry.bytes > this.#maxBytes) return;
    this.#entries.set(runId, entry);
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(runId: number): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    this.#entries.delete(runId);
    this.#bytes -= entry.bytes;
  }
}
