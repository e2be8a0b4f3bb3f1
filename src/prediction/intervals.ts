import { Failure } from "../errors.ts";
import { halfWidths, rowsForLevel } from "../learn/model-selection/held-back-residuals.ts";
import type { Prediction } from "../learn/pipeline.ts";
import { parameterOf, type StoredPipeline } from "../models/stored-pipeline.ts";
import { notFinite } from "./failures.ts";

/** The lower and the upper end of an interval. */
type Interval = [lower: number, upper: number];

/** Collects the prediction intervals of slices of rows, as the answer has them: one per row, or one per label in a list. */
export class RowIntervals {
  readonly rows: (Interval | Interval[])[] = [];
  readonly #halves: Float64Array;

  /**
   * `level`: the least probability that an interval holds the label of a new row, 0 < level < 1. Throws `Failure`: `invalid` if
   * the model does not predict numbers, or its run held back no rows or too few; `conflict` if an older version stored it.
   */
  constructor(stored: StoredPipeline, runId: number, level: number) {
    this.#halves = halvesOf(stored, runId, level);
  }

  /** Adds the intervals of the next rows. Throws `RowError` for one that is not finite. */
  add(predictions: readonly Prediction[]): void {
    predictions.forEach((prediction, row) => {
      if (Array.isArray(prediction)) {
        this.rows.push(prediction.map((value, label) => this.#around(value, label, row)));
      } else this.rows.push(this.#around(prediction as number, 0, row));
    });
  }

  #around(value: number, label: number, row: number): Interval {
    const half = this.#halves[label]!;
    const interval: Interval = [value - half, value + half];
    if (!interval.every(Number.isFinite)) throw notFinite(row, "interval");
    return interval;
  }
}

function halvesOf(stored: StoredPipeline, runId: number, level: number): Float64Array {
  const { heldBack } = stored;
  const { estimator } = stored.pipeline;
  if (estimator.kind !== "regressor") {
    throw refused(`${estimator.type} does not predict numbers`, "must be left out for this run");
  }
  if (heldBack === undefined) {
    throw new Failure(
      "conflict",
      `the stored pipeline of run ${runId} has no intervals: an older version stored it; train the run again, with the parameter validation_fraction`,
    );
  }
  if (heldBack === null) {
    const sent = parameterOf(stored, "validation_fraction");
    throw refused(
      typeof sent === "number" && sent >= 1
        ? `run ${runId} has no residuals of rows held back: validation_fraction was sent as a number of rows, which only stops a fit early; train it again and send it as a fraction, such as 0.2`
        : `run ${runId} has no residuals of rows held back; train it again and send the parameter validation_fraction as a fraction, such as 0.2`,
      "needs a run that was trained with validation_fraction",
    );
  }
  const halves = halfWidths(heldBack, level);
  if (halves !== undefined) return halves;
  const needed = rowsForLevel(level);
  throw refused(
    `the level ${level} needs at least ${needed} rows held back, and run ${runId} held back ${heldBack.rows}; ask for a lower level, or train the run with more rows or a larger validation_fraction`,
    `needs at least ${needed} rows held back; this run held back ${heldBack.rows}`,
  );
}

function refused(why: string, message: string): Failure {
  return new Failure("invalid", `interval cannot be given: ${why}`, [{ path: "interval", message }]);
}
