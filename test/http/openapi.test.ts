import { expect, test } from "bun:test";
import * as v from "valibot";
import { openApiDocument } from "../../src/http/openapi/document.ts";
import type { JsonBody, Operation } from "../../src/http/routes/route.ts";
import { ROUTES } from "../../src/http/routes/table.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { createTestApp } from "./app.ts";

const DOCUMENTED = ROUTES.filter(({ operation }) => operation !== undefined);

/** Returns the JSON bodies of an operation. */
const jsonBodies = ({ body, answer }: Operation) =>
  [body, answer].filter((json): json is JsonBody<v.GenericSchema> => json !== undefined && "schema" in json);

test("every example is valid by its schema, without additional members", () => {
  for (const { operation } of DOCUMENTED) {
    for (const { name, schema, example } of jsonBodies(operation!)) {
      expect([name, v.parse(schema, example) as unknown]).toEqual([name, example]);
    }
  }
});

test("operations have unique ids, and bodies of the same name have the same schema", () => {
  const operations = DOCUMENTED.map(({ operation }) => operation!);
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  const schemas = new Map<string, v.GenericSchema>();
  for (const { name, schema } of operations.flatMap(jsonBodies)) {
    expect(schemas.get(name) ?? schema).toBe(schema);
    schemas.set(name, schema);
  }
});

test("the document has every operation, with the fields that OpenAPI linters require", () => {
  const document = openApiDocument(ROUTES) as {
    servers: unknown[];
    security: unknown[];
    tags: { name: string }[];
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  expect(Object.values(document.paths).flatMap((methods) => Object.values(methods))).toHaveLength(
    DOCUMENTED.length,
  );
  expect(document.servers).toHaveLength(1);
  expect(document.security).toEqual([]);
  for (const { path, method, operation } of DOCUMENTED) {
    const described = document.paths[path]![method.toLowerCase()]!;
    expect(described).toMatchObject({ operationId: operation!.id, security: [], tags: [operation!.tag] });
    expect(document.tags.map(({ name }) => name)).toContain(operation!.tag);
    expect(described.parameters !== undefined).toBe(
      ROUTES.some((route) => route.path === path && route.query),
    );
  }
  expect(document.paths["/api/predict"]!.post!.parameters).toEqual([
    {
      name: "model_run_id",
      in: "query",
      required: true,
      description: "Id of the row of model_runs",
      schema: { type: "integer", format: "int64", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      example: 42,
    },
    ...["probabilities", "scores", "explain"].map((name) => ({
      name,
      in: "query",
      required: false,
      description: expect.stringMatching(/^Also return /),
      schema: { type: "boolean", default: false },
    })),
    {
      name: "interval",
      in: "query",
      required: false,
      description: expect.stringMatching(/^Also return /),
      schema: { type: "number", format: "double", exclusiveMinimum: 0, exclusiveMaximum: 1 },
      example: 0.9,
    },
  ]);
});

test("the document has the parameters of every model, and links a training to what may follow", () => {
  const { components, paths } = openApiDocument(ROUTES) as {
    components: { schemas: { Training: { properties: { parameters: { $defs: Record<string, unknown> } } } } };
    paths: Record<string, Record<string, { responses: { 200: { links?: Record<string, unknown> } } }>>;
  };
  const { $defs } = components.schemas.Training.properties.parameters;
  expect(Object.keys($defs)).toEqual([...REGISTRY.keys()]);
  expect($defs.ridge).toMatchObject({
    properties: { alpha: { default: 1 }, random_state: { default: 0 } },
    additionalProperties: false,
  });
  const links = paths["/api/train"]!.post!.responses[200].links!;
  const ids = DOCUMENTED.map(({ operation }) => operation!.id);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(links)));
  expect(links.predict).toEqual({
    operationId: "predict",
    parameters: { model_run_id: "$request.query.model_run_id" },
  });
});

test("no body has a choice, except between a schema and null: generators of clients would make a class of it", () => {
  const choices: unknown[] = [];
  // The parameters of models are for people to read.
  JSON.stringify((openApiDocument(ROUTES) as { components: unknown }).components, (key, value) => {
    if (key === "$defs" || key === "then") return undefined;
    if (key === "oneOf") choices.push(value);
    if (key === "anyOf" && !(value.length === 2 && value[1].type === "null")) choices.push(value);
    return value;
  });
  expect(choices).toEqual([]);
});

test("every response names its headers: the id of the request, and when to try again", () => {
  const { paths } = openApiDocument(ROUTES) as {
    paths: Record<
      string,
      Record<string, { responses: Record<string, { headers: Record<string, unknown> }> }>
    >;
  };
  const responses = Object.values(paths)
    .flatMap((methods) => Object.values(methods))
    .flatMap((operation) => Object.entries(operation.responses));
  for (const [status, { headers }] of responses) {
    expect(Object.keys(headers)).toContain("X-Request-Id");
    expect("Retry-After" in headers).toBe(status === "503");
  }
});

test("responses that need no database are valid by their schemas, without additional members", async () => {
  const app = createTestApp();
  for (const path of ["/api/health", "/api/health/live", "/api/models"]) {
    const answer: unknown = await (await app(new Request(`http://127.0.0.1${path}`))).json();
    const route = DOCUMENTED.find((each) => each.path === path && each.method === "GET")!;
    const [{ schema }] = jsonBodies(route.operation!) as [JsonBody<v.GenericSchema>];
    expect([path, v.parse(schema, answer) as unknown]).toEqual([path, answer]);
  }
});
