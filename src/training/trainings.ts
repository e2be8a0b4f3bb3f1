import type { Settings } from "../config.ts";
import type { Database } from "../database/connection.ts";
import { failDeadRuns } from "../database/fail-dead-runs.ts";
import { lookupRun } from "../database/lookup-run.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { DeadlineError, pause, withDeadline } from "../deadline.ts";
import { Failure, messageOf } from "../errors.ts";
import type { Logger } from "../logger.ts";
import { REGISTRY } from "../registry.ts";
import { checkLookup, refuseUnknown } from "./check-lookup.ts";
import { claimRun } from "./claim-run.ts";
import { type Ending, finishJob } from "./finish-job.ts";
import { FitWorker } from "./fit-worker.ts";
import { type Job, logOf, type Outcome, type TrainingStatus } from "./job.ts";
import { Outcomes } from "./outcomes.ts";
import { TrainingFailure } from "./training-failure.ts";

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
  readonly #outcomes = new Outcomes();
  #running: Job | undefined;
  #closing = false;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(options: TrainingsOptions) {
    this.#options = options;
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
    if (!REGISTRY.has(modelName))
      throw await refuseUnknown(this.#options.database, modelName, [...REGISTRY.keys()]);
    this.#reserve(runId);
    let job: Job;
    try {
      job = await this.#admit(request);
    } finally {
      this.#accepting.delete(runId);
      this.#settleIdle();
    }
    this.#waiting.push(job);
    this.#options.logger.info(logOf(job), "training accepted");
    job.row
      // A row that never came is the run's failure; its turn tells of it.
      .catch(() => {})
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
        elapsed_seconds: (Date.now() - running.startedAt!) / 1000,
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

  /** Cancels a waiting or running run; false when this process has none such. */
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
    await this.#finish(job!, { failure });
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
    await Promise.all(this.#waiting.splice(0).map((job) => this.#finish(job, { failure: failure() })));
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

  /** Takes a place in the line, so that calls that arrive together do not overfill it. */
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

  /** Everything between a call's arrival and its answer: body, model, run, lock. Throws the caller's `Failure`. */
  async #admit(request: TrainingRequest): Promise<Job> {
    const { database, locks, settings } = this.#options;
    const { modelName, runId } = request;
    const body = await request.readBody();
    const job = this.#createJob(request);
    try {
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
      await claimRun(job, lookup.value.runExists, database, locks, () => {
        job.lost = true;
        this.#stop(job, new TrainingFailure("interrupted", "the lock of this run was lost"));
      });
    } catch (error) {
      job.worker.terminate();
      throw error;
    }
    if (!this.#closing) return job;
    const message = "the service shut down before the training began";
    await this.#finish(job, { failure: new TrainingFailure("shutdown", message) });
    throw closing();
  }

  #createJob({ runId, modelName, requestId }: TrainingRequest): Job {
    const job: Job = {
      runId,
      modelName,
      requestId,
      worker: new FitWorker({
        progress: (done, maximum) => {
          job.iteration = { done, maximum };
        },
        warning: (message) => this.#options.logger.warn(logOf(job), message),
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
    await this.#failDeadRuns(job);
    const { trainTimeoutSeconds } = this.#options.settings;
    const limit = setTimeout(() => {
      const message = `the training took longer than ${trainTimeoutSeconds} s (TRAIN_TIMEOUT_SECONDS)`;
      this.#stop(job, new TrainingFailure("timeout", message));
    }, trainTimeoutSeconds * 1000);
    const ending = await this.#fit(job).catch((error): Ending => ({ failure: asFailure(error) }));
    clearTimeout(limit);
    await this.#finish(job, ending);
  }

  async #fit(job: Job): Promise<Ending> {
    const { maxResultBytes } = this.#options.settings;
    await job.row;
    if (job.ended !== undefined) throw job.ended;
    const fitted = await job.worker.fit(new Date().toISOString());
    if (fitted.bytes.length > maxResultBytes) {
      throw new TrainingFailure(
        "result_too_large",
        `the fitted pipeline has ${fitted.bytes.length} bytes, more than ${maxResultBytes} (MAX_RESULT_BYTES)`,
      );
    }
    return { fitted };
  }

  /** A run's turn is a good moment to find those whose process is gone. */
  async #failDeadRuns(job: Job): Promise<void> {
    const { database, logger } = this.#options;
    try {
      const dead = await database.run(failDeadRuns);
      if (dead.length > 0)
        logger.warn({ run_ids: dead }, "runs of a process that is gone were set to FAILED");
    } catch (error) {
      logger.warn({ run_id: job.runId, err: messageOf(error) }, "looking for dead runs failed");
    }
  }

  #stop(job: Job, failure: TrainingFailure): void {
    job.ended ??= failure;
    job.worker.terminate(job.ended);
  }

  async #finish(job: Job, ending: Ending): Promise<void> {
    const { locks, logger, onOutcome } = this.#options;
    const outcome = await finishJob(job, ending, locks, logger);
    this.#outcomes.remember(outcome);
    onOutcome?.(outcome);
  }

  #whenIdle(): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  #settleIdle(): void {
    if (!this.#isIdle) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }

  get #isIdle(): boolean {
    return this.#running === undefined && this.#waiting.length === 0 && this.#accepting.size === 0;
  }
}

function closing(): Failure {
  return new Failure("unavailable", "the service is shutting down; try again later");
}

/** What goes wrong before a run is accepted is the caller's to mend, unless it is ours. */
function asRefusal(error: unknown): Error {
  if (error instanceof Failure) return error;
  if (error instanceof TrainingFailure) {
    const message = `the model cannot take these rows: ${error.errorType}: ${error.message}`;
    return new Failure("invalid", message, [], { cause: error });
  }
  if (error instanceof DeadlineError) return new Failure("invalid", error.message, [], { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}

/** What goes wrong afterwards is written down as the run's failure. */
function asFailure(error: unknown): TrainingFailure {
  if (error instanceof TrainingFailure) return error;
  const type = error instanceof Failure ? error.kind : error instanceof Error ? error.name : "Error";
  return new TrainingFailure(type, messageOf(error));
}
