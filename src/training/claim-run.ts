import type { Database } from "../database/connection.ts";
import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { lookupRun } from "../database/statements/lookup-run.ts";
import { markRunning } from "../database/statements/mark-running.ts";
import { pause } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { checkLookup } from "./check-lookup.ts";
import type { Job } from "./job.ts";

/** Pauses between looks for a row that is not there yet. */
const ROW_PAUSES_MS = [25, 50, 100, 200, 400, 1000];

/** Pauses between attempts to get the lock of a run that another process has just ended. */
const RELEASE_PAUSES_MS = [10, 20, 50, 100, 200];

/** What claiming a run needs beside the job. */
export interface ClaimOptions {
  readonly database: Database;
  readonly locks: RunLocks;
  /** How long a run's row is waited for: Spring Boot's transaction may commit after its call arrives. */
  readonly rowTimeoutSeconds: number;
  /** Whether the run's row said that it has ended: a lock on it is about to be released. */
  readonly hasEnded: boolean;
  /** Called when the lock is lost for good. */
  readonly onLost: () => void;
}

/**
 * Takes the run's lock and sets its row to RUNNING: now, or, through `job.row`, as soon as the row is there.
 * Throws `Failure`: `conflict` when another process trains the run, `unavailable`.
 */
export async function claimRun(job: Job, options: ClaimOptions): Promise<void> {
  const { locks, hasEnded, onLost } = options;
  const pauses = hasEnded ? RELEASE_PAUSES_MS : [];
  for (let attempt = 0; !(await locks.acquire(job.runId, onLost)); attempt++) {
    if (attempt === pauses.length) throw taken(job.runId);
    await pause(pauses[attempt]!);
  }
  try {
    if (!(await mark(job, locks))) job.row = awaitRow(job, options);
  } catch (error) {
    await locks.release(job.runId);
    throw error instanceof LostLockError ? taken(job.runId) : error;
  }
}

function taken(runId: number): Failure {
  return new Failure("conflict", `run ${runId} is being trained by another process`);
}

/** Sets the row to RUNNING if it is there, is of the job's model and no transaction holds it; whether it did. */
async function mark(job: Job, locks: RunLocks): Promise<boolean> {
  const { runId, modelName } = job;
  const version = await locks.transaction(runId, (sql) => markRunning(sql, runId, modelName));
  if (version !== null) job.rowState = "running";
  return version !== null;
}

async function awaitRow(job: Job, options: ClaimOptions): Promise<void> {
  const { database, locks, rowTimeoutSeconds } = options;
  const { runId, modelName } = job;
  const until = job.acceptedAt + rowTimeoutSeconds * 1000;
  job.rowState = "absent";
  for (let attempt = 0; Date.now() < until && job.ended === undefined; attempt++) {
    await pause(ROW_PAUSES_MS[Math.min(attempt, ROW_PAUSES_MS.length - 1)]!, job.hurry.signal);
    const isMarked = await mark(job, locks).catch(() => {
      // Whether it is RUNNING is not known: an end is to be written then.
      job.rowState = "locked";
      return false;
    });
    if (isMarked) return;
    const lookup = await database.run((sql) => lookupRun(sql, modelName, runId)).catch(() => undefined);
    if (lookup === undefined) continue;
    checkLookup(lookup, modelName, runId);
    job.rowState = lookup.runExists ? "locked" : "absent";
  }
  if (job.ended !== undefined) throw job.ended;
  throw new Failure(
    "not_found",
    job.rowState === "locked"
      ? `the row of run ${runId} stayed locked by another transaction for ${rowTimeoutSeconds} s (RUN_ROW_TIMEOUT_SECONDS); commit before or right after the call`
      : `no row with id ${runId} was committed to model_runs within ${rowTimeoutSeconds} s (RUN_ROW_TIMEOUT_SECONDS); check the id, or commit the run before the call`,
  );
}
