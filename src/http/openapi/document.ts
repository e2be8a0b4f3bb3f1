import { parametersJsonSchema } from "../../models/parameters.ts";
import { REGISTRY } from "../../models/registry.ts";
import { VERSION } from "../../version.ts";
import { BODY_SCHEMAS } from "./answers.ts";
import { type Json, queryParameters, ref } from "./json-schema.ts";
import { OPERATIONS, type Operation } from "./operations.ts";

/** The OpenAPI 3.1 description of the service, made from the schemas that check requests. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  const models = [...REGISTRY.values()].map(({ model }) => [
    `${model.name}_parameters`,
    parametersJsonSchema(model.parameters),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "mlsvc",
      version: VERSION,
      description: "Trains machine-learning models on rows and predicts rows with them.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas: { ...BODY_SCHEMAS, ...Object.fromEntries(models) } },
  };
}

function describe({ summary, description, query, body, answer, failures = {} }: Operation): Json {
  const problem = { "application/problem+json": { schema: ref("Problem") } };
  const success =
    answer.schema === undefined
      ? { "text/plain": {} }
      : { "application/json": { schema: ref(answer.schema) } };
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    ...(query === undefined ? {} : { parameters: queryParameters(query) }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: ref(body.schema), example: body.example } },
          },
        }),
    responses: {
      200: { description: answer.description, content: success },
      ...Object.fromEntries(
        Object.entries(failures).map(([status, when]) => [status, { description: when, content: problem }]),
      ),
    },
  };
}
