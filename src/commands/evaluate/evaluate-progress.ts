import type { ByteSource } from "../../ingest/files/byte-source.ts";
import type { ProgressObserver } from "../../offline/offline-trainer.ts";
import type { IterationReport } from "../../training/fit-progress.ts";
import type { Stage } from "../../training/stages.ts";
import { ProgressDisplay } from "../terminal/progress.ts";

const MEGABYTE = 1e6;

/** Shows how much of a file has been read. */
export class ReadDisplay {
  readonly #display: ProgressDisplay;
  readonly #total: number | null;

  constructor({ name, size }: ByteSource) {
    this.#display = new ProgressDisplay(`reading ${name}`, { unit: "MB" });
    this.#total = size === null ? null : Math.ceil(size / MEGABYTE);
  }

  /** `bytes` have been read. */
  show(bytes: number): void {
    const done = Math.floor(bytes / MEGABYTE);
    // A small file is read before anybody could look.
    if (done > 0) this.#display.update({ done, total: this.#total });
  }

  end(): void {
    this.#display.end();
  }
}

/** Shows how far the fits of a training are, or how far a search is. */
export class FitDisplay implements ProgressObserver {
  readonly #display: ProgressDisplay;
  readonly #combinations: number | null;
  /** Combinations of a search, or percent of the rows that all fits learn from. */
  #done = 0;
  #stage: Stage | undefined;

  /** `combinations` is the number of those of a search; null for one training. */
  constructor(combinations: number | null) {
    this.#combinations = combinations;
    this.#display =
      combinations === null
        ? new ProgressDisplay("evaluate", { unit: "%" })
        : new ProgressDisplay("search", { unit: "combinations" });
  }

  /** This many combinations of the search are done. */
  combination(done: number): void {
    this.#done = done;
    this.#show();
  }

  stage(stage: Stage): void {
    this.#stage = stage;
    this.#advance(0);
    this.#show(stage.name);
  }

  progress({ done, maximum }: IterationReport): void {
    this.#advance(done / maximum);
    this.#show(`${this.#stage?.name}, iteration ${done} of ${maximum}`);
  }

  end(): void {
    this.#display.end();
  }

  /** `part` of the present stage is done. */
  #advance(part: number): void {
    if (this.#combinations !== null || this.#stage === undefined) return;
    const { rows, rowsBefore, rowsAfter } = this.#stage;
    this.#done = Math.floor((100 * (rowsBefore + rows * part)) / (rowsBefore + rows + rowsAfter));
  }

  #show(note?: string): void {
    const total = this.#combinations ?? 100;
    this.#display.update({ done: this.#done, total, ...(note === undefined ? {} : { note }) });
  }
}
