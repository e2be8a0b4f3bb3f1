import { describeChoice, flatOptions } from "./choices.ts";
import type { Json } from "./json.ts";
import { describeVariants } from "./variants.ts";

const MAX_INT32 = 2 ** 31 - 1;

/**
 * Returns a JSON Schema that accepts the same values, written so that generators of clients find good types: `long` and
 * `double` instead of types that are too short or of arbitrary length, and no class for each choice.
 */
export function withClientTypes({ anyOf, oneOf, ...schema }: Json): Json {
  const described: Json = { ...schema, ...typeAndFormat(schema) };
  for (const keyword of ["items", "additionalProperties"])
    if (keyword in schema) described[keyword] = within(schema[keyword]);
  if (schema.properties !== undefined) {
    const entries = Object.entries(schema.properties as Json).map(([name, each]) => [name, within(each)]);
    described.properties = Object.fromEntries(entries);
  }
  if (Array.isArray(anyOf)) Object.assign(described, describeChoice(flatOptions(anyOf).map(withClientTypes)));
  if (Array.isArray(oneOf)) Object.assign(described, describeVariants(oneOf.map(withClientTypes)));
  return described;
}

/** Returns the schema of a part; it may be true or false. */
function within(schema: unknown): unknown {
  return typeof schema === "object" ? withClientTypes(schema as Json) : schema;
}

/** Returns the keywords that a schema of a number or of a constant lacks. */
function typeAndFormat({ type, const: constant, maximum }: Json): Json {
  if (type === "integer" && !(Number(maximum) <= MAX_INT32)) return { format: "int64" };
  if (type === "number") return { format: "double" };
  if (type === undefined && constant !== undefined) return { type: typeof constant };
  return {};
}
