import * as v from "valibot";
import type { BodyKind, KEYS } from "../../ingest/sent-body.ts";
import { MAX_RUN_ID } from "../../run-id.ts";

const RUN_ID_RANGE = `must be a whole number from 1 to ${MAX_RUN_ID}`;

/** A query parameter that is the id of a run. */
export const runId = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}$/, RUN_ID_RANGE),
  v.transform(Number),
  v.number(),
  v.integer(RUN_ID_RANGE),
  v.minValue(1, RUN_ID_RANGE),
  v.maxValue(MAX_RUN_ID, RUN_ID_RANGE),
  v.description("Id of the row of model_runs"),
  v.examples([42]),
);

/** The query of routes that are about one run. */
export const runQuery = v.object({ model_run_id: runId });

/** Returns a query parameter that is `true` or `false`, which is the default. */
export const flag = (description: string) =>
  v.optional(
    v.pipe(
      v.picklist(["true", "false"], "must be true or false"),
      v.transform((value) => value === "true"),
      v.boolean(),
      v.description(description),
    ),
    "false",
  );

// Lists that are dates are left out: generators of clients would make a class of the choice.
const value = v.pipe(
  v.union([v.number(), v.string(), v.boolean(), v.null()]),
  v.description(
    "A number, a text, a boolean or null. A date is a text in ISO 8601; a list such as [2024,5,17] is read as its text",
  ),
);

const row = v.record(v.string(), value);
const TABLE = "A list of rows, or an object of columns";
const ROWS = "Rows: objects of column name → value";
const COLUMNS = "Columns: lists of values, all of one length";

/** `features` or `labels` in a body, for documentation only: `ingest` reads and checks bodies. */
export const table = v.pipe(
  v.union([
    v.pipe(v.array(row), v.description(ROWS)),
    v.pipe(v.record(v.string(), v.array(value)), v.minEntries(1), v.description(COLUMNS)),
  ]),
  v.description(TABLE),
);

/** Such a table with at least one row. */
export const tableOfRows = v.pipe(
  v.union([
    v.pipe(v.array(row), v.minLength(1), v.description(ROWS)),
    v.pipe(
      v.record(v.string(), v.pipe(v.array(value), v.minLength(1))),
      v.minEntries(1),
      v.description(COLUMNS),
    ),
  ]),
  v.description(TABLE),
);

/** One schema for each key that `ingest` reads from a body of this kind: the compiler compares the two. */
export type BodySchema<K extends BodyKind> = Record<(typeof KEYS)[K][number], v.GenericSchema>;

/** An integer in a body. */
export const integer = v.pipe(v.number(), v.integer());
/** A list of strings in a body. */
export const strings = v.array(v.string());
