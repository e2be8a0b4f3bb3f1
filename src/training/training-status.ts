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
    stage: v.pipe(
      v.string(),
      v.description("What is being done: fit, measure, cv 2 of 5, validation or store"),
    ),
    iteration: v.pipe(
      v.nullable(count),
      v.description("Iterations of this stage that are done; null if the model reports none"),
    ),
    max_iterations: v.pipe(
      v.nullable(count),
      v.description("Of at most how many; most fits converge earlier"),
    ),
    loss: v.pipe(
      v.nullable(v.number()),
      v.description("What the fit minimises, after these iterations; null if it is not known"),
    ),
    rows_per_second: v.pipe(
      v.nullable(count),
      v.description("Rows of this fit times the iterations done, divided by the seconds they took"),
    ),
    elapsed_seconds: v.pipe(v.number(), v.description("Since the training began, all stages together")),
    estimated_remaining_seconds: v.pipe(
      v.nullable(v.number()),
      v.description(
        "For all stages, if each fit needs max_iterations or as long as the fits before it; null before there is anything to estimate it from",
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
  return { state: "running", model_name: modelName, model_run_id: runId, ...state.fit.at() };
}
