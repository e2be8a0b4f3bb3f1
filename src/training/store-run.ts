import { finishRun, type RunEnd } from "../database/finish-run.ts";
import { LostLockError } from "../database/lock-connection.ts";
import { isPermanent, isRefusal, reasonOf } from "../database/refusal.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Schema } from "../database/schema/schema.ts";
import { pauseAfter } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";

/** The slowest rate at which a large result is written: a tenth of the usual one, 30 MB in two seconds. */
const SLOWEST_BYTES_PER_MS = 1500;
/** Pauses between attempts; the last one repeats. */
const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];
/** After this many refused attempts, the server is expected to refuse all: its disk may be full, for example. */
const MAX_REFUSALS = 6;

/** The server answers, but refuses to store the end of this run. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** The options of `storeRun`. */
export interface StoreOptions {
  readonly locks: RunLocks;
  readonly schema: Schema;
  readonly logger: Logger;
  /** Once aborted, an attempt that fails is not repeated. */
  readonly stopRetrying: AbortSignal;
}

/**
 * Writes the end of a run in one transaction. Returns false when its row is gone. While the database is away, attempts are
 * repeated with growing pauses until `stopRetrying` is aborted.
 * Throws `LostLockError` when the run may be another process's now, `RefusedError` when the server refuses it, and the error
 * of the last attempt once `stopRetrying` is aborted.
 */
export async function storeRun(
  runId: number,
  end: RunEnd,
  { locks, schema, logger, stopRetrying }: StoreOptions,
): Promise<boolean> {
  const extraMs = (end.result?.length ?? 0) / SLOWEST_BYTES_PER_MS;
  let refusals = 0;
  for (let attempt = 0; ; attempt++) {
    try {
      const layout = schema.latest;
      const version = await locks.transaction(
        "store_run",
        runId,
        (sql) => finishRun(sql, runId, end, layout),
        extraMs,
      );
      return version !== null;
    } catch (error) {
      if (error instanceof LostLockError) throw error;
      if (isPermanent(error)) schema.forget();
      if (
        isPermanent(error) ||
        (error instanceof Error && isRefusal(error.cause) && ++refusals === MAX_REFUSALS)
      )
        throw new RefusedError(reasonOf(error), { cause: error });
      if (stopRetrying.aborted) throw error;
      logger.warn(
        { run_id: runId, attempt: attempt + 1, err: messageOf(error) },
        "storing a run failed; trying again",
      );
      await pauseAfter(attempt, PAUSES_MS, stopRetrying);
    }
  }
}
