import { isRefusal } from "../database/connection.ts";
import { finishRun, type MetricRow } from "../database/finish-run.ts";
import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";

/** A large result takes its time, 30 MB about two seconds; this is for a server ten times as slow. */
const SLOWEST_BYTES_PER_MS = 1500;
const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];
/** What a sound server refuses so often it will not take: its disk is full, or the result is more than it can hold. */
const MAX_REFUSALS = 6;

/** The server is there and does not take the end of this run. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/**
 * Writes the end of a run in one transaction; false when its row is gone. While the database is away it is tried
 * again with growing pauses, for as long as the process lives: `hurry` ends that after the attempt at hand.
 * Throws `LostLockError` when the run is not ours any more, `RefusedError`, and the last error after `hurry`.
 */
export async function storeRun(
  locks: RunLocks,
  runId: number,
  result: Uint8Array | null,
  metrics: readonly MetricRow[],
  hurry: AbortSignal,
  logger: Logger,
): Promise<boolean> {
  const extraMs = (result?.length ?? 0) / SLOWEST_BYTES_PER_MS;
  let refusals = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      const version = await locks.transaction(
        runId,
        (sql) => finishRun(sql, runId, result, metrics),
        extraMs,
      );
      return version !== null;
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      if (error instanceof Error && isRefusal(error.cause) && ++refusals === MAX_REFUSALS) {
        throw new RefusedError(error.message, { cause: error });
      }
      if (hurry.aborted) throw error;
      logger.warn(
        { run_id: runId, attempt: attempt + 1, err: messageOf(error) },
        "storing a run failed; trying again",
      );
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!, hurry);
    }
  }
}
