import type * as v from "valibot";
import { FAILURES } from "../../errors.ts";
import { parametersJsonSchema } from "../../models/parameters.ts";
import { REGISTRY } from "../../models/registry.ts";
import { VERSION } from "../../version.ts";
import { problem } from "../problem.ts";
import { type JsonBody, type Operation, type Route, TAGS } from "../routes/route.ts";
import { type Json, jsonSchema, queryParameters, ref } from "./json-schema.ts";

const DESCRIPTION = `Trains machine-learning models on rows and predicts rows with them.

The parameters of each model, with defaults and ranges, are the schemas named \`<model>_parameters\` in this document;
[GET /api/models](/api/models) lists the models with their columns and state.`;

/** Returns the OpenAPI 3.1 document of `routes`. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = { Problem: jsonSchema(problem) };
  for (const { method, path, query, operation } of routes) {
    if (operation === undefined) continue;
    const bodies = [operation.body, operation.answer].filter(
      (body) => body !== undefined && "schema" in body,
    );
    for (const { name, schema } of bodies as JsonBody<v.GenericSchema>[])
      schemas[name] ??= jsonSchema(schema);
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(operation, query) };
  }
  for (const { model } of REGISTRY.values()) {
    schemas[`${model.name}_parameters`] = {
      description: `Parameters of ${model.name}: ${model.description}`,
      ...parametersJsonSchema(model.parameters),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "mlsvc",
      version: VERSION,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "The service that answers this document" }],
    security: [],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas },
  };
}

function describe(operation: Operation, query: Route["query"]): Json {
  const { id, tag, summary, description, body, answer, failures = {} } = operation;
  const problems = Object.entries(failures).map(([status, when]) => [
    status,
    { description: when, content: problemContent(Number(status), when) },
  ]);
  const content =
    "schema" in answer
      ? { ...jsonContent(answer), ...(answer.otherwise && textContent(answer.otherwise)) }
      : textContent(answer);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    security: [],
    ...(query === undefined ? {} : { parameters: queryParameters(query) }),
    ...(body === undefined ? {} : { requestBody: { required: true, content: jsonContent(body) } }),
    responses: {
      200: { description: answer.description, content },
      ...Object.fromEntries(problems),
    },
  };
}

function problemContent(status: number, detail: string): Json {
  const { title } = Object.values(FAILURES).find((kind) => kind.status === status)!;
  const example = { type: "about:blank", title, status, detail, message: detail };
  return { "application/problem+json": { schema: ref("Problem"), example } };
}

function textContent({ mediaType, example }: { mediaType: string; example: string }): Json {
  return { [mediaType]: { schema: { type: "string" }, example } };
}

function jsonContent({ name, example }: JsonBody<v.GenericSchema>): Json {
  return { "application/json": { schema: ref(name), example } };
}
