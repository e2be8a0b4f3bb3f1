import type { Database } from "../database/connection.ts";
import { LostLockError } from "../database/lock-connection.ts";
import { lookupRun } from "../database/lookup-run.ts";
import { markRunning } from "../database/mark-running.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { pause } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { checkLookup } from "./check-lookup.ts";
import type { Job } from "./job.ts";

/** Spring Boot's transaction may commit after its call arrives. */
const ROW_PATIENCE_MS = 10_000;
const ROW_PAUSES_MS = [25, 50, 100, 200, 400];

/**
 * Takes the run's lock and sets its row to RUNNING: now, or, through `job.row`, as soon as the row is there.
 * `rowExpected` says that the row was seen already. `onLost` is called when the lock is lost for good.
 * Throws `Failure`: `conflict` when another process trains the run, `unavailable`.
 */
export async function claimRun(
  job: Job,
  rowExpected: boolean,
  database: Database,
  locks: RunLocks,
  onLost: () => void,
): Promise<void> {
  if (!(await locks.acquire(job.runId, onLost))) {
    throw taken(job.runId);
  }
  try {
    const version = await locks.transaction(job.runId, (sql) => markRunning(sql, job.runId));
    if (version === null) job.row = awaitRow(job, rowExpected, database, locks);
  } catch (error) {
    await locks.release(job.runId);
    throw error instanceof LostLockError ? taken(job.runId) : error;
  }
}

function taken(runId: number): Failure {
  return new Failure("conflict", `run ${runId} is being trained by another process`);
}

async function awaitRow(job: Job, rowExpected: boolean, database: Database, locks: RunLocks): Promise<void> {
  const until = job.acceptedAt + ROW_PATIENCE_MS;
  for (let attempt = 0; Date.now() < until && job.ended === undefined; attempt++) {
    await pause(ROW_PAUSES_MS[Math.min(attempt, ROW_PAUSES_MS.length - 1)]!, job.hurry.signal);
    const version = await locks
      .transaction(job.runId, (sql) => markRunning(sql, job.runId))
      .catch(() => null);
    if (version === null) continue;
    const lookup = await database.run((sql) => lookupRun(sql, job.modelName, job.runId));
    checkLookup(lookup, job.modelName, job.runId);
    return;
  }
  throw new Failure(
    "not_found",
    rowExpected
      ? `the row of run ${job.runId} stayed locked by another transaction for ${ROW_PATIENCE_MS / 1000} s`
      : `no row of run ${job.runId} was committed within ${ROW_PATIENCE_MS / 1000} s`,
  );
}
