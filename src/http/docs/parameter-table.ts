import { html } from "hono/html";
import { parametersJsonSchema } from "../../models/parameters.ts";
import type { RegisteredModel } from "../../models/registry.ts";
import type { Json } from "../openapi/json-schema.ts";

/** A model for a reader: what it is good for, its columns, and its parameters in a table. */
export function modelSection({ model }: RegisteredModel) {
  const { properties } = parametersJsonSchema(model.parameters) as { properties: Record<string, Json> };
  const columns = (names: readonly string[] | string) =>
    Array.isArray(names) ? names.join(", ") || "none" : "any";
  const rows = Object.entries(properties).map(
    ([name, schema]) =>
      html`<tr><td><code>${name}</code></td><td>${valuesOf(schema)}</td><td><code>${JSON.stringify(schema.default)}</code></td></tr>`,
  );
  return html`<h3 id="${model.name}">${model.name}</h3>
<p>${model.description}. Features: ${columns(model.featureNames)}. Labels: ${columns(model.labelNames)}.</p>
<details><summary>Parameters</summary><table><tr><th>parameter</th><th>values</th><th>default</th></tr>${rows}</table></details>`;
}

/** What a JSON Schema takes, in words. */
function valuesOf(schema: Json): string {
  if (Array.isArray(schema.anyOf)) return (schema.anyOf as Json[]).map(valuesOf).join(", or ");
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(", ");
  if ("const" in schema) return JSON.stringify(schema.const);
  switch (schema.type) {
    case "integer":
      return `a whole number${rangeOf(schema)}`;
    case "number":
      return `a number${rangeOf(schema)}`;
    case "boolean":
      return "true, false";
    case "array":
      return `a list of: ${valuesOf((schema.items ?? {}) as Json)}`;
    case "object":
      return "an object of label: number";
    default:
      return String(schema.type ?? "any value");
  }
}

/** More than this is no bound that a reader needs to know. */
const NO_BOUND = 2_147_483_647;

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json): string {
  const parts: string[] = [];
  if (exclusiveMinimum !== undefined) parts.push(`above ${exclusiveMinimum}`);
  if (minimum !== undefined) parts.push(`from ${minimum}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${exclusiveMaximum}`);
  if (maximum !== undefined && Number(maximum) < NO_BOUND) parts.push(`to ${maximum}`);
  return parts.length === 0 ? "" : ` ${parts.join(", ")}`;
}
