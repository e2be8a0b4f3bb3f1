import { toJsonSchema } from "@valibot/to-json-schema";
import * as v from "valibot";
import { numbersAsWritten } from "../ingest/json-member.ts";
import { parseDecimal } from "../learn/core/column.ts";
import { isPlainObject } from "../learn/core/describe-value.ts";
import { type Issue, shortName, ValueError } from "../learn/core/errors.ts";
import { nearestName } from "../learn/core/nearest-name.ts";
import {
  ALL,
  isCountOrFraction,
  partialFraction,
  seed,
  wholeNumber,
  withDefault,
} from "../learn/core/parameter-kinds.ts";
import { requirementMessage, shown } from "../learn/core/parameter-words.ts";
import type { ParameterTable } from "../learn/core/parameters.ts";

const columnOfFeatures = v.nullable(v.string());

/** The parameters that say how the rows are used, to learn from them or to measure the model; `createPipeline` does not get them. */
const ROW_ENTRIES = {
  cv: withDefault(
    v.nullable(wholeNumber(2, 1000)),
    null,
    "Number of folds on which the model is also measured; null for none",
  ),
  validation_fraction: withDefault(
    v.nullable(partialFraction),
    null,
    "Fraction of the rows that is held back from another fit, to measure the model; null for none",
  ),
  cv_groups: withDefault(
    columnOfFeatures,
    null,
    "A column of features whose rows of the same value cv and validation_fraction do not divide, such as a customer; null for none",
  ),
  cv_time: withDefault(
    columnOfFeatures,
    null,
    "A column of features with dates or numbers in whose order cv and validation_fraction test on later rows; null for none",
  ),
  sample_weight: withDefault(
    columnOfFeatures,
    null,
    "A column of features with the weight of each row in the fit, 0 or more; null for equal weights",
  ),
};

/** Those of `ROW_ENTRIES` that name a column. */
const ROLES = ["cv_groups", "cv_time", "sample_weight"] as const;

/** The columns that the parameters of a training name for a purpose other than to learn from them. */
export type ColumnRoles = Readonly<Record<(typeof ROLES)[number], string | null>>;

/** The parameters that every model has in addition to its own. */
const COMMON_ENTRIES = {
  random_state: seed("Seed of all random numbers: the same data, parameters and seed give the same bytes"),
  ...ROW_ENTRIES,
};

/** The argument of `createPipeline`: the parameters of table `T` with their defaults, and the `random_state` of every model. */
export type Parameters<T extends ParameterTable> = v.InferOutput<T> & { readonly random_state: number };

/** How a model is measured on rows that it did not learn from. */
export interface Evaluation {
  readonly cv: number | null;
  readonly validationFraction: number | null;
}

/**
 * Returns the evaluation that `parameters`, as `readParameters` returned them, ask for. Some estimators have a
 * `validation_fraction` of their own, with a default; it asks for an evaluation only if the caller sent it in `input`.
 */
export function evaluationOf(parameters: Record<string, unknown>, input: unknown): Evaluation {
  const { cv, validation_fraction } = parameters;
  const isSent = typeof input === "object" && input !== null && Object.hasOwn(input, "validation_fraction");
  const isFraction =
    typeof validation_fraction === "number" && validation_fraction > 0 && validation_fraction < 1;
  return {
    cv: typeof cv === "number" ? cv : null,
    validationFraction: isSent && isFraction ? validation_fraction : null,
  };
}

/**
 * Returns the columns that `parameters` name for a purpose, which may be unchecked. A parameter of the same name in `schema` is the
 * model's own.
 */
export function columnRolesOf(schema: ParameterTable, parameters: unknown): ColumnRoles {
  const given = isPlainObject(parameters) ? parameters : {};
  const entries = ROLES.map((role) => {
    const column = role in schema.entries ? null : given[role];
    return [role, typeof column === "string" ? column : null];
  });
  return Object.fromEntries(entries) as ColumnRoles;
}

/** Returns `parameters` without those that say how the rows are used: the argument of `createPipeline`. */
export function pipelineParameters(
  schema: ParameterTable,
  parameters: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name]) => name in schema.entries || !Object.hasOwn(ROW_ENTRIES, name),
    ),
  );
}

/** Returns `schema` together with the parameters that every model has. */
export function withCommon(schema: ParameterTable): ParameterTable {
  return v.object({ ...COMMON_ENTRIES, ...schema.entries }) as ParameterTable;
}

/** Returns the default of each parameter of `schema`. */
export function defaultsOf(schema: ParameterTable): Record<string, unknown> {
  return v.parse(schema, {});
}

/** Returns the JSON Schema (2020-12) of a model's parameters. */
export function parametersJsonSchema(schema: ParameterTable): Record<string, unknown> {
  const { $schema: _, ...json } = toJsonSchema(withCommon(schema), {
    typeMode: "input",
    errorMode: "ignore",
    target: "draft-2020-12",
    // The metadata of mlsvc is not part of JSON Schema.
    ignoreActions: ["metadata"],
  });
  return { ...json, additionalProperties: false };
}

/**
 * Checks `input` against `schema` and fills in the defaults. Numbers and booleans may be sent as strings. `json` returns
 * the JSON text of `input`. It is only called for a parameter that is a count or a fraction and has an integer as value:
 * there, 1.0 is a fraction and 1 a count.
 * Throws `ValueError` with one issue per parameter: for an unknown name, with the nearest known one; and for a value out of
 * range, with the range and the value.
 */
export function readParameters(
  schema: ParameterTable,
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
    if (Number.isInteger(value) && isCountOrFraction(entry)) {
      written ??= numbersAsWritten(json?.() ?? "{}");
      text = written.get(name);
    }
    given.set(name, text ?? shownInMessage(value));
    // A JSON number such as 1e400 is read as infinity. It is refused, even if the parameter may be infinite in code.
    values[name] = isInfinite(value) ? Number.NaN : coerce(value, entry, text);
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
    message: `is not a parameter of this model; ${hint}known: ${known.join(", ")}`,
  };
}

/** Returns one issue for each parameter that `found` is about. `given` has the values as the caller wrote them. */
function refusals(
  found: readonly v.BaseIssue<unknown>[],
  { entries }: ParameterTable,
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
    return [
      { path: `parameters.${name}`, message: `${requirementMessage(entries[name], issue)}; got ${value}` },
    ];
  });
}

/**
 * Returns the value of a parameter as messages show it, cut after 80 characters. For a list or an object of nested values only
 * the kind is shown, because it may contain rows that were sent in the wrong place.
 */
function shownInMessage(value: unknown): string {
  if (typeof value !== "object" || value === null) return shown(value);
  const isFlat = Object.values(value).every((entry) => typeof entry !== "object" || entry === null);
  if (isFlat) return shown(value);
  return Array.isArray(value) ? `a list of ${value.length} nested entries` : "an object of nested values";
}

function isInfinite(value: unknown): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
}

/** Returns the names of the types that `schema` accepts, including those inside optional, nullable and union schemas. */
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

/** Returns `value`, converted to a type that the schema accepts. `written` is its JSON text, if that makes a difference. */
function coerce(value: unknown, schema: v.GenericSchema, written: string | undefined): unknown {
  const text = typeof value === "string" ? value : written;
  if (text !== undefined && isCountOrFraction(schema) && /[.e]/i.test(text)) {
    const number = parseDecimal(text);
    // A fraction is at most 1 and a count has no decimal point, so other numbers are refused: the text is not converted.
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
