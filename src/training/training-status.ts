import * as v from "valibot";

const count = v.pipe(v.number(), v.integer());
const run = { model_name: v.string(), model_run_id: count };

const outcome = v.object({
  ...run,
  run_status: v.pipe(
    v.nullable(v.picklist(["SUCCESS", "FAILED"])),
    v.description("Null when the result could not be stored"),
  ),
  error_type: v.nullable(v.string()),
  error_message: v.nullable(v.string()),
  elapsed_seconds: v.number(),
});

/** How a run ended, as long as it is remembered. */
export type Outcome = Readonly<v.InferOutput<typeof outcome>>;

/** The state of a run in this process: the answer of `GET /api/train`. */
export const trainingStatus = v.variant("state", [
  v.object({
    state: v.literal("waiting"),
    ...run,
    position: v.pipe(count, v.description("Place in the queue, from 1")),
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
        "At the speed of the iterations so far, null before the first; most fits converge earlier",
      ),
    ),
  }),
  v.object({ state: v.literal("finished"), ...outcome.entries }),
]);

export type TrainingStatus = Readonly<v.InferOutput<typeof trainingStatus>>;
