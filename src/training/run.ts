import type { Claim } from "./claim.ts";
import { FitProgress, type IterationReport } from "./fit-progress.ts";
import type { FitOutcome, TrainingThread } from "./fit-worker.ts";
import type { Outcome } from "./outcomes.ts";
import type { RunIdentity } from "./run-identity.ts";
import type { Stage } from "./stages.ts";
import type { TrainingFailure } from "./training-failure.ts";
import { TrainingSpans } from "./training-spans.ts";

/** What an accepted run holds until it has ended. */
export interface Accepted {
  /** The thread that has read the rows and will fit them. */
  readonly thread: TrainingThread;
  /** The run's lock, and what is known of its row in the database. */
  readonly claim: Claim;
  /** The number of rows in the body. */
  readonly rows: number;
  /** When the run was accepted, in milliseconds since the epoch. */
  readonly acceptedAt: number;
}

/** The result of a training that is still to be stored. */
export type Ending = { readonly fitted: FitOutcome } | { readonly failure: TrainingFailure };

interface Accepting {
  readonly name: "accepting";
}
interface Refused {
  readonly name: "refused";
}
interface Waiting extends Accepted {
  readonly name: "waiting";
}
interface Fitting extends Accepted {
  readonly name: "fitting";
  readonly fit: FitProgress;
}
/** `fit` is null for a run that ended before its turn came. */
export interface Storing extends Accepted {
  readonly name: "storing";
  readonly fit: FitProgress | null;
  readonly ending: Ending;
}
interface Ended {
  readonly name: "ended";
  readonly outcome: Outcome;
}

/**
 * The states of a run in this process, with what each holds:
 *
 * - `accepting`: the body arrives, the rows are checked and the lock is taken; the caller waits for the answer.
 * - `refused`: the caller's answer says why the run is not trained. The database is unchanged.
 * - `waiting`: the caller has its answer; the run waits for its row, or for its turn.
 * - `fitting`: the thread fits the model.
 * - `storing`: the result or the failure is being written.
 * - `ended`: this process has nothing more to do with the run.
 */
export type RunState = Accepting | Refused | Waiting | Fitting | Storing | Ended;

/**
 * A run in this process. Its state changes only by its methods:
 *
 *     accepting → waiting → fitting → storing → ended
 *         ↓           └────────────────↑
 *      refused
 *
 * Each method throws an `Error` if the run is not in a state from which that change is possible.
 */
export class Run implements RunIdentity {
  readonly runId: number;
  readonly modelName: string;
  readonly requestId: string;
  readonly traceId: string | undefined;
  #spans: TrainingSpans | undefined;
  #state: RunState = { name: "accepting" };
  readonly #left = Promise.withResolvers<void>();

  constructor({ runId, modelName, requestId, traceId }: RunIdentity) {
    this.runId = runId;
    this.modelName = modelName;
    this.requestId = requestId;
    this.traceId = traceId;
  }

  get state(): RunState {
    return this.#state;
  }

  /** Resolves when the run is refused or has ended. */
  get left(): Promise<void> {
    return this.#left.promise;
  }

  /** Whether the run has a place among the waiting ones. A run that ends before its turn keeps its place until that is stored. */
  get isQueued(): boolean {
    const state = this.#state;
    return state.name === "waiting" || (state.name === "storing" && state.fit === null);
  }

  /** Whether this is the run that is trained: from the beginning of its fit until its end is stored. */
  get isTraining(): boolean {
    const state = this.#state;
    return state.name === "fitting" || (state.name === "storing" && state.fit !== null);
  }

  /** The fields of every log line about this run. */
  get logFields(): Record<string, unknown> {
    const { runId, modelName, requestId, traceId } = this;
    const trace = traceId === undefined ? {} : { trace_id: traceId };
    return { run_id: runId, model: modelName, request_id: requestId, ...trace };
  }

  /** Calls `work`, a part of what the run does in its present state, in the span of that. Returns what `work` returns. */
  within<T>(work: () => T): T {
    return this.#spans === undefined ? work() : this.#spans.within(work);
  }

  /** accepting → refused. */
  refuse(): void {
    this.#require("accepting");
    this.#state = { name: "refused" };
    this.#left.resolve();
  }

  /** accepting → waiting. */
  accept(accepted: Accepted): void {
    this.#require("accepting");
    this.#state = { ...accepted, name: "waiting" };
    this.#spans = TrainingSpans.start(this, accepted.rows);
  }

  /** waiting → fitting. Returns the new state. */
  startFit(): Fitting {
    const waiting = this.#require("waiting");
    const fitting: Fitting = {
      ...waiting,
      name: "fitting",
      fit: new FitProgress(waiting.rows),
    };
    this.#state = fitting;
    this.#spans?.enter("fitting");
    return fitting;
  }

  /** Notes the stage of a fit. Ignored in any other state: messages of a stopped thread may still arrive. */
  beginStage(stage: Stage): void {
    if (this.#state.name === "fitting") this.#state.fit.begin(stage);
  }

  /** Notes the iterations of a fit. Ignored in any other state. */
  reportIteration(report: IterationReport): void {
    if (this.#state.name === "fitting") this.#state.fit.report(report);
  }

  /** waiting or fitting → storing. Returns the new state. */
  store(ending: Ending): Storing {
    const state = this.#require("waiting", "fitting");
    const fit = state.name === "fitting" ? state.fit : null;
    const storing: Storing = { ...state, name: "storing", fit, ending };
    this.#state = storing;
    this.#spans?.enter("storing");
    return storing;
  }

  /** storing → ended. */
  end(outcome: Outcome): void {
    this.#require("storing");
    this.#state = { name: "ended", outcome };
    this.#spans?.end(outcome);
    this.#left.resolve();
  }

  /** Returns the present state. Throws unless it is one of `names`. */
  #require<N extends RunState["name"]>(...names: readonly N[]): Extract<RunState, { readonly name: N }> {
    const state = this.#state;
    if (!(names as readonly string[]).includes(state.name))
      throw new Error(`run ${this.runId} is ${state.name}, not ${names.join(" or ")}`);
    return state as Extract<RunState, { readonly name: N }>;
  }
}
