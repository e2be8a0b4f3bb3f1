import { createHash } from "node:crypto";
import { finishRun, type MetricRow } from "../database/finish-run.ts";
import { LostLockError, type RunLocks } from "../database/run-locks.ts";
import { readRunVersion } from "../database/run-version.ts";
import { pause } from "../deadline.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";

/** For this long a result is offered to a database that is away. */
const STORE_PATIENCE_MS = 300_000;
/** A large result takes its time: 30 MB about two seconds. */
const STORE_TIMEOUT_MS = 60_000;
const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];

/**
 * Writes the end of a run in one transaction, trying again with growing pauses while the database is away.
 * Throws `LostLockError` when the run is not ours any more, and the last error when patience ends; `hurry`
 * ends it after the attempt at hand.
 */
export async function storeRun(
  locks: RunLocks,
  runId: number,
  result: Uint8Array | null,
  metrics: readonly MetricRow[],
  hurry: AbortSignal,
  logger: Logger,
): Promise<void> {
  const until = Date.now() + STORE_PATIENCE_MS;
  for (let attempt = 0; ; attempt++) {
    try {
      await locks.transaction(runId, (sql) => finishRun(sql, runId, result, metrics), STORE_TIMEOUT_MS);
      return;
    } catch (error) {
      if (error instanceof LostLockError) {
        // The answer to our own commit may have been what was lost.
        if (attempt > 0 && result !== null && (await isOurs(locks, runId, result))) return;
        throw error;
      }
      if (hurry.aborted || Date.now() > until) throw error;
      logger.warn(
        { run_id: runId, attempt: attempt + 1, err: messageOf(error) },
        "storing a run failed; trying again",
      );
      await pause(PAUSES_MS[Math.min(attempt, PAUSES_MS.length - 1)]!, hurry);
    }
  }
}

async function isOurs(locks: RunLocks, runId: number, result: Uint8Array): Promise<boolean> {
  const digest = createHash("md5").update(result).digest("hex");
  const row = await locks.run((sql) => readRunVersion(sql, runId, true)).catch(() => null);
  return row?.status === "SUCCESS" && row.digest === digest;
}
