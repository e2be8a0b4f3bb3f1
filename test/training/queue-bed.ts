import { pino } from "pino";
import { type Environment, readConfig } from "../../src/config/config.ts";
import { Database } from "../../src/database/connection.ts";
import { RunLocks } from "../../src/database/run-locks.ts";
import { Schema } from "../../src/database/schema/schema.ts";
import type { Failure } from "../../src/errors.ts";
import { DeadRunSweep } from "../../src/runs/dead-run-sweep.ts";
import type { TrainingRequest } from "../../src/training/admission.ts";
import type { Outcome } from "../../src/training/outcomes.ts";
import { TrainingQueue } from "../../src/training/training-queue.ts";
import type { TrainingStatus } from "../../src/training/training-status.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { waitFor } from "../wait.ts";
import { FakeThread } from "./fake-thread.ts";

/** A model of the registry. It never learns anything, because its threads are fakes. */
export const MODEL = "ridge";

/** The training queue of a process on a real database, with threads that the test controls. */
export class QueueBed {
  readonly database: TestDatabase;
  readonly log: Record<string, unknown>[] = [];
  readonly outcomes: Outcome[] = [];
  /** The runs that ended after their fit had begun. */
  readonly begun: number[] = [];
  readonly queue: TrainingQueue;
  readonly sweep: DeadRunSweep;
  readonly threads: FakeThread[] = [];
  /** Called with every new thread. By default, its body has one row. */
  onPrepare: (thread: FakeThread) => void = (thread) =>
    thread.rows.resolve({ rows: 1, columns: 1, warnings: [] });
  readonly #database: Database;
  readonly #locks: RunLocks;

  private constructor(database: TestDatabase, environment: Environment) {
    this.database = database;
    const config = readConfig({ DATABASE_URL: database.url, ...environment });
    const { settings } = config;
    const timeoutMs = settings.databaseTimeoutSeconds * 1000;
    this.#database = new Database(config.database, timeoutMs);
    this.#locks = new RunLocks(config.database, timeoutMs);
    const options = {
      database: this.#database,
      schema: new Schema(this.#database),
      logger: pino(
        { formatters: { level: (level) => ({ level }) } },
        { write: (line: string) => this.log.push(JSON.parse(line)) },
      ),
    };
    this.sweep = new DeadRunSweep({ ...options, ownRuns: () => this.#locks.runIds });
    this.queue = new TrainingQueue({
      ...options,
      settings,
      locks: this.#locks,
      sweep: this.sweep,
      onOutcome: (outcome, hasBegun) => {
        this.outcomes.push(outcome);
        if (hasBegun) this.begun.push(outcome.model_run_id);
      },
      startThread: (observer) => {
        const thread = new FakeThread(observer);
        this.threads.push(thread);
        this.onPrepare(thread);
        return thread;
      },
    });
  }

  /** Creates a queue on a database of its own; `environment` contains settings. `createBed` closes it as well. */
  static async create(environment: Environment = {}): Promise<QueueBed> {
    return new QueueBed(await createTestDatabase([MODEL, "lasso"]), environment);
  }

  /** Posts a run of `MODEL`, by default a new one with a row. Resolves with its id once it is accepted. */
  async accept(runId?: number, request: Partial<TrainingRequest> = {}): Promise<number> {
    const id = runId ?? (await this.database.createRun(MODEL));
    await this.queue.accept({
      modelName: MODEL,
      runId: id,
      requestId: `request-${id}`,
      expectedBytes: 0,
      chunks: async function* () {
        yield new TextEncoder().encode(String(id));
      },
      ...request,
    });
    return id;
  }

  /** Posts a run that must be refused. Resolves with the refusal. */
  async refused(runId?: number, request: Partial<TrainingRequest> = {}): Promise<Failure> {
    const id = runId ?? (await this.database.createRun(MODEL));
    const accepted = this.accept(id, request);
    return accepted.then(
      () => {
        throw new Error(`run ${id} was accepted`);
      },
      (error: Failure) => error,
    );
  }

  /** The latest thread of a run. */
  thread(runId: number): FakeThread {
    return this.threads.findLast(({ body }) => body === String(runId))!;
  }

  /** Resolves when the run is being fitted. */
  async untilFitting(runId: number): Promise<FakeThread> {
    return waitFor(`the fit of run ${runId}`, () => {
      const thread = this.thread(runId);
      return thread?.isFitting && thread;
    });
  }

  /** Resolves with its outcome when the run has ended. */
  async untilEnded(runId: number): Promise<TrainingStatus & { state: "finished" }> {
    return waitFor(`the end of run ${runId}`, () => {
      const status = this.queue.status(runId);
      return status?.state === "finished" && status;
    });
  }

  /** The state of a run, for a waiting one with its position in the queue. */
  state(runId: number): string | undefined {
    const status = this.queue.status(runId);
    return status?.state === "waiting" ? `waiting ${status.position}` : status?.state;
  }

  /** The ids of the runs whose lock this process holds. */
  get locked(): readonly number[] {
    return this.#locks.runIds;
  }

  /** The lines of the log with this message. */
  logged(message: string): Record<string, unknown>[] {
    return this.log.filter(({ msg }) => msg === message);
  }

  /** Closes the queue and drops the database. Throws when a thread or a lock is left behind. */
  async close(): Promise<void> {
    await this.queue.close(0, AbortSignal.abort());
    const left = {
      threads: this.threads.filter(({ ended }) => ended === undefined).length,
      locks: this.locked,
    };
    await this.#database.close();
    await this.database.drop();
    if (left.threads > 0 || left.locks.length > 0) throw new Error(`left behind: ${JSON.stringify(left)}`);
  }
}

const beds: QueueBed[] = [];

/** Creates a bed that `closeBeds` closes. */
export async function createBed(environment: Environment = {}): Promise<QueueBed> {
  const bed = await QueueBed.create(environment);
  beds.push(bed);
  return bed;
}

/** Closes every bed that was created; for `afterEach`. */
export async function closeBeds(): Promise<void> {
  for (const bed of beds.splice(0)) await bed.close();
}
