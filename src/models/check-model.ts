import * as v from "valibot";
import { describeValue, isPlainObject } from "../learn/core/describe-value.ts";
import { editDistance, nearestName } from "../learn/core/nearest-name.ts";
import { notPlain } from "../learn/core/plain-data.ts";
import { ANY_FEATURES, Model } from "./model.ts";

/** The members that a model must have. */
const REQUIRED = [
  "name",
  "description",
  "featureNames",
  "labelNames",
  "parameters",
  "createPipeline",
] as const;
/** The members that a model may have. */
const OPTIONAL = [
  "type",
  "getDefaultParameters",
  "validateFeatures",
  "extractMetrics",
  "measuresImportance",
  "sampleRows",
] as const;
type Member = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/** Maximum length of a model's name in characters: that of the column `models.name`. */
export const MAX_NAME = 255;
/** Maximum length of a model's description in characters: that of the column `models.description`. */
const MAX_DESCRIPTION = 1023;
const TYPES: readonly unknown[] = ["classification", "regression", "clustering", "outlier_detection"];

/**
 * Returns the mistakes of a model, each with how to fix it; none if it can be registered. Calls no method of the model except
 * `getDefaultParameters`.
 */
export function checkModel(model: Model): string[] {
  const members = model as unknown as Record<string, unknown>;
  const absent = REQUIRED.filter((member) => members[member] === undefined);
  const has = (member: Member) => !absent.includes(member as never);
  return [
    ...absent.map((member) => missing(member, model)),
    ...misspelt(model, absent),
    ...(has("name") ? checkText("name", members.name, MAX_NAME) : []),
    ...(has("description") ? checkText("description", members.description, MAX_DESCRIPTION) : []),
    ...(TYPES.includes(members.type)
      ? []
      : [
          `its type is ${describeValue(members.type)}; extend Classifier, Regressor, Clusterer or OutlierDetector`,
        ]),
    ...(has("featureNames") ? checkColumns("featureNames", members.featureNames) : []),
    ...(has("labelNames") ? checkColumns("labelNames", members.labelNames) : []),
    ...checkCounts(model),
    ...(has("parameters") ? checkParameterSchema(model) : []),
    ...(typeof members.measuresImportance === "boolean"
      ? []
      : [`its measuresImportance is ${describeValue(members.measuresImportance)}; it must be true or false`]),
    ...(["createPipeline", "getDefaultParameters", "validateFeatures", "extractMetrics"] as const)
      .filter((member) => has(member) && typeof members[member] !== "function")
      .map((member) => `its ${member} is ${describeValue(members[member])}; write a method`),
  ];
}

const EXAMPLES: Record<(typeof REQUIRED)[number], string> = {
  name: 'readonly name = "house_price"',
  description: 'readonly description = "Price of a house"',
  featureNames: 'readonly featureNames = ["size_m2", "rooms"], or ANY_FEATURES',
  labelNames: 'readonly labelNames = ["price"], or ANY_FEATURES',
  parameters: "readonly parameters = defineParameters({}), with an entry for each parameter",
  createPipeline: "createPipeline(parameters) { return new Pipeline([…]) }",
};

function missing(member: (typeof REQUIRED)[number], model: Model): string {
  const near = unknownMembers(model).find((name) => nearestName(name, [member]) !== undefined);
  const hint = near === undefined ? `write ${EXAMPLES[member]}` : `rename its ${near} to ${member}`;
  return `it has no ${member}; ${hint}`;
}

/** Returns a mistake for each unknown member whose name is similar to that of an optional member. */
function misspelt(model: Model, absent: readonly string[]): string[] {
  return unknownMembers(model).flatMap((name) => {
    const meant = OPTIONAL.find((member) => editDistance(name.toLowerCase(), member.toLowerCase()) <= 2);
    if (meant === undefined || meant === "type" || nearestName(name, absent) !== undefined) return [];
    return [`its ${name} is never called; rename it to ${meant}`];
  });
}

/** Returns the names of the members that are neither required nor optional. */
function unknownMembers(model: Model): string[] {
  const names = new Set<string>();
  for (let at: object = model; at !== Model.prototype; at = Object.getPrototypeOf(at) as object) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  }
  for (const known of ["constructor", ...REQUIRED, ...OPTIONAL]) names.delete(known);
  return [...names].filter((name) => name.length <= 80);
}

function checkText(member: string, value: unknown, most: number): string[] {
  if (typeof value !== "string") return [`its ${member} is ${describeValue(value)}; it must be text`];
  if (value.trim() === "") return [`its ${member} is empty; it must be text`];
  if (value !== value.trim() || /\0/.test(value) || !value.isWellFormed()) {
    return [
      `its ${member} ${JSON.stringify(value)} must not begin or end with a space, or contain a NUL or half of a surrogate pair`,
    ];
  }
  const { length } = [...value];
  return length > most ? [`its ${member} has ${length} characters; the table models takes ${most}`] : [];
}

