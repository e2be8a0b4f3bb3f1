import type * as v from "valibot";
import { FAILURES } from "../../errors.ts";
import { parametersJsonSchema } from "../../models/parameters.ts";
import { REGISTRY } from "../../models/registry.ts";
import { VERSION } from "../../version.ts";
import { problem } from "../problem.ts";
import { type JsonBody, type Operation, type Route, TAGS } from "../routes/route.ts";
import { HEADERS, headersOf } from "./headers.ts";
import type { Json } from "./json.ts";
import { jsonSchema, queryParameters, ref } from "./json-schema.ts";

const DESCRIPTION = `Trains machine-learning models on rows and predicts rows with them.

The parameters of each model, with defaults and ranges, are in the schema \`Training\`, under the name of the model in the
\`$defs\` of \`parameters\`. [GET /api/models](/api/models) lists the models with their columns, parameters and state.

A query parameter that an operation under \`/api\` does not have is a 400, except for health, where the query is ignored.`;

/** The schema of an object, to which keywords can be added. */
interface ObjectSchema extends Json {
  readonly properties: Record<string, Json>;
}

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
  addModelParameters(schemas.Training as ObjectSchema | undefined);
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
    components: { schemas, headers: HEADERS },
  };
}

/**
 * Adds the parameters of each model to the schema of the body of a training. Which of them applies depends on the query,
 * so no keyword of JSON Schema can refer to them.
 */
function addModelParameters(training: ObjectSchema | undefined): void {
  if (training === undefined) return;
  const models = [...REGISTRY.values()].map(({ model }) => {
    const description = `Parameters of ${model.name}: ${model.description}`;
    return [model.name, { description, ...parametersJsonSchema(model.parameters) }];
  });
  training.properties.parameters!.$defs = Object.fromEntries(models);
}

function describe(operation: Operation, query: Route["query"]): Json {
  const { id, tag, summary, description, body, answer, next, failures = {} } = operation;
  const problems = Object.entries(failures).map(([status, when]) => [
    status,
    { description: when, headers: headersOf(Number(status)), content: problemContent(Number(status), when) },
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
      200: {
        description: answer.description,
        headers: headersOf(200),
        content,
        ...(next === undefined ? {} : { links: linksTo(next) }),
      },
      ...Object.fromEntries(problems),
    },
  };
}

/** Returns links to operations about the run of the request. */
function linksTo(operations: readonly string[]): Json {
  const parameters = { model_run_id: "$request.query.model_run_id" };
  return Object.fromEntries(operations.map((operationId) => [operationId, { operationId, parameters }]));
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
