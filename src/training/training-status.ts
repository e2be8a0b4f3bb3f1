import * as v from "valibot";
import { outcome } from "./outcomes.ts";
import type { Run } from "./run.ts";

const count = v.pipe(v.number(), v.integer());
const run = { model_name: v.string(), model_run_id: count };

/** The state of a run in this process: the answer of `GET /api/train`. */
export const trainingStatus = v.variant("state", [
  v.object({
    state: v.literal("waiting"),
    ...run,
    position: v.pipe(count, v.description("Place in the queue: 1 for the run that is next")),
  }),
  v.object({
    state: v.literal("running"),
    ...run,
    iteration: v.pipe(v.nullable(count), v.description("Null unless the fit reports iterations")),
    max_iterations: v.nullable(count),
    elapsed_seconds: v.number(),
    estimated_remaining_seconds: v.pipe(
      v.nullable(v.number()),
      v.description(
        "Extrapolated from the iterations so far, null before the first; most fits converge earlier",
      ),
    ),
  }),
  v.object({ state: v.literal("finished"), ...outcome.entries }),
]);

/** The value of `trainingStatus`. */
export type TrainingStatus = Readonly<v.InferOutput<typeof trainingStatus>>;

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
