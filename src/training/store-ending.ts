import type { RunEnd } from "../database/finish-run.ts";
import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Schema } from "../database/schema/schema.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import type { FitOutcome } from "./fit-worker.ts";
import { mainMetric } from "./main-metric.ts";
import type { Outcome } from "./outcomes.ts";
import type { Run, Storing } from "./run.ts";
import { RefusedError, storeRun } from "./store-run.ts";
import { TrainingFailure } from "./training-failure.ts";

/** The options of `storeEnding`. */
export interface StoreEndingOptions {
  readonly locks: RunLocks;
  readonly schema: Schema;
  readonly logger: Logger;
  /** Once aborted, an attempt that fails is not repeated. */
  readonly stopRetrying: AbortSignal;
}

/** What was written, and for a failed run why it failed. */
interface Written {
  readonly status: Outcome["run_status"];
  readonly failure?: TrainingFailure;
}

/**
 * Stores how a run ended, logs it once, and releases the thread and the lock. Never throws: when the end cannot be
 * stored, `run_status` is null, and the next sweep of dead runs finds the row.
 *
 * When the database refuses the result, the run is FAILED. When it refuses the metric rows, FAILED is written without
 * them.
 */
export async function storeEnding(run: Run, storing: Storing, options: StoreEndingOptions): Promise<Outcome> {
  const { thread, claim, ending, fit, acceptedAt } = storing;
  thread.release();
  const { status, failure } =
    "fitted" in ending
      ? await storeResult(run, storing, ending.fitted, options)
      : await storeFailure(run, storing, ending.failure, options);
  await claim.release();
  const elapsedSeconds = (Date.now() - (fit?.startedAt ?? acceptedAt)) / 1000;
  if (status === "SUCCESS" && "fitted" in ending)
    logSuccess(run, storing.rows, ending.fitted, elapsedSeconds, options.logger);
  return {
    model_name: run.modelName,
    model_run_id: run.runId,
    run_status: status,
    error_type: failure?.errorType ?? null,
    error_message: failure?.message ?? null,
    elapsed_seconds: elapsedSeconds,
  };
}

async function storeResult(
  run: Run,
  storing: Storing,
  { bytes, metrics }: FitOutcome,
  options: StoreEndingOptions,
): Promise<Written> {
  const end = { result: bytes, metrics: metrics.map(([name, value]) => ({ name, value })) };
  const stored = await write(run, storing, end, options);
  if (stored === "stored") return { status: "SUCCESS" };
  if (stored === "lost") return { status: null };
  const message = `the database refused the result: ${stored.message}`;
  return storeFailure(run, storing, new TrainingFailure("result_refused", message), options);
}

async function storeFailure(
  run: Run,
  storing: Storing,
  failure: TrainingFailure,
  options: StoreEndingOptions,
): Promise<Written> {
  options.logger.error({ ...run.logFields, error_type: failure.errorType, err: failure }, "training failed");
  await storing.claim.stopWaiting(failure);
  return { status: (await writeFailure(run, storing, failure, options)) ? "FAILED" : null, failure };
}

/** Sets the run to FAILED, with its reason if that can be written. Returns whether it succeeded. */
async function writeFailure(
  run: Run,
  storing: Storing,
  failure: TrainingFailure,
  options: StoreEndingOptions,
): Promise<boolean> {
  // There is no row to write to: GET /api/train and the log report the failure.
  if (storing.claim.row === "absent") return true;
  const metrics = [
    { name: "error_type", value: failure.errorType },
    { name: "error_message", value: failure.message },
  ];
  const stored = await write(run, storing, { result: null, metrics }, options);
  if (!(stored instanceof RefusedError)) return stored === "stored";
  return (await write(run, storing, { result: null, metrics: null }, options)) === "stored";
}

/** Writes the end of a run, or logs why it cannot be written. Returns the error when the server refuses it. */
async function write(
  run: Run,
  { claim }: Storing,
  end: RunEnd,
  { locks, schema, logger, stopRetrying }: StoreEndingOptions,
): Promise<"stored" | "lost" | RefusedError> {
  if (claim.isLost) return "lost";
  const signal = claim.row === "locked" ? ONE_ATTEMPT : stopRetrying;
  try {
    if (await storeRun(run.runId, end, { locks, schema, logger, stopRetrying: signal })) return "stored";
    logger.error(run.logFields, "the run's row is gone: the end of its training cannot be stored");
  } catch (error) {
    const reason = error instanceof LostLockError ? "the run is another process's now" : messageOf(error);
    logger.error({ ...run.logFields, err: reason }, "the end of a training could not be stored");
    if (error instanceof RefusedError) return error;
  }
  return "lost";
}

/** For a row that another transaction has held for the whole wait. */
const ONE_ATTEMPT = AbortSignal.abort();

function logSuccess(
  run: Run,
  rows: number,
  { bytes, metrics }: FitOutcome,
  seconds: number,
  logger: Logger,
): void {
  const fields = { rows, bytes: bytes.length, seconds, ...mainMetric(metrics) };
  logger.info({ ...run.logFields, ...fields }, "training done");
}
