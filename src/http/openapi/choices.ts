import { type Condition, firstThatHolds } from "./conditions.ts";
import type { Json } from "./json.ts";

/** The types of JSON values, in the order in which a choice between them is described. */
const TYPES: readonly unknown[] = ["array", "object", "string", "number", "boolean", "null"];

/** The keywords that say nothing about a value beyond its type. */
const TYPE_ONLY = new Set(["type", "format", "description"]);

/**
 * Returns what `anyOf: options` says without `anyOf`: which types of JSON values are not allowed (`not`), and for each
 * type that is allowed what its values must be (`if`, `then`, `else`). Generators of clients make a class for each
 * `anyOf`, which cannot hold a plain number or text; here they see a value of any type, such as `Object` in Java.
 *
 * Two choices stay as they are: those between one schema and null, which generators understand, and those with an option
 * whose type is not known.
 */
export function describeChoice(options: readonly Json[]): Json {
  const byType = Map.groupBy(options, typeOf);
  const isKnown = byType.keys().every((type) => TYPES.includes(type));
  if (!isKnown || (options.length === 2 && byType.has("null"))) return { anyOf: options };
  const conditions = TYPES.flatMap((type): Condition[] => {
    const schemas = byType.get(type) ?? [];
    if (schemas.length === 0 || schemas.some(isTypeOnly)) return [];
    return [[valuesOf([type]), schemas.length === 1 ? schemas[0]! : { anyOf: schemas }]];
  });
  const otherTypes = TYPES.filter((type) => !byType.has(type));
  return {
    ...(otherTypes.length === 0 ? {} : { not: valuesOf(otherTypes) }),
    ...firstThatHolds(conditions),
  };
}

/** Returns the options of a choice, in which those of a choice within it are options of its own. */
export function flatOptions(options: readonly Json[]): Json[] {
  return options.flatMap((option) => (Array.isArray(option.anyOf) ? flatOptions(option.anyOf) : [option]));
}

/** Returns a schema of all values of these types. Linters ask for `items` wherever arrays are mentioned. */
function valuesOf(types: readonly unknown[]): Json {
  return {
    type: types.length === 1 ? types[0] : types,
    ...(types.includes("array") ? { items: {} } : {}),
  };
}

/** Returns the type of the values of a schema; undefined if it does not tell. */
function typeOf({ type, const: constant, enum: values }: Json): unknown {
  if (type === undefined) return typeof (constant ?? (values as unknown[] | undefined)?.[0]);
  return type === "integer" ? "number" : type;
}

function isTypeOnly(schema: Json): boolean {
  return schema.type !== "integer" && Object.keys(schema).every((keyword) => TYPE_ONLY.has(keyword));
}
