import type { Settings } from "../config.ts";
import type { Database } from "../database/connection.ts";
import { failDeadRuns } from "../database/fail-dead-runs.ts";
import { lookupRun } from "../database/lookup-run.ts";
import { markRunning } from "../database/mark-running.ts";
import { LostLockError, type RunLocks } from "../database/run-locks.ts";
import { pause, withDeadline } from "../deadline.ts";
import { Failure, messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { REGISTRY } from "../registry.ts";
import { checkLookup, unknownModel } from "./check-lookup.ts";
import { FitWorker } from "./fit-worker.ts";
import type { Job, Outcome, TrainingStatus } from "./job.ts";
import { storeRun } from "./store-run.ts";
import { TrainingFailure } from "./training-failure.ts";

/** Spring Boot's transaction may commit after its call arrives. */
const ROW_PATIENCE_MS = 10_000;
const ROW_PAUSES_MS = [25, 50, 100, 200, 400];
/** Outcomes remembered for `GET /api/train`. */
const REMEMBERED_OUTCOMES = 1000;

/** A call of `POST /api/train`, its body still to be read. */
export interface TrainingRequest {
  readonly modelName: string;
  readonly runId: number;
  readonly requestId: string;
  readonly readBody: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** How full the training line is. */
export interface LineState {
  readonly running: number | null;
  readonly waiting: number;
  readonly limit: number;
}

/** What the trainings of a process need. */
export interface TrainingsOptions {
  readonly settings: Settings;
  readonly database: Database;
  readonly locks: RunLocks;
  readonly logger: Logger;
  /** Told of every run that ended. */
  readonly onOutcome?: (outcome: Outcome) => void;
}

/**
 * The trainings of this process: accepts runs, keeps them in a bounded line, fits one at a time on a worker
 * thread and stores how each ended.
 */
export class Trainings {
  readonly #options: TrainingsOptions;
  /** Runs between their call's arrival and its answer: they have their place in the line already. */
  readonly #accepting = new Set<number>();
  readonly #waiting: Job[] = [];
  readonly #outcomes = new Map<number, Outcome>();
  #running: Job | undefined;
  #closing = false;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(options: TrainingsOptions) {
    this.#options = options;
  }

  /** Whether new runs are refused because the process is about to end. */
  get closing(): boolean {
    return this.#closing;
  }

  get line(): LineState {
    return {
      running: this.#running?.runId ?? null,
      waiting: this.#waiting.length + this.#accepting.size,
      limit: this.#options.settings.trainQueueLimit,
    };
  }

  /** Accepts a run, or throws the `Failure` that its caller is told. Resolves as soon as the run is accepted. */
  async accept(request: TrainingRequest): Promise<void> {
    const { modelName, runId } = request;
    if (!REGISTRY.has(modelName)) throw await this.#refuseUnknown(modelName);
    this.#reserve(runId);
    const job = this.#createJob(request);
    try {
      const { database, settings } = this.#options;
      const body = await request.readBody();
      const [prepared, lookup] = await Promise.allSettled([
        withDeadline(
          job.worker.prepare(body, modelName, settings),
          settings.trainTimeoutSeconds * 1000,
          "reading the rows",
        ),
        database.run((sql) => lookupRun(sql, modelName, runId)),
      ]);
      // What is wrong with the body comes first: that the caller can mend.
      if (prepared.status === "rejected") throw asRefusal(prepared.reason);
      if (lookup.status === "rejected") throw lookup.reason;
      checkLookup(lookup.value, modelName, runId);
      await this.#claim(job, lookup.value.runExists);
      if (this.#closing) {
        await this.#finish(
          job,
          new TrainingFailure("shutdown", "the service shut down before the training began"),
        );
        throw closing();
      }
    } catch (error) {
      job.worker.terminate();
      this.#accepting.delete(runId);
      this.#settleIdle();
      throw error;
    }
    this.#accepting.delete(runId);
    this.#waiting.push(job);
    this.#options.logger.info(
      { run_id: runId, model: modelName, request_id: request.requestId },
      "training accepted",
    );
    job.row
      .then(
        () => {},
        () => {},
      )
      .finally(() => {
        job.rowSettled = true;
        this.#next();
      });
  }

  /** Where a run stands, from memory; undefined when this process does not know it. */
  status(runId: number): TrainingStatus | undefined {
    const running = this.#running;
    if (running?.runId === runId) {
      return {
        state: "running",
        model_name: running.modelName,
        model_run_id: runId,
        iteration: running.iteration?.done ?? null,
        max_iterations: running.iteration?.maximum ?? null,
        elapsed_seconds: seconds(running.startedAt!),
      };
    }
    const position = this.#waiting.findIndex((job) => job.runId === runId);
    if (position >= 0) {
      return {
        state: "waiting",
        model_name: this.#waiting[position]!.modelName,
        model_run_id: runId,
        position: position + 1,
      };
    }
    const outcome = this.#outcomes.get(runId);
    return outcome === undefined ? undefined : { state: "finished", ...outcome };
  }

  /** Cancels a waiting or running run; false when this process has none such. Resolves once it is stored. */
  async cancel(runId: number): Promise<boolean> {
    const failure = new TrainingFailure(
      "cancelled",
      "the training was cancelled by a call of DELETE /api/train",
    );
    if (this.#running?.runId === runId) {
      this.#stop(this.#running, failure);
      return true;
    }
    const position = this.#waiting.findIndex((job) => job.runId === runId);
    if (position < 0) return false;
    const [job] = this.#waiting.splice(position, 1);
    await this.#finish(job!, failure);
    return true;
  }

  /**
   * Refuses new runs, gives the running one `graceMs`, and marks whatever remains FAILED (`shutdown`).
   * `hurry` ends the grace at once.
   */
  async close(graceMs: number, hurry: AbortSignal): Promise<void> {
    this.#closing = true;
    const failure = () =>
      new TrainingFailure("shutdown", "the service shut down before the training was done");
    await Promise.all(this.#waiting.splice(0).map((job) => this.#finish(job, failure())));
    const idle = this.#whenIdle();
    await Promise.race([idle, pause(graceMs, hurry)]);
    if (this.#running !== undefined) {
      this.#stop(this.#running, failure());
      this.#running.hurry.abort();
    }
    await Promise.race([
      this.#whenIdle(),
      pause(this.#options.settings.databaseTimeoutSeconds * 1000 + 1000),
    ]);
  }

  #reserve(runId: number): void {
    const { trainQueueLimit } = this.#options.settings;
    if (this.#closing) throw closing();
    const known =
      this.#accepting.has(runId) ||
      this.#running?.runId === runId ||
      this.#waiting.some((job) => job.runId === runId);
    if (known) throw new Failure("conflict", `run ${runId} is being trained or waits already`);
    const places = trainQueueLimit + (this.#running === undefined ? 1 : 0);
    if (this.#waiting.length + this.#accepting.size >= places) {
      throw new Failure(
        "unavailable",
        `the training line is full (${trainQueueLimit} waiting, TRAIN_QUEUE_LIMIT); try again later`,
      );
    }
    this.#accepting.add(runId);
  }

  #createJob({ runId, modelName, requestId }: TrainingRequest): Job {
    const log = { run_id: runId, model: modelName, request_id: requestId };
    const job: Job = {
      runId,
      modelName,
      requestId,
      worker: new FitWorker({
        progress: (done, maximum) => {
          job.iteration = { done, maximum };
        },
        warning: (message) => this.#options.logger.warn(log, message),
      }),
      acceptedAt: Date.now(),
      row: Promise.resolve(),
      rowSettled: false,
      startedAt: undefined,
      iteration: undefined,
      ended: undefined,
      lost: false,
      hurry: new AbortController(),
    };
    return job;
  }

  /** Takes the run's lock and sets its row to RUNNING, now or as soon as it is there. */
  async #claim(job: Job, rowExpected: boolean): Promise<void> {
    const { locks } = this.#options;
    const owned = await locks.acquire(job.runId, () => {
      job.lost = true;
      this.#stop(job, new TrainingFailure("interrupted", "the lock of this run was lost"));
    });
    if (!owned) throw new Failure("conflict", `run ${job.runId} is being trained by another process`);
    try {
      const version = await locks.run((sql) => markRunning(sql, job.runId));
      if (version !== null) locks.setVersion(job.runId, version);
      else job.row = this.#awaitRow(job, rowExpected);
    } catch (error) {
      await locks.release(job.runId);
      throw error;
    }
  }

  async #awaitRow(job: Job, rowExpected: boolean): Promise<void> {
    const { locks, database } = this.#options;
    const until = job.acceptedAt + ROW_PATIENCE_MS;
    for (let attempt = 0; Date.now() < until && job.ended === undefined; attempt++) {
      await pause(ROW_PAUSES_MS[Math.min(attempt, ROW_PAUSES_MS.length - 1)]!, job.hurry.signal);
      const version = await locks.run((sql) => markRunning(sql, job.runId)).catch(() => null);
      if (version === null) continue;
      locks.setVersion(job.runId, version);
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

  /** Starts the first waiting run whose row is settled, if none is running: the mutex. */
  #next(): void {
    if (this.#running !== undefined) return;
    const position = this.#waiting.findIndex((job) => job.rowSettled);
    if (position < 0) {
      this.#settleIdle();
      return;
    }
    const [job] = this.#waiting.splice(position, 1);
    this.#running = job!;
    job!.startedAt = Date.now();
    void this.#train(job!).finally(() => {
      this.#running = undefined;
      this.#next();
    });
  }

  async #train(job: Job): Promise<void> {
    const { database, logger, settings } = this.#options;
    await database.run(failDeadRuns).then(
      (dead) =>
        dead.length > 0 &&
        logger.warn({ run_ids: dead }, "runs of a process that is gone were set to FAILED"),
      (error) => logger.warn({ run_id: job.runId, err: messageOf(error) }, "looking for dead runs failed"),
    );
    const limit = setTimeout(() => {
      this.#stop(
        job,
        new TrainingFailure(
          "timeout",
          `the training took longer than ${settings.trainTimeoutSeconds} s (TRAIN_TIMEOUT_SECONDS)`,
        ),
      );
    }, settings.trainTimeoutSeconds * 1000);
    let failure: TrainingFailure | undefined;
    let fitted: Awaited<ReturnType<FitWorker["fit"]>> | undefined;
    try {
      await job.row;
      if (job.ended !== undefined) throw job.ended;
      fitted = await job.worker.fit(new Date().toISOString());
      if (fitted.bytes.length > settings.maxResultBytes) {
        throw new TrainingFailure(
          "result_too_large",
          `the fitted pipeline has ${fitted.bytes.length} bytes, more than ${settings.maxResultBytes} (MAX_RESULT_BYTES)`,
        );
      }
    } catch (error) {
      fitted = undefined;
      failure =
        error instanceof TrainingFailure
          ? error
          : new TrainingFailure(
              error instanceof Failure ? error.kind : (error as Error).name,
              messageOf(error),
            );
    } finally {
      clearTimeout(limit);
    }
    await this.#finish(job, failure, fitted);
  }

  #stop(job: Job, failure: TrainingFailure): void {
    job.ended ??= failure;
    job.worker.terminate(job.ended);
  }

  /** Stores how a run ended, remembers it, and lets go of everything it held. Never throws. */
  async #finish(
    job: Job,
    failure?: TrainingFailure,
    fitted?: Awaited<ReturnType<FitWorker["fit"]>>,
  ): Promise<void> {
    const { locks, logger } = this.#options;
    const log = { run_id: job.runId, model: job.modelName, request_id: job.requestId };
    job.ended ??= failure;
    job.worker.terminate();
    const metrics =
      failure === undefined
        ? fitted!.metrics.map(([name, value]) => ({ name, value }))
        : [
            { name: "error_type", value: failure.errorType },
            { name: "error_message", value: failure.message },
          ];
    if (failure !== undefined)
      logger.error({ ...log, error_type: failure.errorType, err: failure }, "training failed");
    let stored: Outcome["run_status"] = null;
    try {
      if (!job.lost) {
        await storeRun(locks, job.runId, fitted?.bytes ?? null, metrics, job.hurry.signal, logger);
        stored = failure === undefined ? "SUCCESS" : "FAILED";
      }
    } catch (error) {
      const reason = error instanceof LostLockError ? "the run is another process's now" : messageOf(error);
      logger.error({ ...log, err: reason }, "the end of a training could not be stored");
    }
    await locks.release(job.runId);
    const outcome: Outcome = {
      model_name: job.modelName,
      model_run_id: job.runId,
      run_status: stored,
      error_type: failure?.errorType ?? null,
      error_message: failure?.message ?? null,
      elapsed_seconds: seconds(job.startedAt ?? job.acceptedAt),
    };
    if (stored === "SUCCESS")
      logger.info({ ...log, bytes: fitted!.bytes.length, seconds: outcome.elapsed_seconds }, "training done");
    this.#remember(outcome);
    this.#options.onOutcome?.(outcome);
  }

  #remember(outcome: Outcome): void {
    this.#outcomes.delete(outcome.model_run_id);
    this.#outcomes.set(outcome.model_run_id, outcome);
    if (this.#outcomes.size > REMEMBERED_OUTCOMES) this.#outcomes.delete(this.#outcomes.keys().next().value!);
  }

  async #refuseUnknown(modelName: string): Promise<Failure> {
    const known = [...REGISTRY.keys()];
    if (modelName.length > 255 || modelName.includes("\0")) return unknownModel(modelName, false, known);
    const lookup = await this.#options.database.run((sql) => lookupRun(sql, modelName.toWellFormed(), 0));
    return unknownModel(modelName, lookup.modelRegistered, known);
  }

  #whenIdle(): Promise<void> {
    if (this.#running === undefined && this.#waiting.length === 0 && this.#accepting.size === 0)
      return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  #settleIdle(): void {
    if (this.#running !== undefined || this.#waiting.length > 0 || this.#accepting.size > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }
}

function closing(): Failure {
  return new Failure("unavailable", "the service is shutting down; try again later");
}

/** What goes wrong before a run is accepted is the caller's to mend, unless it is ours. */
function asRefusal(error: unknown): Error {
  if (error instanceof Failure) return error;
  if (error instanceof TrainingFailure) {
    return new Failure(
      "invalid",
      `the model cannot take these rows: ${error.errorType}: ${error.message}`,
      [],
      { cause: error },
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}

function seconds(since: number): number {
  return (Date.now() - since) / 1000;
}
