import { pause } from "../deadline.ts";
import { Failure } from "../errors.ts";
import type { DeadRunSweep } from "../runs/dead-run-sweep.ts";
import { Admission, type AdmissionOptions, type TrainingRequest } from "./admission.ts";
import type { BodyIntake } from "./body-intake.ts";
import { type Outcome, Outcomes } from "./outcomes.ts";
import { logProgress } from "./progress-log.ts";
import { asFailure, shuttingDown } from "./refusals.ts";
import { type Ending, Run } from "./run.ts";
import { storeEnding } from "./store-ending.ts";
import { ThreadPool } from "./thread-pool.ts";
import { TrainingFailure } from "./training-failure.ts";
import { runningStatus, type TrainingStatus } from "./training-status.ts";
import { fitWithinLimits } from "./within-limits.ts";

/** Longest time that the cancel of a waiting run waits for its end to be stored. */
const CANCEL_WAIT_MS = 1000;

/** Longest time that a call waits for an earlier training of the same run to be stored. */
const STORE_WAIT_MS = 1000;

/** How full the queue is. */
export interface Occupancy {
  /** The id of the run that is trained; null when none is. */
  readonly running: number | null;
  /** The number of runs that wait or are being accepted. */
  readonly waiting: number;
  /** The most runs that may wait: `TRAIN_QUEUE_LIMIT`. */
  readonly limit: number;
}

/** The options of the queue. */
export interface TrainingQueueOptions extends Omit<AdmissionOptions, "startThread"> {
  /** Starts the thread of one training. Default: a thread of a `ThreadPool`. */
  readonly startThread?: AdmissionOptions["startThread"];
  /** Started whenever a run's turn comes, and when the end of a run could not be stored. */
  readonly sweep: DeadRunSweep;
  /** Called with the outcome of every run that ended, and with whether its fit had begun. */
  readonly onOutcome?: (outcome: Outcome, hasBegun: boolean) => void;
}

/**
 * The queue of trainings of this process: accepts runs, keeps a bounded number of them waiting, fits one at a time on a
 * worker thread, and stores how each ended. The states of a run are those of `Run`.
 */
export class TrainingQueue {
  readonly #options: TrainingQueueOptions;
  readonly #threads = new ThreadPool();
  readonly #admission: Admission;
  /** The runs that have a place in the queue, in the order of their acceptance. */
  readonly #runs = new Map<number, Run>();
  readonly #outcomes = new Outcomes();
  readonly #stopRetrying = new AbortController();
  #isClosing = false;

