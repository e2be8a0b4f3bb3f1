import { LostLockError, type RunLocks } from "../database/run-locks.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { FitOutcome } from "./fit-worker.ts";
import { type Job, logOf, type Outcome } from "./job.ts";
import { storeRun } from "./store-run.ts";
import type { TrainingFailure } from "./training-failure.ts";

/** How a training came out, before that is stored. */
export type Ending = { readonly fitted: FitOutcome } | { readonly failure: TrainingFailure };

/**
 * Stores how a run ended, logs it once, ends its thread and lets go of its lock. Never throws: an end that cannot
 * be stored has `run_status` null, and the next start of a service finds the run dead.
 */
export async function finishJob(job: Job, ending: Ending, locks: RunLocks, logger: Logger): Promise<Outcome> {
  const log = logOf(job);
  const failure = "failure" in ending ? ending.failure : undefined;
  const result = "fitted" in ending ? ending.fitted.bytes : null;
  job.ended ??= failure;
  job.worker.terminate();
  if (failure !== undefined)
    logger.error({ ...log, error_type: failure.errorType, err: failure }, "training failed");
  let stored: Outcome["run_status"] = null;
  try {
    if (!job.lost) {
      await storeRun(locks, job.runId, result, metricRows(ending), job.hurry.signal, logger);
      stored = failure === undefined ? "SUCCESS" : "FAILED";
    }
  } catch (error) {
    const reason = error instanceof LostLockError ? "the run is another process's now" : messageOf(error);
    logger.error({ ...log, err: reason }, "the end of a training could not be stored");
  }
  await locks.release(job.runId);
  const elapsedSeconds = (Date.now() - (job.startedAt ?? job.acceptedAt)) / 1000;
  if (stored === "SUCCESS")
    logger.info({ ...log, bytes: result!.length, seconds: elapsedSeconds }, "training done");
  return {
    model_name: job.modelName,
    model_run_id: job.runId,
    run_status: stored,
    error_type: failure?.errorType ?? null,
    error_message: failure?.message ?? null,
    elapsed_seconds: elapsedSeconds,
  };
}

function metricRows(ending: Ending): { name: string; value: string }[] {
  if ("fitted" in ending) return ending.fitted.metrics.map(([name, value]) => ({ name, value }));
  return [
    { name: "error_type", value: ending.failure.errorType },
    { name: "error_message", value: ending.failure.message },
  ];
}
