import { type Condition, firstThatHolds } from "./conditions.ts";
import type { Json } from "./json.ts";

/** The schema of an object. */
interface ObjectSchema extends Json {
  readonly properties: Readonly<Record<string, Json>>;
  readonly required: readonly string[];
}

/**
 * Returns what `oneOf: variants` says as one object, with the members of all variants and with conditions on those that
 * each requires. The variants are objects that differ by the constant of one member, such as `state`. Generators of clients
 * make one class of it, which can hold every variant.
 *
 * Variants of another kind, or that have members of the same name but of different values, stay as they are.
 */
export function describeVariants(variants: readonly Json[]): Json {
  const objects = variants.filter(isObjectSchema);
  const key = Object.keys(objects[0]?.properties ?? {}).find((name) =>
    objects.every(({ properties }) => properties[name]?.const !== undefined),
  );
  if (objects.length < variants.length || key === undefined) return { oneOf: variants };

  const properties: Record<string, Json> = {};
  for (const [name, schema] of objects.flatMap((variant) => Object.entries(variant.properties))) {
    const known = properties[name] ?? schema;
    if (name !== key && !Bun.deepEquals(undescribed(known), undescribed(schema))) return { oneOf: variants };
    properties[name] = { ...schema, ...known };
  }
  const values = objects.map((variant) => variant.properties[key]!.const);
  const ofAll = objects[0]!.required.filter((name) =>
    objects.every(({ required }) => required.includes(name)),
  );
  const conditions = objects.map(
    ({ required }, i): Condition => [
      { properties: { [key]: { const: values[i] } } },
      { required: required.filter((name) => !ofAll.includes(name)) },
    ],
  );
  return {
    type: "object",
    properties: { ...properties, [key]: { type: typeof values[0], enum: values } },
    required: ofAll,
    ...firstThatHolds(conditions),
  };
}

function undescribed({ description: _, ...schema }: Json): Json {
  return schema;
}

function isObjectSchema(schema: Json): schema is ObjectSchema {
  return (
    schema.type === "object" && Array.isArray(schema.required) && schema.additionalProperties === undefined
  );
}
