import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";

/** JSON of any shape. */
export type Json = Record<string, unknown>;

/** A parameter of a query, as OpenAPI describes it. */
export interface QueryParameter {
  readonly name: string;
  readonly in: "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: Json;
}

/** JSON Schema (2020-12) of what `schema` takes, or, in `output` mode, of what it makes of that. */
export function jsonSchema(schema: v.GenericSchema, typeMode: "input" | "output" = "input"): Json {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    typeMode,
    errorMode: "ignore",
    target: "draft-2020-12",
  });
  return rest;
}

/** The parameters of a query: a query is text, but what it spells are numbers and truth values. */
export function queryParameters(schema: v.ObjectSchema<v.ObjectEntries, undefined>): QueryParameter[] {
  const { required = [] } = jsonSchema(schema) as { required?: string[] };
  const { properties = {} } = jsonSchema(schema, "output") as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, { description, default: fallback, ...property }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    description: String(description ?? ""),
    schema: { ...property, ...(fallback === "false" ? { default: false } : {}) },
  }));
}

/** A reference to a schema of the document. */
export function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
