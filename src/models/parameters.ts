import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { numbersAsWritten } from "../ingest/json-member.ts";
import { parseDecimal } from "../learn/core/column.ts";
import { type Issue, shortName, ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import { ALL, shown } from "../learn/core/parameter-checks.ts";
import { isCountOrShare } from "./parameter-schemas.ts";
import { describeAllowed } from "./parameter-words.ts";

/** What every model understands beside its own parameters. */
const COMMON_ENTRIES = {
  random_state: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295)), 0),
  /** Number of folds to measure the model on as well; null for none. */
  cv: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000))), null),
  /** Share of the rows to keep away from a fit that measures the model; null for none. */
  validation_fraction: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))), null),
};

/** A valibot object whose every entry has a default: the parameters of a model, with types and ranges. */
export type ParameterSchema = v.ObjectSchema<v.ObjectEntries, undefined>;
/** Parameters after validation, and the `random_state` that every model has. */
export type Parameters<S extends ParameterSchema> = v.InferOutput<S> & { readonly random_state: number };
/** How a model is to be measured on rows that it did not learn. */
export interface Evaluation {
  readonly cv: number | null;
  readonly validationFraction: number | null;
}

/**
 * What `parameters` (after `readParameters`) ask for. Some estimators have a `validation_fraction` of their own, with
 * a default; it asks for an evaluation only where the caller wrote it, in `input`.
 */
export function evaluationOf(parameters: Record<string, unknown>, input: unknown): Evaluation {
  const { cv, validation_fraction } = parameters;
  const isWritten =
    typeof input === "object" && input !== null && Object.hasOwn(input, "validation_fraction");
  const isShare =
    typeof validation_fraction === "number" && validation_fraction > 0 && validation_fraction < 1;
  return {
    cv: typeof cv === "number" ? cv : null,
    validationFraction: isWritten && isShare ? validation_fraction : null,
  };
}

/** `parameters` without those that only ask for an evaluation: what a model's `createPipeline` is given. */
export function withoutEvaluation(
  schema: ParameterSchema,
  parameters: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name]) => name in schema.entries || !["cv", "validation_fraction"].includes(name),
    ),
  );
}

/** The entries of `schema` and those that every model has. */
export function withCommon(schema: ParameterSchema): ParameterSchema {
  return v.object({ ...COMMON_ENTRIES, ...schema.entries }) as ParameterSchema;
}

/** Each parameter's default, `random_state` excluded unless the model declares it. */
export function defaultsOf(schema: ParameterSchema): Record<string, unknown> {
  return v.parse(schema, {});
}

/** JSON Schema (2020-12) of a model's parameters. */
export function parametersJsonSchema(schema: ParameterSchema): Record<string, unknown> {
  const { $schema: _, ...json } = toJsonSchema(withCommon(schema), {
    typeMode: "input",
    errorMode: "ignore",
    target: "draft-2020-12",
    // The marks of mlsvc's own are no words of JSON Schema.
    ignoreActions: ["metadata"],
  });
  return { ...json, additionalProperties: false };
}

/**
 * Checks `input` against `schema` and fills in defaults. Numbers and booleans sent as strings are understood. `json`
 * returns the text of `input`: it is asked for only where a whole number may have been written as 1.0, which a count or
 * a share tells from 1.
 * Throws `ValueError` with one issue a parameter: for an unknown name (with the nearest known one), and for a value that
 * the schema does not take, with what it takes and what was given.
 */
