import * as v from "valibot";

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const bin = v.pipe(
  v.object({
    bin: v.pipe(v.string(), v.description("The numbers, or the category, that are in it")),
    training_share: v.pipe(share, v.description("Share of the values of the training")),
    window_share: v.pipe(
      v.nullable(share),
      v.description("Share of the values in the window; null without values"),
    ),
  }),
  v.title("DriftBin"),
);

const column = v.pipe(
  v.object({
    name: v.string(),
    kind: v.pipe(
      v.picklist(["numeric", "boolean", "string", "datetime", "other"]),
      v.description("The kind of its values; of dates and other kinds, only missing values are compared"),
    ),
    values: v.pipe(count, v.description("Number of values in the window that are not missing")),
    training_missing_share: v.pipe(share, v.description("Share of the rows of the training without a value")),
    missing_share: v.pipe(v.nullable(share), v.description("The same in the window; null if it is empty")),
    unknown_share: v.pipe(
      v.nullable(share),
      v.description(
        "Share of the rows of the window with a category that the pipeline did not learn; null if it does not learn categories of this column, or the window is empty",
      ),
    ),
    out_of_range_share: v.pipe(
      v.nullable(share),
      v.description(
        "Share of the rows of the window with a number less or greater than all of the training; null for other columns, or if the window is empty",
      ),
    ),
    psi: v.pipe(
      v.nullable(v.pipe(v.number(), v.minValue(0))),
      v.description(
        "The population stability index: 0 if the values are distributed as in the training; null with fewer than values_needed values",
      ),
    ),
    psi_by_chance: v.pipe(
      v.nullable(v.pipe(v.number(), v.minValue(0))),
      v.description("What the index exceeds by chance in 1 of 1,000 windows; null as psi is"),
    ),
    verdict: v.pipe(
      v.nullable(v.picklist(["stable", "moderate", "large"])),
      v.description(
        "What the index means: moderate from 0.1 on, large from 0.25 on, and stable below, or below psi_by_chance; null as psi is",
      ),
    ),
    values_needed: v.pipe(
      v.nullable(count),
      v.description(
        "Number of values in the window from which on there is an index; null if there never is one, because the training had too few values or all are in one bin",
      ),
    ),
    bins: v.pipe(v.array(bin), v.description("How the values are distributed")),
  }),
  v.title("DriftColumn"),
);

const warning = v.pipe(
  v.object({
    code: v.pipe(
      v.picklist([
        "few_rows",
        "more_missing",
        "unknown_categories",
        "out_of_range",
        "moderate_shift",
        "large_shift",
      ]),
      v.description("What is remarkable, for programs"),
    ),
    column: v.pipe(v.nullable(v.string()), v.description("Null if it is about the window")),
    message: v.pipe(v.string(), v.description("The same for people")),
  }),
  v.title("DriftWarning"),
);

/** The answer of `GET /api/drift`. */
export const driftAnswer = v.object({
  model_name: v.string(),
  model_run_id: v.pipe(v.number(), v.integer()),
  trained_at: v.pipe(v.string(), v.description("When the run was trained: ISO 8601, UTC")),
  window_size: v.pipe(count, v.description("Maximum number of rows in the window")),
  rows: v.pipe(
    count,
    v.description("Number of rows in the window: the last ones that this process has predicted"),
  ),
  rows_seen: v.pipe(
    count,
    v.description("Number of rows that this process has predicted since the window began"),
  ),
  since: v.pipe(
    v.nullable(v.string()),
    v.description(
      "When the window began: ISO 8601, UTC; null if this process has not predicted with the run",
    ),
  ),
  columns: v.pipe(
    v.array(column),
    v.description("The columns that the report of the run has, the most important first"),
  ),
  columns_not_listed: v.pipe(count, v.description("Number of columns of the model that are not compared")),
  warnings: v.pipe(v.array(warning), v.description("What is remarkable")),
});

/** The value of an answer of `GET /api/drift`. */
export type DriftAnswer = v.InferOutput<typeof driftAnswer>;
export type DriftColumn = DriftAnswer["columns"][number];
export type DriftWarning = DriftAnswer["warnings"][number];
