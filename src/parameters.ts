import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { parseDecimal } from "./learn/column.ts";
import { type Issue, ValueError } from "./learn/errors.ts";
import type { ParameterSchema } from "./model.ts";
import { nearestName } from "./nearest-name.ts";

/** What every model understands beside its own parameters. */
const COMMON_ENTRIES = {
  random_state: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295)), 0),
  /** Number of folds to measure the model on as well; null for none. */
  cv: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(1000))), null),
  /** Share of the rows to keep away from a fit that measures the model; null for none. */
  validation_fraction: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0), v.ltValue(1))), null),
};

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
  const isShare = typeof validation_fraction === "number" && validation_fraction < 1;
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
function withCommon(schema: ParameterSchema): ParameterSchema {
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
  });
  return { ...json, additionalProperties: false };
}

/**
 * Checks `input` against `schema` and fills in defaults. Numbers and booleans sent as strings are understood.
 * Throws `ValueError` for an unknown name (with the nearest known one), a wrong type or a value out of range.
 */
export function readParameters(schema: ParameterSchema, input: unknown): Record<string, unknown> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ValueError("parameters must be an object of name: value", [
      { path: "parameters", message: "must be an object" },
    ]);
  }
  const full = withCommon(schema);
  const known = Object.keys(full.entries);
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      const hint = near === undefined ? "" : `did you mean "${near}"? `;
      issues.push({
        path: `parameters.${name.slice(0, 80)}`,
        message: `is no parameter of this model; ${hint}known: ${known.join(", ")}`,
      });
      continue;
    }
    values[name] = coerce(value, full.entries[name] as v.GenericSchema);
  }
  const result = v.safeParse(full, values);
  if (!result.success) {
    for (const issue of result.issues) {
      const path = issue.path?.map((part) => String(part.key)).join(".") ?? "";
      issues.push({
        path: `parameters.${path}`,
        message: `must be ${issue.expected ?? "valid"}`,
      });
    }
  }
  if (issues.length > 0) {
    const first = issues[0]!;
    throw new ValueError(`${first.path} ${first.message}`, issues.slice(0, 20));
  }
  return result.output as Record<string, unknown>;
}

/** The primitive types that `schema` takes, through optional, nullable, union, picklist and pipes. */
function acceptedTypes(schema: unknown): Set<string> {
  const s = schema as { type: string; wrapped?: unknown; options?: unknown[] };
  if (s.wrapped !== undefined) return acceptedTypes(s.wrapped);
  if (s.type === "union" && Array.isArray(s.options)) {
    return new Set(s.options.flatMap((option) => [...acceptedTypes(option)]));
  }
  if (s.type === "picklist" || s.type === "literal") return new Set(["string"]);
  return new Set([s.type]);
}

function coerce(value: unknown, schema: v.GenericSchema): unknown {
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
