import * as v from "valibot";

const label = v.union([v.string(), v.number(), v.boolean()]);

/** The answer of `POST /api/predict`. */
export const predictions = v.object({
  status: v.literal("success"),
  model_name: v.string(),
  model_run_id: v.pipe(v.number(), v.integer()),
  trained_at: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.description("When the pipeline was fitted: ISO 8601, UTC"),
  ),
  label_names: v.pipe(v.array(v.string()), v.readonly()),
  predictions: v.pipe(
    v.array(v.union([label, v.array(v.number())])),
    v.description(
      "One entry per row: the bare value for one label, a list in the order of label_names for several",
    ),
  ),
  classes: v.optional(
    v.pipe(
      v.array(label),
      v.readonly(),
      v.description(
        "The classes of a classifier in the order of its scores; with probabilities or scores only. Their texts are the keys of probabilities",
      ),
    ),
  ),
  probabilities: v.optional(
    v.pipe(v.array(v.record(v.string(), v.number())), v.description("Per row, class → probability")),
  ),
  scores: v.optional(
    v.pipe(
      v.array(v.union([v.number(), v.array(v.number())])),
      v.description("Per row, a number or a list of numbers"),
    ),
  ),
});

/** The value of an answer of `POST /api/predict`. */
export type Predictions = Readonly<v.InferOutput<typeof predictions>>;
