import type { Outcome } from "./outcomes.ts";
import type { Run } from "./run.ts";

/** Where a run of this process stands: the answer of `GET /api/train`. */
export type TrainingStatus =
  | {
      readonly state: "waiting";
      readonly model_name: string;
      readonly model_run_id: number;
      /** 1 for the run that is next. */
      readonly position: number;
    }
  | {
      readonly state: "running";
      readonly model_name: string;
      readonly model_run_id: number;
      readonly iteration: number | null;
      readonly max_iterations: number | null;
      readonly elapsed_seconds: number;
      /** Extrapolated from the iterations so far; null before the first. */
      readonly estimated_remaining_seconds: number | null;
    }
  | ({ readonly state: "finished" } & Outcome);

/** Returns the status of a run whose fit has begun; undefined in any other state. */
export function runningStatus({ runId, modelName, state }: Run): TrainingStatus | undefined {
  if (!("fit" in state) || state.fit === null) return undefined;
  const { startedAt, iteration } = state.fit;
  const elapsedSeconds = (Date.now() - startedAt) / 1000;
  return {
    state: "running",
    model_name: modelName,
    model_run_id: runId,
    iteration: iteration?.done ?? null,
    max_iterations: iteration?.maximum ?? null,
    elapsed_seconds: elapsedSeconds,
    estimated_remaining_seconds: iteration === null ? null : remainingSeconds(iteration, elapsedSeconds),
  };
}

function remainingSeconds(
  { done, maximum }: { readonly done: number; readonly maximum: number },
  elapsedSeconds: number,
): number | null {
  return done > 0 ? (elapsedSeconds / done) * Math.max(0, maximum - done) : null;
}
