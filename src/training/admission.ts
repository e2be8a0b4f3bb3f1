import type { Settings } from "../config/config.ts";
import type { Database } from "../database/connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import type { Layout } from "../database/schema/layout.ts";
import type { Schema } from "../database/schema/schema.ts";
import { lookupRun } from "../database/statements/lookup-run.ts";
import { Failure } from "../errors.ts";
import type { Logger } from "../logging/logger.ts";
import { REGISTRY } from "../models/registry.ts";
import { BodyIntake, StreamedIntakes } from "./body-intake.ts";
import { checkLookup, unknownModel } from "./check-lookup.ts";
import { Claim } from "./claim.ts";
import type { FitObserver, TrainingThread } from "./fit-worker.ts";
import { memoryLimit } from "./memory-watch.ts";
import { asRefusal } from "./refusals.ts";
import type { Accepted, Run } from "./run.ts";
import type { RunIdentity } from "./run-identity.ts";
import { prepareWithinLimits } from "./within-limits.ts";

/** A call of `POST /api/train` whose body is still to be read. */
export interface TrainingRequest extends RunIdentity {
  /** The announced length of the body in bytes; 0 when it is not known. */
  readonly expectedBytes: number;
  /** The bytes of the body as they arrive; the buffers are transferred. */
  readonly chunks: () => AsyncIterable<Uint8Array<ArrayBuffer>>;
}

/** The options of `Admission`. */
export interface AdmissionOptions {
  readonly settings: Settings;
  readonly database: Database;
  readonly locks: RunLocks;
  readonly schema: Schema;
  readonly logger: Logger;
  /** Starts the thread of one training. */
  readonly startThread: (observer: FitObserver) => TrainingThread;
}

/** Does everything between the arrival of a call and its answer, except to manage the places in the queue. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #streamed = new StreamedIntakes();

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** Checks what can be checked before the body is read: the id and the model. Throws the caller's `Failure`. */
  async checkRequest({ modelName, runId }: TrainingRequest): Promise<void> {
    const { schema, database } = this.#options;
    checkRange(runId, await schema.layout());
    if (!REGISTRY.has(modelName)) throw await unknownModel(database, modelName, [...REGISTRY.keys()]);
  }

  /** Receives the whole body of a run. Throws the caller's `Failure`. */
  async receive(run: Run, { expectedBytes, chunks }: TrainingRequest): Promise<BodyIntake> {
    const { settings } = this.#options;
    const intake = new BodyIntake({
      begin: () => {
        const thread = this.#startThread(run);
        thread.begin(run.modelName, settings, expectedBytes);
        return thread;
      },
      streamed: this.#streamed,
      memoryLimit: memoryLimit(settings.maxMemoryBytes),
    });
    try {
      for await (const chunk of chunks()) await intake.write(chunk);
      return intake;
    } catch (error) {
      intake.abandon();
      throw asRefusal(error);
    }
  }

  /**
   * Checks the rows, the model and the run, and takes the run's lock; `onLost` is called when that is lost for good.
   * Returns what the run holds from then on, and the warnings for the caller. Throws the caller's `Failure`.
   */
  async admit(
    run: Run,
    intake: BodyIntake,
    onLost: () => void,
  ): Promise<{ readonly accepted: Accepted; readonly warnings: readonly string[] }> {
    const { database, locks, settings } = this.#options;
    const { modelName, runId } = run;
    const lookingUp = database.run("lookup_run", (sql) => lookupRun(sql, modelName, runId));
    const [prepared, lookup] = await Promise.allSettled([prepareWithinLimits(intake, settings), lookingUp]);
    // A mistake in the body is reported first: the caller can correct it whatever the database says.
    if (prepared.status === "rejected") throw asRefusal(prepared.reason);
    if (lookup.status === "rejected") throw lookup.reason;
    checkLookup(lookup.value, modelName, runId);
    const { thread, rows, warnings } = prepared.value;
    const acceptedAt = Date.now();
    const claim = await Claim.take(run, {
      database,
      locks,
      rowTimeoutSeconds: settings.runRowTimeoutSeconds,
      hasEnded: lookup.value.runHasEnded,
      onLost,
      within: (work) => run.within(work),
    });
    return { accepted: { thread, claim, rows, acceptedAt }, warnings };
  }

  #startThread(run: Run): TrainingThread {
    const { startThread, logger } = this.#options;
    return startThread({
      stage: (stage) => run.beginStage(stage),
      progress: (report) => run.reportIteration(report),
      warning: (message) => logger.warn(run.logFields, message),
    });
  }
}

/** Throws `Failure` (`invalid`) for an id that the column `model_runs.id` cannot hold. */
function checkRange(runId: number, { maxRunId }: Layout): void {
  if (runId <= maxRunId) return;
  throw new Failure(
    "invalid",
    `query parameter model_run_id must be at most ${maxRunId}: model_runs.id is an integer column`,
    [{ path: "model_run_id", message: `must be at most ${maxRunId}` }],
  );
}
