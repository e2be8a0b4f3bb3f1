import * as v from "valibot";
import { Failure } from "../errors.ts";
import { MAX_RUN_ID } from "../run-id.ts";

const RANGE = `must be a whole number from 1 to ${MAX_RUN_ID}`;
const runId = v.pipe(
  v.string(),
  v.regex(/^\d{1,16}$/, RANGE),
  v.transform(Number),
  v.number(),
  v.integer(RANGE),
  v.minValue(1, RANGE),
  v.maxValue(MAX_RUN_ID, RANGE),
  v.description("Id of the row of model_runs"),
);
const flag = (description: string) =>
  v.optional(
    v.pipe(
      v.picklist(["true", "false"], "must be true or false"),
      v.transform((value) => value === "true"),
      v.boolean(),
      v.description(description),
    ),
    "false",
  );

export const trainQuery = v.object({
  model_name: v.pipe(
    v.string(),
    v.minLength(1, "must not be empty"),
    v.description("Name of the model, as it stands in models.name"),
  ),
  model_run_id: runId,
});
export const runQuery = v.object({ model_run_id: runId });
export const predictQuery = v.object({
  model_run_id: runId,
  probabilities: flag("Answer the probability of every class as well; for classifiers that have them"),
  scores: flag("Answer what the estimator decides by as well: decision values, or outlier scores"),
});

/** Reads the query of `url` by `schema`. Throws `Failure` (`invalid`) naming each parameter that is missing or wrong. */
export function readQuery<S extends v.GenericSchema>(url: string, schema: S): v.InferOutput<S> {
  const parameters = new URL(url).searchParams;
  const values: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (Object.hasOwn(values, name)) {
      throw new Failure("invalid", `query parameter ${name.slice(0, 80)} is given twice`, [
        { path: name.slice(0, 80), message: "must be given once" },
      ]);
    }
    values[name] = value;
  }
  const result = v.safeParse(schema, values);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => ({
    path: String(issue.path?.[0]?.key ?? "query"),
    message: issue.received === "undefined" ? "is missing" : issue.message,
  }));
  throw new Failure(
    "invalid",
    issues.map(({ path, message }) => `query parameter ${path} ${message}`).join("; "),
    issues,
  );
}

/** Most URLs whose query is remembered, and the longest of them. */
const REMEMBERED_URLS = 256;
const REMEMBERED_LENGTH = 512;

/** Reads queries by a schema, and remembers those of recent URLs: callers ask for the same runs again and again. */
export class QueryReader<S extends v.GenericSchema> {
  readonly #schema: S;
  readonly #remembered = new Map<string, v.InferOutput<S>>();

  constructor(schema: S) {
    this.#schema = schema;
  }

  /** As `readQuery`. The answer is shared: it must not be written to. */
  read(url: string): v.InferOutput<S> {
    const remembered = this.#remembered.get(url);
    if (remembered !== undefined) return remembered;
    const query = readQuery(url, this.#schema);
    if (url.length <= REMEMBERED_LENGTH) {
      if (this.#remembered.size === REMEMBERED_URLS) this.#remembered.clear();
      this.#remembered.set(url, query);
    }
    return query;
  }
}
