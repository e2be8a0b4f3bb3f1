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

/** Recorded requests are entered when there are so many of them, or so many rows, or after a while. */
const MAX_REQUESTS = 32;
const MAX_ROWS = 256;
const WAIT_MS = 1000;

/**
 * Compares predicted rows with those of the training: keeps the last rows of each run, and counts what is remarkable. All of it is
 * in memory. Recorded rows are entered later, at the end of a turn of the event loop, when its responses have been sent, and those of
 * many requests at once: that takes a fraction of the time, because the windows are in the caches of the processor then.
 */
export class Drift {
  readonly #windows = new RunWindows();
  readonly #metrics = new DriftMetrics(() => {
    this.#enterAll();
    return this.#windows.latest();
  });
  readonly #logger: Logger;
  #predicted: Predicted[] = [];
  /** Number of rows of the requests of `#predicted`. */
  #rows = 0;
  #isDue = false;
  #hasTimer = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get metrics(): readonly Metric[] {
    return this.#metrics.metrics;
  }

  /**
   * Records rows that were predicted, whose columns are those of the pipeline, and which must not be modified afterwards: those of a
   * request with `total` rows that end before its row `end`.
   */
  record(runId: number, stored: StoredPipeline, rows: Table, end = rows.rows, total = rows.rows): void {
    if (stored.report === undefined) return;
    if (!this.#hasTimer) this.#startTimer();
    this.#predicted.push({ runId, stored, rows, following: total - end });
    // Not the rows of this part: it keeps all those of the request in memory.
    this.#rows += total;
    if (this.#isDue || (this.#predicted.length < MAX_REQUESTS && this.#rows < MAX_ROWS)) return;
    this.#isDue = true;
    setImmediate(this.#enterAll);
  }

  /** Returns the window of a run, which has all rows that were recorded before; undefined if this process has predicted none. */
  windowOf(runId: number, stored: StoredPipeline): RunWindow | undefined {
    this.#enterAll();
    return this.#windows.find(runId, stored);
  }

  #startTimer(): void {
    this.#hasTimer = true;
    const timer = setTimeout(() => {
      this.#hasTimer = false;
      this.#enterAll();
    }, WAIT_MS);
    timer.unref();
  }

  readonly #enterAll = (): void => {
    const predicted = this.#predicted;
    this.#isDue = false;
    if (predicted.length === 0) return;
    this.#predicted = [];
    this.#rows = 0;
    for (const each of predicted) this.#enter(each);
  };

  #enter({ runId, stored, rows, following }: Predicted): void {
    try {
      this.#windows.enter(runId, stored, rows, following, ({ name }, count) =>
        this.#metrics.count(stored.model, name, count),
      );
    } catch (error) {
      const fields = { run_id: runId, model: stored.model, err: error };
      this.#logger.error(fields, `predicted rows could not be counted: ${messageOf(error)}`);
    }
  }
}
