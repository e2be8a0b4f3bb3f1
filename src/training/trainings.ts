import type { Settings } from "../config/config.ts";
import type { Database } from "../database/connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Layout } from "../database/schema/layout.ts";
import type { Schema } from "../database/schema/schema.ts";
import { lookupRun } from "../database/statements/lookup-run.ts";
import { pause } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { REGISTRY } from "../models/registry.ts";
import { DeadRunSweep } from "../runs/dead-run-sweep.ts";
import { BodyIntake, StreamedIntakes } from "./body-intake.ts";
import { checkLookup, refuseUnknown } from "./check-lookup.ts";
import { claimRun } from "./claim-run.ts";
import { type Ending, finishJob } from "./finish-job.ts";
import type { FitObserver, TrainingThread } from "./fit-worker.ts";
import { type Job, logOf } from "./job.ts";
import { memoryLimit } from "./memory-watch.ts";
import { Outcomes } from "./outcomes.ts";
import { asFailure, asRefusal, closing } from "./refusals.ts";
import { ThreadPool } from "./thread-pool.ts";
import { TrainingFailure } from "./training-failure.ts";
import type { Outcome, TrainingStatus } from "./training-status.ts";
import { fitWithinLimits, prepareWithinLimits } from "./within-limits.ts";

/** So long a cancel waits for what it did to be stored. */
const CANCEL_PATIENCE_MS = 1000;

/** How long a call waits for a run that has ended to be left. */
const LEAVE_PATIENCE_MS = 1000;

/** A call of `POST /api/train`, its body still to be read. */
export interface TrainingRequest {
  readonly modelName: string;
  readonly runId: number;
  readonly requestId: string;
  /** How many bytes the body is said to have; 0 where that is not known. */
  readonly expectedBytes: number;
  /** The bytes of the body as they arrive; their buffers are taken over. */
  readonly chunks: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
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
  readonly schema: Schema;
  readonly logger: Logger;
  /** Told of every run that ended. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Starts the thread of one training. Default: one of a `ThreadPool`. */
  readonly startThread?: (observer: FitObserver) => TrainingThread;
}

/**
 * The trainings of this process: accepts runs, keeps them in a bounded line, fits one at a time on a worker
 * thread and stores how each ended.
 */
export class Trainings {
  readonly #options: TrainingsOptions;
  /** Runs between their body's arrival and the answer: they have their place in the line already. */
  readonly #accepting = new Set<number>();
  readonly #waiting: Job[] = [];
  readonly #streamed = new StreamedIntakes();
  readonly #outcomes = new Outcomes();
  readonly #threads = new ThreadPool();
  readonly #sweep: DeadRunSweep;
  #running: Job | undefined;
  #closing = false;
  #idle: { promise: Promise<void>; resolve: () => void } | undefined;

  constructor(options: TrainingsOptions) {
    this.#options = options;
    const { database, schema, locks, logger } = options;
    this.#sweep = new DeadRunSweep({ database, schema, ours: () => locks.runIds, logger });
  }

  get line(): LineState {
    return {
      running: this.#running?.runId ?? null,
      waiting: this.#waiting.length + this.#accepting.size,
      limit: this.#options.settings.trainQueueLimit,
    };
  }

