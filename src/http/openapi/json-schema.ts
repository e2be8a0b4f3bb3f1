import { toJsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { QuerySchema } from "../routes/route.ts";
import { withClientTypes } from "./client-types.ts";
import type { Json } from "./json.ts";

/**
 * Returns the JSON Schema (2020-12) of the input of `schema`, or of its output if `typeMode` is "output". Parts that JSON
 * Schema cannot express, such as transformations, are left out.
 */
export function jsonSchema(schema: v.GenericSchema, typeMode: "input" | "output" = "input"): Json {
  const { $schema: _, ...json } = toJsonSchema(schema, {
    typeMode,
    errorMode: "ignore",
    target: "draft-2020-12",
  });
  return withClientTypes(json);
}

/** Returns the parameters of a query, with their types after parsing: in the query itself, all of them are text. */
export function queryParameters(schema: QuerySchema): Json[] {
  const { required = [] } = jsonSchema(schema) as { required?: string[] };
  const { properties = {} } = jsonSchema(schema, "output") as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, property]) => {
    const { description, default: fallback, examples, ...rest } = property;
    const [example] = (examples ?? []) as unknown[];
    return {
      name,
      in: "query",
      required: required.includes(name),
      description,
      schema: { ...rest, ...(fallback === "false" ? { default: false } : {}) },
      ...(example === undefined ? {} : { example }),
    };
  });
}

/** Returns a reference to the component schema `name`. */
export function ref(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}