  constructor(options: TrainingQueueOptions) {
    this.#options = options;
    this.#admission = new Admission({
      startThread: (observer) => this.#threads.take(observer),
      ...options,
    });
  }

  get occupancy(): Occupancy {
    const training = this.#training;
    return {
      running: training?.runId ?? null,
      waiting: this.#runs.size - (training === undefined ? 0 : 1),
      limit: this.#options.settings.trainQueueLimit,
    };
  }

  /**
   * Accepts a run. Resolves as soon as it is accepted, with the warnings for its caller. Throws the caller's `Failure` when
   * it is refused.
   */
  async accept(request: TrainingRequest): Promise<{ readonly warnings: readonly string[] }> {
    await this.#admission.checkRequest(request);
    const run = new Run(request);
    let intake: BodyIntake | undefined;
    try {
      // Checked before the body, so that it is not sent in vain, and again after it, because the run has no place before.
      await this.#untilStored(run.runId);
      this.#checkPlace(run.runId);
      intake = await this.#admission.receive(run, request);
      await this.#untilStored(run.runId);
      this.#checkPlace(run.runId);
      this.#runs.set(run.runId, run);
      return { warnings: await this.#admit(run, intake) };
    } catch (error) {
      intake?.abandon();
      if (run.state.name === "accepting") this.#refuse(run);
      throw error;
    }
  }

  /** Returns the status of a run, from memory; undefined when this process does not know it. */
  status(runId: number): TrainingStatus | undefined {
    const run = this.#runs.get(runId);
    if (run?.isTraining) return runningStatus(run);
    if (run?.isQueued) {
      const position = [...this.#runs.values()].filter(({ isQueued }) => isQueued).indexOf(run) + 1;
      return { state: "waiting", model_name: run.modelName, model_run_id: runId, position };
    }
    const outcome = this.#outcomes.get(runId);
    return outcome === undefined ? undefined : { state: "finished", ...outcome };
  }

  /**
   * Cancels a run that waits or is trained. Returns false when this process has no such run. The cancel of a waiting run
   * resolves once it is stored, or after a second when the database does not answer.
   */
  async cancel(runId: number): Promise<boolean> {
    const run = this.#runs.get(runId);
    if (run === undefined || run.state.name === "accepting") return false;
    const stopped = this.#stop(
      run,
      new TrainingFailure("cancelled", "the training was cancelled by a call of DELETE /api/train"),
    );
    if (run.isQueued) await Promise.race([stopped, pause(CANCEL_WAIT_MS)]);
    return true;
  }

  /**
   * Refuses new runs, sets the waiting ones to FAILED (`shutdown`), gives the one that is trained `graceMs` milliseconds
   * (none once `skipGrace` is aborted), and then sets it to FAILED as well. Resolves within the timeout of the database
   * when that does not answer: the next start finds those runs.
   */
  async close(graceMs: number, skipGrace: AbortSignal): Promise<void> {
    this.#isClosing = true;
    this.#threads.close();
    const runs = [...this.#runs.values()];
    const allLeft = Promise.all(runs.map(({ left }) => left));
    for (const run of runs) if (run.state.name === "waiting") void this.#stop(run, shutdown());
    await Promise.race([allLeft, pause(graceMs, skipGrace)]);
    for (const run of runs) void this.#stop(run, shutdown());
    this.#stopRetrying.abort();
    await Promise.race([allLeft, pause(this.#options.settings.databaseTimeoutSeconds * 1000 + 1000)]);
  }

  /** The run that is trained, or stored after its fit; there is never more than one. */
  get #training(): Run | undefined {
    return [...this.#runs.values()].find(({ isTraining }) => isTraining);
  }

  /**
   * Waits a little if an earlier training of the run is being stored. Its row may already say that it has ended, so that the
   * caller posts the run again before its lock is released.
   */
  async #untilStored(runId: number): Promise<void> {
    const run = this.#runs.get(runId);
    if (run?.state.name === "storing") await Promise.race([run.left, pause(STORE_WAIT_MS)]);
  }

  /** Throws the caller's `Failure` when there is no place in the queue for this run. */
  #checkPlace(runId: number): void {
    if (this.#isClosing) throw shuttingDown();
    if (this.#runs.has(runId))
      throw new Failure("conflict", `run ${runId} is being trained or waits already`);
    const { running, waiting, limit } = this.occupancy;
    if (waiting >= limit + (running === null ? 1 : 0)) {
      throw new Failure(
        "unavailable",
        `the training queue is full (${limit} waiting, TRAIN_QUEUE_LIMIT); try again later`,
      );
    }
  }

  /** Takes a run that has a place from `accepting` to `waiting`. Returns the warnings for its caller. Throws its `Failure`. */
  async #admit(run: Run, intake: BodyIntake): Promise<readonly string[]> {
    const onLost = () => void this.#stop(run, lostLock());
    const { accepted, warnings } = await this.#admission.admit(run, intake, onLost);
    run.accept(accepted);
    // Runs are trained in the order of their acceptance, not of their arrival.
    this.#runs.delete(run.runId);
    this.#runs.set(run.runId, run);
    if (this.#isClosing) {
      await this.#stop(run, shutdown());
      throw shuttingDown();
    }
    this.#options.logger.info(run.logFields, "training accepted");
    const { claim } = accepted;
    if (claim.isLost) onLost();
    claim.running.then(
      () => this.#startNext(),
      (error) => void this.#stop(run, asFailure(error)),
    );
    return warnings;
  }

  #refuse(run: Run): void {
    run.refuse();
    // The place under this id may be that of an earlier training of the run, because of which this one is refused.
    if (this.#runs.get(run.runId) === run) this.#runs.delete(run.runId);
  }

  /** Begins the fit of the first waiting run whose row is RUNNING, unless another run is trained. */
  #startNext(): void {
    if (this.#training !== undefined) return;
    const next = [...this.#runs.values()].find(
      ({ state }) => state.name === "waiting" && state.claim.row === "running",
    );
    if (next !== undefined) void this.#fit(next);
  }

  async #fit(run: Run): Promise<void> {
    const { settings, sweep, logger } = this.#options;
    const { thread } = run.startFit();
    sweep.start();
    const stop = (reason: TrainingFailure) => void this.#stop(run, reason);
    const progress = logProgress(run, logger);
    const ending = await fitWithinLimits(thread, settings, stop).then(
      (fitted): Ending => ({ fitted }),
      (error): Ending => ({ failure: asFailure(error) }),
    );
    progress.end();
    // A run that was stopped meanwhile is being stored already.
    if (run.state.name === "fitting") await this.#store(run, ending);
  }

  /**
   * Ends a run that waits or is being fitted, for this reason; a run that is being stored goes on to its end. Resolves when
   * the run has ended.
   */
  #stop(run: Run, reason: TrainingFailure): Promise<void> {
    const { state } = run;
    if (state.name === "waiting" || state.name === "fitting") {
      state.thread.terminate(reason);
      void this.#store(run, { failure: reason });
    }
    return run.left;
  }

  async #store(run: Run, ending: Ending): Promise<void> {
    const { locks, schema, logger, onOutcome, sweep } = this.#options;
    const stopRetrying = this.#stopRetrying.signal;
    const storing = run.store(ending);
    const options = { locks, schema, logger, stopRetrying };
    const outcome = await run.within(() => storeEnding(run, storing, options));
    run.end(outcome);
    this.#runs.delete(run.runId);
    this.#outcomes.remember(outcome);
    onOutcome?.(outcome, storing.fit !== null);
    // Unless the sweep finds it, the row may say RUNNING for ever.
    if (outcome.run_status === null && !this.#isClosing) sweep.start();
    this.#startNext();
  }
}

function shutdown(): TrainingFailure {
  return new TrainingFailure("shutdown", "the service shut down before the training was done");
}

function lostLock(): TrainingFailure {
  return new TrainingFailure("interrupted", "the lock of this run was lost");
}
