import type { TrainingThread } from "./fit-worker.ts";
import type { TrainingFailure } from "./training-failure.ts";

/** One accepted training of this process. */
export interface Job {
  readonly runId: number;
  readonly modelName: string;
  readonly requestId: string;
  readonly worker: TrainingThread;
  acceptedAt: number;
  /** Resolves once the run's row is RUNNING; rejects when it never came. */
  row: Promise<void>;
  /**
   * What is known of the run's row: set to RUNNING, held by another transaction, or absent (not committed, or of
   * another model), in which case nothing is written.
   */
  rowState: "running" | "locked" | "absent";
  /** How many rows the body holds; undefined before they are read. */
  rows: number | undefined;
  /** Resolves when this process has nothing more to do with the run. */
  readonly left: { readonly promise: Promise<void>; readonly resolve: () => void };
  /** Settled rows may take their turn. */
  rowSettled: boolean;
  startedAt: number | undefined;
  iteration: { done: number; maximum: number } | undefined;
  /** Set when somebody ended the job: cancel, shutdown, a lost lock. */
  ended: TrainingFailure | undefined;
  /** The run is another process's now: nothing is written for it. */
  lost: boolean;
  /** Set once its end is being stored: its row may say so already, though its lock is not released yet. */
  ending: Promise<void> | undefined;
  /** Stops pauses between attempts to store. */
  readonly hurry: AbortController;
}

/** What every log line about a job says, so that it is found by run and by request. */
export function logOf({ runId, modelName, requestId }: Pick<Job, "runId" | "modelName" | "requestId">) {
  return { run_id: runId, model: modelName, request_id: requestId };
}