export function readParameters(
  schema: ParameterSchema,
  input: unknown,
  json?: () => string | undefined,
): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ValueError("parameters must be an object of name: value", [
      { path: "parameters", message: "must be an object of name: value" },
    ]);
  }
  const full = withCommon(schema);
  const known = Object.keys(full.entries);
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  const given = new Map<string, string>();
  let written: ReadonlyMap<string, string> | undefined;
  for (const [name, value] of Object.entries(input)) {
    if (!known.includes(name)) {
      issues.push(unknownParameter(name, known));
      continue;
    }
    const entry = full.entries[name] as v.GenericSchema;
    let text: string | undefined;
    if (Number.isInteger(value) && isCountOrShare(entry)) {
      written ??= numbersAsWritten(json?.() ?? "{}");
      text = written.get(name);
    }
    given.set(name, text ?? echo(value));
    values[name] = coerce(value, entry, text);
  }
  const result = v.safeParse(full, values);
  if (!result.success) issues.push(...refusals(result.issues, full, given));
  if (issues.length > 0) {
    const first = issues[0]!;
    throw new ValueError(`${first.path} ${first.message}`, issues.slice(0, 20));
  }
  return result.output as Record<string, unknown>;
}

function unknownParameter(name: string, known: readonly string[]): Issue {
  const near = nearestName(name, known);
  const hint = near === undefined ? "" : `did you mean "${near}"? `;
  return {
    path: `parameters.${shortName(name)}`,
    message: `is no parameter of this model; ${hint}known: ${known.join(", ")}`,
  };
}

/** One issue for each parameter that `found` is about. `given` has the values as the caller wrote them. */
function refusals(
  found: readonly v.BaseIssue<unknown>[],
  { entries }: ParameterSchema,
  given: ReadonlyMap<string, string>,
): Issue[] {
  const byName = new Map<string, v.BaseIssue<unknown>>();
  for (const issue of found) {
    const name = String(issue.path?.[0]?.key);
    if (!byName.has(name)) byName.set(name, issue);
  }
  return [...given].flatMap(([name, value]) => {
    const issue = byName.get(name);
    if (issue === undefined) return [];
    const demand = isOwnMessage(issue) ? issue.message : `must be ${describeAllowed(entries[name])}`;
    return [{ path: `parameters.${name}`, message: `${demand}; got ${value}` }];
  });
}

/**
 * The value of a parameter as a refusal repeats it: cut after 80 characters, and what is nested deeper than a list or an
 * object of plain values by its kind alone, because it may be rows that came to stand in the wrong place.
 */
function echo(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(value);
  const isFlat = Object.values(value).every((entry) => typeof entry !== "object" || entry === null);
  if (isFlat) return shown(value);
  return Array.isArray(value) ? `a list of ${value.length} nested entries` : "an object of nested values";
}

/** Whether a model's schema brought a message of its own; valibot's begin with "Invalid". */
function isOwnMessage({ message }: v.BaseIssue<unknown>): boolean {
  return !message.startsWith("Invalid ");
}

/** The primitive types that `schema` takes, through optional, nullable, union, picklist and pipes. */
function acceptedTypes(schema: unknown): Set<string> {
  const s = schema as { type: string; wrapped?: unknown; options?: unknown[]; literal?: unknown };
  if (s.wrapped !== undefined) return acceptedTypes(s.wrapped);
  if (s.type === "union" && Array.isArray(s.options)) {
    return new Set(s.options.flatMap((option) => [...acceptedTypes(option)]));
  }
  if (s.type === "picklist") return new Set(["string"]);
  if (s.type === "literal") return new Set([typeof s.literal]);
  return new Set([s.type]);
}

/** `value` as the schema has it; `written` is how the body writes it, where that matters. */
function coerce(value: unknown, schema: v.GenericSchema, written: string | undefined): unknown {
  const text = typeof value === "string" ? value : written;
  if (text !== undefined && isCountOrShare(schema) && /[.e]/i.test(text)) {
    const number = parseDecimal(text);
    // No share is larger than 1, and no count is written with a point: the text itself is what is refused.
    if (Number.isInteger(number)) return number === 1 ? ALL : text;
  }
  if (typeof value !== "string") return value;
  const types = acceptedTypes(schema);
  if (types.has("number")) {
    const number = parseDecimal(value);
    if (!Number.isNaN(number)) return number;
  }
  if (types.has("boolean")) {
    if (value.toLowerCase() === "true") return true;
    if (value.toLowerCase() === "false") return false;
  }
  return value;
}
