import type { Database } from "../database/connection.ts";
import type { Schema } from "../database/schema/schema.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { failDeadRuns } from "./fail-dead-runs.ts";

/** Pauses between the looks after a start. */
const FOLLOW_PAUSES_MS = [1000, 5000, 30_000, 60_000];

/** What a look needs. */
export interface SweepOptions {
  readonly database: Database;
  readonly schema: Schema;
  /** Returns the runs of this process. */
  readonly ours: () => readonly number[];
  readonly logger: Logger;
}

/** Looks for runs whose process is gone, in the background and one look at a time: no training waits for it. */
export class DeadRunSweep {
  readonly #options: SweepOptions;
  #looking = false;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** Starts a look, unless one is under way. */
  start(): void {
    if (this.#looking) return;
    this.#looking = true;
    void this.#look().finally(() => {
      this.#looking = false;
    });
  }

  /**
   * Looks again and again, a few times, for as long as other processes seem to train: the session of one that was
   * cut off with its machine is known to be dead after a minute only. Ends when `stop` is aborted.
   */
  async follow(stop: AbortSignal): Promise<void> {
    for (const pauseMs of FOLLOW_PAUSES_MS) {
      await pause(pauseMs, stop);
      if (stop.aborted || (await this.#look()) === 0) return;
    }
  }

  /** How many runs other processes still seem to train. */
  async #look(): Promise<number | undefined> {
    const { database, schema, ours, logger } = this.#options;
    try {
      const { failed, held } = await failDeadRuns(database, await schema.layout(), ours);
      if (failed.length > 0)
        logger.warn({ run_ids: failed }, "runs of a process that is gone were set to FAILED");
      return held.length;
    } catch (error) {
      logger.warn({ err: messageOf(error) }, "looking for dead runs failed");
      return undefined;
    }
  }
}
