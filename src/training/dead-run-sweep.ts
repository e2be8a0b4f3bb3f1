import type { Database } from "../database/connection.ts";
import { failDeadRuns } from "../database/fail-dead-runs.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";

/** Pauses between the looks after a start. */
const FOLLOW_PAUSES_MS = [1000, 5000, 30_000, 60_000];

/** Looks for runs whose process is gone, in the background and one look at a time: no training waits for it. */
export class DeadRunSweep {
  readonly #database: Database;
  readonly #ours: () => readonly number[];
  readonly #logger: Logger;
  #looking = false;

  /** `ours` tells the runs of this process. */
  constructor(database: Database, ours: () => readonly number[], logger: Logger) {
    this.#database = database;
    this.#ours = ours;
    this.#logger = logger;
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
    try {
      const { failed, held } = await failDeadRuns(this.#database, this.#ours);
      if (failed.length > 0)
        this.#logger.warn({ run_ids: failed }, "runs of a process that is gone were set to FAILED");
      return held.length;
    } catch (error) {
      this.#logger.warn({ err: messageOf(error) }, "looking for dead runs failed");
      return undefined;
    }
  }
}
