import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import type { FitOutcome } from "./fit-worker.ts";
import { type Job, logOf, type Outcome } from "./job.ts";
import { RefusedError, storeRun } from "./store-run.ts";
import { TrainingFailure } from "./training-failure.ts";

/** How a training came out, before that is stored. */
export type Ending = { readonly fitted: FitOutcome } | { readonly failure: TrainingFailure };

/**
 * Stores how a run ended, logs it once, ends its thread and lets go of its lock. Never throws: an end that cannot
 * be stored has `run_status` null, and whoever looks for dead runs next finds it.
 */
export async function finishJob(job: Job, ending: Ending, locks: RunLocks, logger: Logger): Promise<Outcome> {
  job.worker.terminate();
  let failure = "failure" in ending ? ending.failure : undefined;
  let stored = await store(job, ending, locks, logger);
  if (stored === "refused") {
    const message = "the database refused the fitted pipeline; the log tells why";
    failure = new TrainingFailure("result_refused", message);
    stored = await store(job, { failure }, locks, logger);
  }
  await locks.release(job.runId);
  const elapsedSeconds = (Date.now() - (job.startedAt ?? job.acceptedAt)) / 1000;
  if (stored === "SUCCESS" && "fitted" in ending)
    logger.info(
      { ...logOf(job), bytes: ending.fitted.bytes.length, seconds: elapsedSeconds },
      "training done",
    );
  return {
    model_name: job.modelName,
    model_run_id: job.runId,
    run_status: stored === "refused" ? null : stored,
    error_type: failure?.errorType ?? null,
    error_message: failure?.message ?? null,
    elapsed_seconds: elapsedSeconds,
  };
}

/** Stores one ending and logs what went wrong. `refused` says that a fitted pipeline was not taken. */
async function store(
  job: Job,
  ending: Ending,
  locks: RunLocks,
  logger: Logger,
): Promise<Outcome["run_status"] | "refused"> {
  const log = logOf(job);
  const failure = "failure" in ending ? ending.failure : undefined;
  if (failure !== undefined) {
    job.ended ??= failure;
    logger.error({ ...log, error_type: failure.errorType, err: failure }, "training failed");
  }
  if (job.lost) return null;
  const result = "fitted" in ending ? ending.fitted.bytes : null;
  try {
    if (await storeRun(locks, job.runId, result, metricRows(ending), job.hurry.signal, logger)) {
      return failure === undefined ? "SUCCESS" : "FAILED";
    }
    logger.error(log, "the end of a training has no row to be stored in");
  } catch (error) {
    const reason = error instanceof LostLockError ? "the run is another process's now" : messageOf(error);
    logger.error({ ...log, err: reason }, "the end of a training could not be stored");
    if (error instanceof RefusedError && result !== null) return "refused";
  }
  return null;
}

function metricRows(ending: Ending): { name: string; value: string }[] {
  if ("fitted" in ending) return ending.fitted.metrics.map(([name, value]) => ({ name, value }));
  return [
    { name: "error_type", value: ending.failure.errorType },
    { name: "error_message", value: ending.failure.message },
  ];
}