function checkColumns(member: "featureNames" | "labelNames", value: unknown): string[] {
  if (value === ANY_FEATURES) return [];
  if (!Array.isArray(value)) {
    return [`its ${member} is ${describeValue(value)}; it must be a list of column names, or ANY_FEATURES`];
  }
  const wrong = value.find((name) => typeof name !== "string" || name === "" || !name.isWellFormed());
  if (value.includes(undefined) || wrong !== undefined) {
    return [`its ${member} holds ${describeValue(wrong)}; every entry must be the name of a column`];
  }
  const repeated = value.filter((name, index) => value.indexOf(name) < index);
  return repeated.length === 0
    ? []
    : [`its ${member} holds ${JSON.stringify(repeated[0])} more than once; name each column once`];
}

/** Returns the mistakes in the number of columns: a model needs features, a classifier one label, a regressor at least one. */
function checkCounts({ type, featureNames, labelNames }: Model): string[] {
  const mistakes: string[] = [];
  if (Array.isArray(featureNames) && featureNames.length === 0) {
    mistakes.push("its featureNames is empty; name the columns, or write ANY_FEATURES");
  }
  if (!Array.isArray(labelNames)) return mistakes;
  if (type === "classification" && labelNames.length !== 1) {
    mistakes.push(`its labelNames names ${labelNames.length} columns; a classifier learns one label`);
  }
  if (type === "regression" && labelNames.length === 0) {
    mistakes.push("its labelNames is empty; a regressor learns at least one label");
  }
  return mistakes;
}

const ADVICE = "give it one, such as count(10) or v.optional(schema, 10)";

function checkParameterSchema(model: Model): string[] {
  const schema: unknown = model.parameters;
  if (!isObjectSchema(schema)) {
    return [`its parameters is ${describeValue(schema)}; it must be defineParameters({ name: kind, … })`];
  }
  if ("pipe" in schema) {
    return [
      "its parameters is v.pipe(v.object(…), …); write defineParameters({…}), and check combinations in createPipeline",
    ];
  }
  const mistakes = Object.entries(schema.entries).flatMap(([name, entry]) => checkDefault(name, entry));
  return mistakes.length > 0 ? mistakes : checkDefaults(model, schema);
}

function isObjectSchema(value: unknown): value is v.ObjectSchema<v.ObjectEntries, undefined> {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    value.kind === "schema" &&
    "async" in value &&
    value.async === false &&
    "entries" in value &&
    isPlainObject(value.entries)
  );
}

function checkDefault(name: string, entry: v.GenericSchema): string[] {
  try {
    const value: unknown = v.getDefault(entry as never);
    if (value === undefined) return [`its parameter ${name} has no default; ${ADVICE}`];
    const result = v.safeParse(entry, undefined);
    if (!result.success) {
      const { message } = result.issues[0];
      return [`the default ${describeValue(value)} of its parameter ${name} is not valid: ${message}`];
    }
    const why = notPlain(value);
    return why === undefined ? [] : [`the default of its parameter ${name} is not JSON: ${why}`];
  } catch (error) {
    return [`the default of its parameter ${name} cannot be taken: ${String(error)}`];
  }
}

/** Returns the mistakes of a model that overrides `getDefaultParameters`. */
function checkDefaults(model: Model, schema: v.ObjectSchema<v.ObjectEntries, undefined>): string[] {
  if (model.getDefaultParameters === Model.prototype.getDefaultParameters) return [];
  if (typeof model.getDefaultParameters !== "function") return [];
  let defaults: unknown;
  try {
    defaults = model.getDefaultParameters();
  } catch (error) {
    return [`its getDefaultParameters throws ${String(error)}`];
  }
  if (!isPlainObject(defaults)) {
    return [
      `its getDefaultParameters returns ${describeValue(defaults)}; it must return an object of name: value`,
    ];
  }
  const known = Object.keys(schema.entries);
  const unknown = Object.keys(defaults).filter((name) => !known.includes(name));
  const result = v.safeParse(schema, defaults);
  return [
    ...unknown.map((name) => `its getDefaultParameters returns ${name}, which is none of its parameters`),
    ...known
      .filter((name) => (defaults as Record<string, unknown>)[name] === undefined)
      .map((name) => `its getDefaultParameters returns no ${name}`),
    ...(result.success
      ? []
      : [`its getDefaultParameters returns an invalid value: ${result.issues[0].message}`]),
  ];
}
