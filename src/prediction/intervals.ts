import { Failure } from "../errors.ts";
import type { LabelScale } from "../learn/core/label-scale.ts";
import { halfWidths, intervalEnds, rowsForLevel } from "../learn/model-selection/held-back-residuals.ts";
import type { Prediction } from "../learn/pipeline.ts";
import { parameterOf, type StoredPipeline } from "../models/stored-pipeline.ts";
import { notFinite } from "./failures.ts";

/** The lower and the upper end of an interval. */
type Interval = [lower: number, upper: number];

/** Collects the prediction intervals of slices of rows, as the answer has them: one per row, or one per label in a list. */
export class RowIntervals {
  readonly rows: (Interval | Interval[])[] = [];
  readonly #halves: Float64Array;
  readonly #scale: LabelScale | undefined;

  /**
   * `level`: the least probability that an interval holds the label of a new row, 0 < level < 1. Throws `Failure`: `invalid` if
   * the model does not predict numbers, or its run held back no rows or too few; `conflict` if an older version stored it.
   */
  constructor(stored: StoredPipeline, runId: number, level: number) {
    this.#halves = halvesOf(stored, runId, level);
    this.#scale = scaleOf(stored);
  }

  /** Adds the intervals of the next rows. Throws `RowError` for one that is not finite. */
  add(predictions: readonly Prediction[]): void {
    const columns = this.#halves.length;
    const data = Float64Array.from(predictions.flat() as number[]);
    const { lower, upper } = intervalEnds(
      { rows: predictions.length, columns, data },
      this.#halves,
      this.#scale,
    );
    const intervalAt = (at: number): Interval => {
      const interval: Interval = [lower[at]!, upper[at]!];
      if (!interval.every(Number.isFinite)) throw notFinite(Math.floor(at / columns), "interval");
      return interval;
    };
    predictions.forEach((prediction, row) => {
      const first = row * columns;
      if (!Array.isArray(prediction)) this.rows.push(intervalAt(first));
      else this.rows.push(prediction.map((_, label) => intervalAt(first + label)));
    });
  }
}

function scaleOf({ pipeline: { estimator }, heldBack }: StoredPipeline): LabelScale | undefined {
  if (heldBack?.unit !== "transformed_label" || estimator.kind !== "regressor") return undefined;
  return estimator.labelScale;
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
