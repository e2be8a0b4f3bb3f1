import { LRUCache } from "lru-cache";
import * as v from "valibot";
import { Failure } from "../errors.ts";
import { type Issue, shortName } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import type { QuerySchema } from "./routes/route.ts";

/** Number of URLs whose query is remembered, and the length of the longest of them. */
const REMEMBERED_URLS = 256;
const REMEMBERED_LENGTH = 512;
/** Maximum number of parameters that are refused one by one. */
const MAX_ISSUES = 20;

/** Reads queries by a schema, and remembers those of recent URLs, since clients send the same ones again and again. */
export class QueryReader<S extends QuerySchema> {
  readonly #schema: S;
  readonly #remembered = new LRUCache<string, object>({ max: REMEMBERED_URLS });

  constructor(schema: S) {
    this.#schema = schema;
  }

  /**
   * Returns the query of `url`; it is shared with other calls and must not be changed. Throws `Failure` (`invalid`) that
   * names each parameter that is missing, wrong, repeated or
   * unknown.
   */
  read(url: string): v.InferOutput<S> {
    const remembered = this.#remembered.get(url);
    if (remembered !== undefined) return remembered as v.InferOutput<S>;
    const query = readQuery(url, this.#schema);
    if (url.length <= REMEMBERED_LENGTH) this.#remembered.set(url, query as object);
    return query;
  }
}

/** Reads the query of `url` by `schema`; see `QueryReader.read`. */
export function readQuery<S extends QuerySchema>(url: string, schema: S): v.InferOutput<S> {
  const known = Object.keys(schema.entries);
  const values: Record<string, string> = {};
  const issues: Issue[] = [];
  // Not by `URL`, which refuses what a caller may send as `Host`.
  const [, search = ""] = /\?([^#]*)/.exec(url) ?? [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (!known.includes(name)) issues.push(unknownParameter(name, known));
    else if (Object.hasOwn(values, name)) issues.push({ path: name, message: "is given twice" });
    else values[name] = value;
  }
  const result = v.safeParse(schema, values);
  if (result.success && issues.length === 0) return result.output;
  for (const issue of result.issues ?? []) {
    const message = issue.received === "undefined" ? "is missing" : issue.message;
    issues.push({ path: String(issue.path?.[0]?.key), message });
  }
  const listed = issues.slice(0, MAX_ISSUES);
  throw new Failure(
    "invalid",
    listed.map(({ path, message }) => `query parameter ${path} ${message}`).join("; "),
    listed,
  );
}

/** Ignored, a misspelt `interval` would go unnoticed: its answer has no intervals. */
function unknownParameter(name: string, known: readonly string[]): Issue {
  const near = nearestName(name, known);
  const names = known.length === 0 ? "this route has none" : `known: ${known.join(", ")}`;
  const hint = near === undefined ? names : `did you mean ${near}?`;
  return { path: shortName(name), message: `is unknown; ${hint}` };
}
