import * as v from "valibot";
import { EXPLANATION_UNITS } from "../learn/core/explanation.ts";

const label = v.union([v.string(), v.number(), v.boolean()]);

const interval = v.pipe(v.array(v.number()), v.length(2));

const contributions = {
  base_value: v.pipe(
    v.number(),
    v.description("The output of the training rows that the contributions start from"),
  ),
  contributions: v.pipe(
    v.record(v.string(), v.number()),
    v.description("Column → what its value adds to base_value; all together give the output"),
  ),
};
const output = v.object(contributions);
/** The same, with its name in the OpenAPI document. */
const outputOf = v.record(v.string(), v.pipe(output, v.title("Contributions")));

/** The explanation of one output of one row. */
export type Contributions = Readonly<v.InferOutput<typeof output>>;

const explanation = v.pipe(
  v.object({
    ...v.partial(output).entries,
    by_class: v.optional(
      v.pipe(outputOf, v.description("For three classes or more: class → its explanation")),
    ),
    by_label: v.optional(v.pipe(outputOf, v.description("For several labels: label → its explanation"))),
    imputed: v.optional(
      v.pipe(
        v.array(v.string()),
        v.description("The columns whose value was missing and was filled in; left out if there is none"),
      ),
    ),
  }),
  v.title("Explanation"),
);

/** The explanation of one row. */
export type RowExplanation = Readonly<v.InferOutput<typeof explanation>>;

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
        "The classes of a classifier in the order of its scores; with probabilities, scores or explanations only. Their texts are the keys of probabilities",
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
  intervals: v.optional(
    v.pipe(
      v.array(v.union([interval, v.array(interval)])),
      v.description(
        "Per row of a regressor, the lower and the upper end of its interval, or a list of such pairs in the order of label_names",
      ),
    ),
  ),
  explanation_unit: v.optional(
    v.pipe(v.picklist(EXPLANATION_UNITS), v.description("What each explanation adds up to")),
  ),
  explanations: v.optional(
    v.pipe(
      v.array(explanation),
      v.description(
        "Per row, how much each column contributed to the prediction; of two classes, to that of the last",
      ),
    ),
  ),
});

/** The value of an answer of `POST /api/predict`. */
export type Predictions = Readonly<v.InferOutput<typeof predictions>>;