  /**
   * Accepts a run, or throws the `Failure` that its caller is told. Resolves as soon as the run is accepted, to what its
   * caller is to be warned of.
   */
  async accept(request: TrainingRequest): Promise<{ readonly warnings: readonly string[] }> {
    const { modelName, runId } = request;
    checkRange(runId, await this.#options.schema.layout());
    if (!REGISTRY.has(modelName))
      throw await refuseUnknown(this.#options.database, modelName, [...REGISTRY.keys()]);
    // Asked twice: nobody sends a body in vain, and a slow sender keeps no place from others.
    await this.#untilLeft(runId);
    this.#checkPlace(runId);
    const intake = await this.#receive(request);
    let job: Job;
    let warnings: readonly string[];
    try {
      await this.#untilLeft(runId);
      this.#checkPlace(runId);
      this.#accepting.add(runId);
      try {
        ({ job, warnings } = await this.#admit(intake, request));
      } finally {
        this.#accepting.delete(runId);
        this.#settleIdle();
      }
    } catch (error) {
      intake.abandon();
      throw error;
    }
    this.#waiting.push(job);
    this.#options.logger.info(logOf(job), "training accepted");
    job.row.then(
      () => {
        job.rowSettled = true;
        this.#next();
      },
      // A row that never came is the run's failure, whatever the others do.
      (error) => void this.#endWaiting(job, asFailure(error)),
    );
    return { warnings };
  }

  /** After a start that found runs of other processes: looks after them until those are done or known to be dead. */
  followOthers(stop: AbortSignal): Promise<void> {
    return this.#sweep.follow(stop);
  }

  /** Where a run stands, from memory; undefined when this process does not know it. */
  status(runId: number): TrainingStatus | undefined {
    const running = this.#running;
    if (running?.runId === runId) {
      const { done = null, maximum = null } = running.iteration ?? {};
      const elapsedSeconds = (Date.now() - running.startedAt!) / 1000;
      return {
        state: "running",
        model_name: running.modelName,
        model_run_id: runId,
        iteration: done,
        max_iterations: maximum,
        elapsed_seconds: elapsedSeconds,
        estimated_remaining_seconds: done ? (elapsedSeconds / done) * Math.max(0, maximum! - done) : null,
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

  /**
   * Cancels a waiting or running run; false when this process has none such. With the database away the answer does
   * not wait until the end is stored.
   */
  async cancel(runId: number): Promise<boolean> {
    const failure = new TrainingFailure(
      "cancelled",
      "the training was cancelled by a call of DELETE /api/train",
    );
    if (this.#running?.runId === runId) {
      this.#stop(this.#running, failure);
      return true;
    }
    const job = this.#waiting.find((waiting) => waiting.runId === runId);
    if (job === undefined) return false;
    await Promise.race([this.#endWaiting(job, failure), pause(CANCEL_PATIENCE_MS)]);
    return true;
  }

  /**
   * Refuses new runs, gives the running one `graceMs`, and marks whatever remains FAILED (`shutdown`).
   * `hurry` ends the grace at once. With the database away it ends all the same: the next start finds those runs.
   */
  async close(graceMs: number, hurry: AbortSignal): Promise<void> {
    this.#closing = true;
    this.#threads.close();
    this.#endAllWaiting();
    await Promise.race([this.#whenIdle(), pause(graceMs, hurry)]);
    if (this.#running !== undefined) this.#stop(this.#running, shutdown());
    for (const job of [this.#running, ...this.#waiting]) job?.hurry.abort();
    await Promise.race([
      this.#whenIdle(),
      pause(this.#options.settings.databaseTimeoutSeconds * 1000 + 1000),
    ]);
  }

  /**
   * A run whose row says that it has ended may be posted again at once: waits a little for what is left to do for it
   * here, such as the release of its lock.
   */
  async #untilLeft(runId: number): Promise<void> {
    const job = [this.#running, ...this.#waiting].find((candidate) => candidate?.runId === runId);
    if (job?.ending !== undefined) await Promise.race([job.left.promise, pause(LEAVE_PATIENCE_MS)]);
  }

  /** Throws the caller's `Failure` when there is no place in the queue for this run. */
  #checkPlace(runId: number): void {
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
  }

  /** Takes in the whole body of a request that has no place yet. Throws the caller's `Failure`. */
  async #receive(request: TrainingRequest): Promise<BodyIntake> {
    const { settings } = this.#options;
    const intake = new BodyIntake({
      begin: () => {
        const job = this.#createJob(request);
        job.worker.begin(request.modelName, settings, request.expectedBytes);
        return job;
      },
      streamed: this.#streamed,
      memoryLimit: memoryLimit(settings.maxMemoryBytes),
    });
    try {
      for await (const chunk of request.chunks()) await intake.write(chunk);
      return intake;
    } catch (error) {
      intake.abandon();
      throw asRefusal(error);
    }
  }

  /** Everything between a body's arrival and the answer: rows, model, run, lock. Throws the caller's `Failure`. */
  async #admit(
    intake: BodyIntake,
    { modelName, runId }: TrainingRequest,
  ): Promise<{ readonly job: Job; readonly warnings: readonly string[] }> {
    const { database, locks, settings } = this.#options;
    const lookingUp = database.run((sql) => lookupRun(sql, modelName, runId));
    const [prepared, lookup] = await Promise.allSettled([prepareWithinLimits(intake, settings), lookingUp]);
    // What is wrong with the body comes first: that the caller can mend.
    if (prepared.status === "rejected") throw asRefusal(prepared.reason);
    if (lookup.status === "rejected") throw lookup.reason;
    checkLookup(lookup.value, modelName, runId);
    const { job, rows, warnings } = prepared.value;
    job.rows = rows;
    job.acceptedAt = Date.now();
    await claimRun(job, {
      database,
      locks,
      rowTimeoutSeconds: settings.runRowTimeoutSeconds,
      hasEnded: lookup.value.runHasEnded,
      onLost: () => {
        job.lost = true;
        this.#stop(job, new TrainingFailure("interrupted", "the lock of this run was lost"));
      },
    });
    if (!this.#closing) return { job, warnings };
    await this.#finish(job, { failure: shutdown() });
    throw closing();
  }

  #createJob({ runId, modelName, requestId }: TrainingRequest): Job {
    const { logger, startThread = (observer) => this.#threads.take(observer) } = this.#options;
    const job: Job = {
      runId,
      modelName,
      requestId,
      worker: startThread({
        progress: (done, maximum) => {
          job.iteration = { done, maximum };
        },
        warning: (message) => logger.warn(logOf(job), message),
      }),
      acceptedAt: Date.now(),
      row: Promise.resolve(),
      rowState: "absent",
      left: Promise.withResolvers<void>(),
      rows: undefined,
      rowSettled: false,
      startedAt: undefined,
      iteration: undefined,
      ended: undefined,
      lost: false,
      ending: undefined,
      hurry: new AbortController(),
    };
    return job;
  }

  /** Starts the first waiting run whose row is settled, if none is running: the mutex. */
  #next(): void {
    if (this.#closing) this.#endAllWaiting();
    if (this.#running !== undefined) return;
    const position = this.#waiting.findIndex((job) => job.rowSettled && job.ending === undefined);
    if (position < 0) {
      this.#settleIdle();
      return;
    }
    const [job] = this.#waiting.splice(position, 1);
    this.#running = job!;
    job!.startedAt = Date.now();
    void this.#train(job!).finally(() => {
      this.#running = undefined;
      job!.left.resolve();
      this.#next();
    });
  }

  async #train(job: Job): Promise<void> {
    // A run's turn is a good moment to find those whose process is gone.
    this.#sweep.start();
    const stop = (reason: TrainingFailure) => this.#stop(job, reason);
    const ending = await fitWithinLimits(job, this.#options.settings, stop).then(
      (fitted): Ending => ({ fitted }),
      (error): Ending => ({ failure: asFailure(error) }),
    );
    job.ending = this.#finish(job, ending);
    await job.ending;
  }

  /** Ends a run that waits. It keeps its place until that is stored, so that it cannot be accepted again before. */
  #endWaiting(job: Job, failure: TrainingFailure): Promise<void> {
    job.ended ??= failure;
    job.ending ??= this.#finish(job, { failure: job.ended }).finally(() => {
      this.#waiting.splice(this.#waiting.indexOf(job), 1);
      job.left.resolve();
      this.#next();
    });
    return job.ending;
  }

  #endAllWaiting(): void {
    for (const job of [...this.#waiting]) void this.#endWaiting(job, shutdown());
  }

  #stop(job: Job, failure: TrainingFailure): void {
    job.ended ??= failure;
    job.worker.terminate(job.ended);
  }

  async #finish(job: Job, ending: Ending): Promise<void> {
    const outcome = await finishJob(job, ending, this.#options);
    this.#outcomes.remember(outcome);
    this.#options.onOutcome?.(outcome);
    // Its row may say RUNNING for ever if nobody looks.
    if (outcome.run_status === null && !this.#closing) this.#sweep.start();
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

/** Throws `Failure` (`invalid`) for an id that the column of the run ids cannot hold. */
function checkRange(runId: number, { maxRunId }: Layout): void {
  if (runId <= maxRunId) return;
  throw new Failure(
    "invalid",
    `query parameter model_run_id must be at most ${maxRunId}: model_runs.id is an integer column`,
    [{ path: "model_run_id", message: `must be at most ${maxRunId}` }],
  );
}

function shutdown(): TrainingFailure {
  return new TrainingFailure("shutdown", "the service shut down before the training was done");
}
