import { messageOf } from "../errors.ts";
import type { Table } from "../learn/core/table.ts";
import type { Logger } from "../logging/logger.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import type { Metric } from "../monitoring/metric.ts";
import { DriftMetrics } from "./drift-metrics.ts";
import type { RunWindow } from "./run-window.ts";
import { RunWindows } from "./run-windows.ts";

/** Predicted rows that are not entered yet. */
interface Predicted {
  readonly runId: number;
  readonly stored: StoredPipeline;
  readonly rows: Table;
  readonly following: number;
}

/**
 * Compares predicted rows with those of the training: keeps the last rows of each run, and counts what is remarkable. All of it is
 * in memory. Rows are entered at the end of the turn of the event loop, after the responses have been sent.
 */
export class Drift {
  readonly #windows = new RunWindows();
  readonly #metrics = new DriftMetrics(() => {
    this.#enterAll();
    return this.#windows.latest();
  });
  readonly #logger: Logger;
  #predicted: Predicted[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get metrics(): readonly Metric[] {
    return this.#metrics.metrics;
  }

  /**
   * Records rows that were predicted, whose columns are those of the pipeline, and which must not be modified afterwards.
   * `following` is how many rows of the same request are still to come.
   */
  record(runId: number, stored: StoredPipeline, rows: Table, following: number): void {
    if (stored.report === undefined) return;
    if (this.#predicted.length === 0) setImmediate(() => this.#enterAll());
    this.#predicted.push({ runId, stored, rows, following });
  }

  /** Returns the window of a run, which has all rows that were recorded before; undefined if this process has predicted none. */
  windowOf(runId: number, stored: StoredPipeline): RunWindow | undefined {
    this.#enterAll();
    return this.#windows.find(runId, stored);
  }

  #enterAll(): void {
    const predicted = this.#predicted;
    if (predicted.length === 0) return;
    this.#predicted = [];
    for (const each of predicted) this.#enter(each);
  }

  #enter({ runId, stored, rows, following }: Predicted): void {
    try {
      const window = this.#windows.enter(runId, stored, rows, following);
      if (window !== null) this.#metrics.count(stored.model, window, rows);
    } catch (error) {
      const fields = { run_id: runId, model: stored.model, err: error };
      this.#logger.error(fields, `predicted rows could not be counted: ${messageOf(error)}`);
    }
  }
}
