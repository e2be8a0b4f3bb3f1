import { LRUCache } from "lru-cache";
import * as v from "valibot";
import { Failure } from "../errors.ts";

/** Number of URLs whose query is remembered, and the length of the longest of them. */
const REMEMBERED_URLS = 256;
const REMEMBERED_LENGTH = 512;
/** The name of a parameter in a message is cut after this many characters. */
const MAX_NAME = 80;

/**
 * Reads queries by a schema, and remembers those of recent URLs, since clients send the same ones again and again.
 * `S` is a schema of an object of strings.
 */
export class QueryReader<S extends v.GenericSchema> {
  readonly #schema: S;
  readonly #remembered = new LRUCache<string, object>({ max: REMEMBERED_URLS });

  constructor(schema: S) {
    this.#schema = schema;
  }

  /**
   * Returns the query of `url`; it is shared with other calls and must not be changed. Throws `Failure` (`invalid`) that
   * names each parameter that is missing, wrong or repeated.
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
export function readQuery<S extends v.GenericSchema>(url: string, schema: S): v.InferOutput<S> {
  const values: Record<string, string> = {};
  // Not by `URL`, which refuses what a caller may send as `Host`.
  const [, search = ""] = /\?([^#]*)/.exec(url) ?? [];
  for (const [name, value] of new URLSearchParams(search)) {
    if (Object.hasOwn(values, name)) {
      const path = name.slice(0, MAX_NAME);
      throw new Failure("invalid", `query parameter ${path} is given twice`, [
        { path, message: "must be given once" },
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
