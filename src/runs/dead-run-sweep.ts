import type { Database } from "../database/connection.ts";
import type { Schema } from "../database/schema/schema.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { inNewTrace } from "../tracing/tracer.ts";
import { failDeadRuns } from "./fail-dead-runs.ts";

/** Pauses before the checks that follow a start. */
const FOLLOW_PAUSES_MS = [1000, 5000, 30_000, 60_000];

/** What a sweep needs. */
export interface SweepOptions {
  readonly database: Database;
  readonly schema: Schema;
  /** Returns the runs that this process trains. */
  readonly ownRuns: () => readonly number[];
  readonly logger: Logger;
}

/** Sets runs whose process is gone to FAILED, in the background, one sweep at a time. No training waits for it. */
export class DeadRunSweep {
  readonly #options: SweepOptions;
  #isSweeping = false;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  /** Starts a sweep, unless one is in progress. */
  start(): void {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    void this.#sweep().finally(() => {
      this.#isSweeping = false;
    });
  }

  /**
   * Sweeps a few more times, until no other process seems to train. Call it after a start that found runs of other processes:
   * the server takes about a minute to notice that a process vanished together with its machine. Ends when `stop` is aborted.
   */
  async follow(stop: AbortSignal): Promise<void> {
    for (const pauseMs of FOLLOW_PAUSES_MS) {
      await pause(pauseMs, stop);
      if (stop.aborted || (await this.#sweep()) === 0) return;
    }
  }

  /** Returns the number of runs that other processes seem to train; undefined when the database does not answer. */
  async #sweep(): Promise<number | undefined> {
    const { database, schema, ownRuns, logger } = this.#options;
    const fail = async () => failDeadRuns(database, await schema.layout(), ownRuns);
    try {
      const { failed, held } = await inNewTrace("fail dead runs", fail);
      if (failed.length > 0)
        logger.warn({ run_ids: failed }, "runs of a process that is gone were set to FAILED");
      return held.length;
    } catch (error) {
      logger.warn({ err: messageOf(error) }, "looking for dead runs failed");
      return undefined;
    }
  }
}
