import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Schema } from "../database/schema/schema.ts";
import type { RunEnd } from "../database/statements/finish-run.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { FitOutcome } from "./fit-worker.ts";
import { type Job, logOf } from "./job.ts";
import { mainMetric } from "./main-metric.ts";
import { RefusedError, storeRun } from "./store-run.ts";
import { TrainingFailure } from "./training-failure.ts";
import type { Outcome } from "./training-status.ts";

/** How a training came out, before that is stored. */
export type Ending = { readonly fitted: FitOutcome } | { readonly failure: TrainingFailure };

/** Where endings are stored. */
export interface FinishOptions {
  readonly locks: RunLocks;
  readonly schema: Schema;
  readonly logger: Logger;
}

/**
 * Stores how a run ended, logs it once, and releases its thread and its lock. Never throws: an end that cannot be
 * stored has `run_status` null, and the next look for dead runs finds it.
 *
 * A result that the database refuses makes the run FAILED; where the metric rows are what it refuses, they are left
 * out, so that the status is written whatever becomes of them.
 */
export async function finishJob(job: Job, ending: Ending, options: FinishOptions): Promise<Outcome> {
  const { locks, logger } = options;
  job.worker.release();
  let failure = "failure" in ending ? ending.failure : undefined;
  let status: Outcome["run_status"] = null;
  if ("fitted" in ending) {
    const { bytes, metrics } = ending.fitted;
    const end = { result: bytes, metrics: metrics.map(([name, value]) => ({ name, value })) };
    const stored = await store(job, end, options);
    if (stored === "stored") status = "SUCCESS";
    else if (stored instanceof RefusedError)
      failure = new TrainingFailure("result_refused", `the database refused the result: ${stored.message}`);
  }
  if (failure !== undefined) {
    job.ended ??= failure;
    logger.error({ ...logOf(job), error_type: failure.errorType, err: failure }, "training failed");
    if (await storeFailure(job, failure, options)) status = "FAILED";
  }
  await locks.release(job.runId);
  const elapsedSeconds = (Date.now() - (job.startedAt ?? job.acceptedAt)) / 1000;
  if (status === "SUCCESS" && "fitted" in ending) {
    const { bytes, metrics } = ending.fitted;
    const told = { rows: job.rows, bytes: bytes.length, seconds: elapsedSeconds, ...mainMetric(metrics) };
    logger.info({ ...logOf(job), ...told }, "training done");
  }
  return {
    model_name: job.modelName,
    model_run_id: job.runId,
    run_status: status,
    error_type: failure?.errorType ?? null,
    error_message: failure?.message ?? null,
    elapsed_seconds: elapsedSeconds,
  };
}

/** Sets the run to FAILED, with its reason where that can be written; whether it is. */
async function storeFailure(job: Job, failure: TrainingFailure, options: FinishOptions): Promise<boolean> {
  // There is no row to write to, or one of another model: the failure is told from memory.
  if (job.rowState === "absent") return true;
  const metrics = [
    { name: "error_type", value: failure.errorType },
    { name: "error_message", value: failure.message },
  ];
  const stored = await store(job, { result: null, metrics }, options);
  if (!(stored instanceof RefusedError)) return stored === "stored";
  return (await store(job, { result: null, metrics: null }, options)) === "stored";
}

/** Stores one end and logs why it could not be, if so. */
async function store(
  job: Job,
  end: RunEnd,
  { locks, schema, logger }: FinishOptions,
): Promise<"stored" | "lost" | RefusedError> {
  if (job.lost) return "lost";
  // A row that another transaction holds all the while gets one attempt.
  const hurry = job.rowState === "locked" ? AbortSignal.abort() : job.hurry.signal;
  try {
    if (await storeRun(job.runId, end, { locks, schema, logger, hurry })) return "stored";
    logger.error(logOf(job), "the run's row is gone: the end of its training cannot be stored");
  } catch (error) {
    const reason = error instanceof LostLockError ? "the run is another process's now" : messageOf(error);
    logger.error({ ...logOf(job), err: reason }, "the end of a training could not be stored");
    if (error instanceof RefusedError) return error;
  }
  return "lost";
}
