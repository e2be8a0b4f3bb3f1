import { isPermanent, isRefusal, reasonOf } from "../database/connection.ts";
import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Schema } from "../database/schema/schema.ts";
import { finishRun, type RunEnd } from "../database/statements/finish-run.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";

/** A large result takes its time, 30 MB about two seconds; this is for a server ten times as slow. */
const SLOWEST_BYTES_PER_MS = 1500;
const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];
/** A sound server that refuses this often will not take the result: its disk is full, for example. */
const MAX_REFUSALS = 6;

/** The server is there and does not take the end of this run. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** What storing a run needs beside its end. */
export interface Store {
  readonly locks: RunLocks;
  readonly schema: Schema;
  readonly logger: Logger;
  /** Ends the attempts after the one at hand. */
  readonly hurry: AbortSignal;
}

/**
 * Writes the end of a run in one transaction; returns false when its row is gone. While the database is away it is
 * tried again with growing pauses, for as long as the process lives, or until `hurry` is aborted.
 * Throws `LostLockError` when the run is not ours any more, `RefusedError` when the server does not take it, and the
 * last error after `hurry`.
 */
export async function storeRun(
  runId: number,
  end: RunEnd,
  { locks, schema, logger, hurry }: Store,
): Promise<boolean> {
  const extraMs = (end.result?.length ?? 0) / SLOWEST_BYTES_PER_MS;
  let refusals = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      const layout = schema.latest;
      const version = await locks.transaction(runId, (sql) => finishRun(sql, runId, end, layout), extraMs);
      return version !== null;
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      if (isPermanent(error)) schema.forget();
      if (
        isPermanent(error) ||
        (error instanceof Error && isRefusal(error.cause) && ++refusals === MAX_REFUSALS)
      )
        throw new RefusedError(reasonOf(error), { cause: error });
      if (hurry.aborted) throw error;
      logger.warn(
        { run_id: runId, attempt: attempt + 1, err: messageOf(error) },
        "storing a run failed; trying again",
      );
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!, hurry);
    }
  }
}
