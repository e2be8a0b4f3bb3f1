import { expect, test } from "bun:test";
import * as v from "valibot";
import { openApiDocument } from "../../src/http/openapi/document.ts";
import type { JsonBody, Operation } from "../../src/http/routes/route.ts";
import { ROUTES } from "../../src/http/routes/table.ts";
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
      schema: { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      example: 42,
    },
    ...["probabilities", "scores", "explain"].map((name) => ({
      name,
      in: "query",
      required: false,
      description: expect.stringMatching(/^Also return /),
      schema: { type: "boolean", default: false },
    })),
  ]);
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
