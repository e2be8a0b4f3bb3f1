import { Pace } from "./pace.ts";
import type { Stage } from "./stages.ts";

/** What a thread reports of the iterations of the present stage. */
export interface IterationReport {
  readonly done: number;
  readonly maximum: number;
  /** Null where it is not known. */
  readonly loss: number | null;
}

/** How far a fit is. What is not known is null. */
export interface Progress {
  readonly stage: string;
  readonly iteration: number | null;
  readonly max_iterations: number | null;
  readonly loss: number | null;
  readonly rows_per_second: number | null;
  readonly elapsed_seconds: number;
  readonly estimated_remaining_seconds: number | null;
}

/** The progress of a fit through its stages. Times are in milliseconds since the epoch. */
export class FitProgress {
  /** When the fit began. */
  readonly startedAt: number;
  #stage: Stage;
  #stageStartedAt: number;
  #latest: (IterationReport & { readonly at: number }) | null = null;
  #pace = new Pace();

  /** The fit of `rows` rows begins. */
  constructor(rows: number, now = Date.now()) {
    this.startedAt = now;
    this.#stage = { name: "fit", rows, rowsBefore: 0, rowsAfter: 0 };
    this.#stageStartedAt = now;
  }

  /** The next stage begins. */
  begin(stage: Stage, now = Date.now()): void {
    this.#stage = stage;
    this.#stageStartedAt = now;
    this.#latest = null;
    this.#pace = new Pace();
  }

  /** Iterations of the present stage are done. */
  report(report: IterationReport, now = Date.now()): void {
    this.#latest = { ...report, at: now };
    this.#pace.report((now - this.#stageStartedAt) / 1000, report.done);
  }

  /** Returns the progress at `now`. */
  at(now = Date.now()): Progress {
    return {
      stage: this.#stage.name,
      iteration: this.#latest?.done ?? null,
      max_iterations: this.#latest?.maximum ?? null,
      loss: this.#latest?.loss ?? null,
      rows_per_second: this.#rowsPerSecond(),
      elapsed_seconds: (now - this.startedAt) / 1000,
      estimated_remaining_seconds: this.#secondsLeft(now),
    };
  }

  /** The rows times the iterations done, divided by the seconds from the beginning of the stage to the latest report. */
  #rowsPerSecond(): number | null {
    if (this.#latest === null) return null;
    const { done, at } = this.#latest;
    const seconds = (at - this.#stageStartedAt) / 1000;
    return seconds > 0 ? Math.round((this.#stage.rows * done) / seconds) : null;
  }

  /**
   * Estimates the seconds to the end of the last fit, from the pace of the iterations up to their maximum, and from the time
   * that the fits before took for each of their rows: a fold will hardly need more iterations than the fit before it did.
   */
  #secondsLeft(now: number): number | null {
    const { rows, rowsBefore, rowsAfter } = this.#stage;
    if (rows + rowsAfter === 0) return null;
    const elapsed = (now - this.#stageStartedAt) / 1000;
    const byPace =
      this.#latest === null
        ? undefined
        : this.#pace.secondsFor(this.#latest.maximum - this.#latest.done, elapsed);
    if (rowsBefore === 0) {
      if (byPace === undefined) return null;
      return byPace + ((elapsed + byPace) / rows) * rowsAfter;
    }
    const perRow = (this.#stageStartedAt - this.startedAt) / 1000 / rowsBefore;
    const expected = perRow * rows - elapsed;
    const own = expected > 0 ? Math.min(expected, byPace ?? expected) : (byPace ?? 0);
    return own + perRow * rowsAfter;
  }
}
