import type { Database } from "../database/connection.ts";
import { LostLockError } from "../database/lock-connection.ts";
import type { RunLocks } from "../database/run-locks.ts";
import { lookupRun } from "../database/statements/lookup-run.ts";
import { setRunning } from "../database/statements/set-running.ts";
import { pause, pauseAfter } from "../deadline.ts";
import { Failure } from "../errors.ts";
import { checkLookup } from "./check-lookup.ts";
import type { RunIdentity } from "./run-identity.ts";

/** Pauses before each check for a row that is not there yet; the last one repeats. */
const ROW_PAUSES_MS = [25, 50, 100, 200, 400, 1000];

/** Pauses between attempts to take the lock of a run that another process has just ended. */
const RELEASE_PAUSES_MS = [10, 20, 50, 100, 200];

/** The options of a claim. */
export interface ClaimOptions {
  readonly database: Database;
  readonly locks: RunLocks;
  /** Longest wait for the run's row: Spring Boot's transaction may commit after its call arrives. */
  readonly rowTimeoutSeconds: number;
  /** Whether the run has ended according to its row: then a lock that another process holds is about to be released. */
  readonly hasEnded: boolean;
  /** Called when the lock is lost for good. */
  readonly onLost: () => void;
  /** Calls `work`, which waits for the row after the run was accepted, in the span of that. Returns what `work` returns. */
  readonly within: <T>(work: () => T) => T;
}

/**
 * The state of a run's row: `running` if this process has set it to RUNNING, `locked` if another transaction holds it, and
 * `absent` if it is not committed or belongs to another model, so that nothing can be written to it.
 */
export type RowState = "running" | "locked" | "absent";

/** This process's claim to a run: it holds the run's lock, and has set the row to RUNNING or waits for it. */
export class Claim {
  readonly #run: RunIdentity;
  readonly #options: ClaimOptions;
  readonly #deadline: number;
  readonly #stopping = new AbortController();
  #row: RowState = "absent";
  #isLost = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(run: RunIdentity, options: ClaimOptions) {
    this.#run = run;
    this.#options = options;
    this.#deadline = Date.now() + options.rowTimeoutSeconds * 1000;
  }

  /**
   * Takes the run's lock and sets its row to RUNNING: at once, or, when the row is not there yet, as soon as it is.
   * Throws `Failure`: `conflict` when another process trains the run, `unavailable`.
   */
  static async take(run: RunIdentity, options: ClaimOptions): Promise<Claim> {
    const claim = new Claim(run, options);
    await claim.#lock();
    try {
      if (await claim.#markRunning()) return claim;
    } catch (error) {
      await claim.release();
      throw error instanceof LostLockError ? takenByOther(run.runId) : error;
    }
    claim.#running = claim.#awaitRow();
    // The owner of the claim handles a rejection, but perhaps only after it has happened.
    claim.#running.catch(() => {});
    return claim;
  }

  /** The present state of the run's row. */
  get row(): RowState {
    return this.#row;
  }

  /** Whether the lock is lost for good: the run may be another process's now, so nothing may be written. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Resolves once the row is RUNNING. Rejects with `Failure` (`not_found`, or `invalid` for a row of another model) when
   * it never comes, and with the reason that `stopWaiting` was given.
   */
  get running(): Promise<void> {
    return this.#running;
  }

  /** Stops waiting for the row. Resolves once no statement about it is in progress, so that `row` is final. */
  async stopWaiting(reason: Error): Promise<void> {
    this.#stopping.abort(reason);
    await this.#running.catch(() => {});
  }

  /** Releases the lock. Never throws. */
  async release(): Promise<void> {
    await this.#options.locks.release(this.#run.runId);
  }

  async #lock(): Promise<void> {
    const { locks, hasEnded, onLost } = this.#options;
    const { runId } = this.#run;
    const pauses = hasEnded ? RELEASE_PAUSES_MS : [];
    const lose = () => {
      this.#isLost = true;
      onLost();
    };
    for (let attempt = 0; !(await locks.acquire(runId, lose)); attempt++) {
      if (attempt === pauses.length) throw takenByOther(runId);
      await pause(pauses[attempt]!);
    }
  }

  /** Sets the row to RUNNING if it is there, is of the run's model and is not locked. Returns whether it did. */
  async #markRunning(): Promise<boolean> {
    const { runId, modelName } = this.#run;
    const version = await this.#options.locks.transaction("start_run", runId, (sql) =>
      setRunning(sql, runId, modelName),
    );
    if (version === null) return false;
    this.#row = "running";
    return true;
  }

  async #awaitRow(): Promise<void> {
    const { signal } = this.#stopping;
    for (let attempt = 0; Date.now() < this.#deadline; attempt++) {
      await pauseAfter(attempt, ROW_PAUSES_MS, signal);
      signal.throwIfAborted();
      if (await this.#options.within(() => this.#tryAgain())) return;
    }
    throw this.#missingRow();
  }

  /** Sets the row to RUNNING if it has come. Returns whether it did. Throws `Failure` when it is of another model. */
  async #tryAgain(): Promise<boolean> {
    const { runId, modelName } = this.#run;
    const isMarked = await this.#markRunning().catch(() => {
      // The row may be RUNNING or not: assume that the end of the run has to be written.
      this.#row = "locked";
      return false;
    });
    if (isMarked) return true;
    const lookup = await this.#options.database
      .run("lookup_run", (sql) => lookupRun(sql, modelName, runId))
      .catch(() => undefined);
    if (lookup === undefined) return false;
    checkLookup(lookup, modelName, runId);
    this.#row = lookup.runExists ? "locked" : "absent";
    return false;
  }

  #missingRow(): Failure {
    const { runId } = this.#run;
    const { rowTimeoutSeconds } = this.#options;
    return new Failure(
      "not_found",
      this.#row === "locked"
        ? `the row of run ${runId} stayed locked by another transaction for ${rowTimeoutSeconds} s (RUN_ROW_TIMEOUT_SECONDS); commit before or right after the call`
        : `no row with id ${runId} was committed to model_runs within ${rowTimeoutSeconds} s (RUN_ROW_TIMEOUT_SECONDS); check the id, or commit the run before the call`,
    );
  }
}

function takenByOther(runId: number): Failure {
  return new Failure("conflict", `run ${runId} is being trained by another process`);
}
