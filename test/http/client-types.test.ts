import { expect, test } from "bun:test";
import { toJsonSchema } from "@valibot/to-json-schema";
import Ajv from "ajv/dist/2020";
import fc from "fast-check";
import * as v from "valibot";
import { withClientTypes } from "../../src/http/openapi/client-types.ts";
import type { Json } from "../../src/http/openapi/json.ts";
import type { JsonBody } from "../../src/http/routes/route.ts";
import { ROUTES } from "../../src/http/routes/table.ts";
import { parametersJsonSchema } from "../../src/models/parameters.ts";
import { REGISTRY } from "../../src/models/registry.ts";

const ajv = new Ajv({ strict: false, validateFormats: false });

/** Returns the JSON Schema as valibot's converter writes it. */
function plain(schema: v.GenericSchema): Json {
  return { ...toJsonSchema(schema, { errorMode: "ignore", target: "draft-2020-12" }) };
}

/** Every schema of a body with its example, and of the parameters of a model with its defaults. */
const SCHEMAS: [string, Json, unknown][] = [
  ...ROUTES.flatMap(({ operation }) => [operation?.body, operation?.answer])
    .filter((body): body is JsonBody<v.GenericSchema> => body !== undefined && "schema" in body)
    .map(({ name, schema, example }): [string, Json, unknown] => [name, plain(schema), example]),
  ...[...REGISTRY.values()].map(({ model }): [string, Json, unknown] => [
    model.name,
    parametersJsonSchema(model.parameters),
    model.getDefaultParameters(),
  ]),
];

/** Values for any place of a body, with many that a schema may allow. */
const anything = fc.oneof(
  fc.constantFrom(
    0,
    1,
    2,
    0.5,
    -1,
    3.5,
    1e9,
    "1.0",
    "sqrt",
    "balanced",
    "scale",
    "none",
    "waiting",
    "running",
    "finished",
    "SUCCESS",
    true,
    null,
    [],
    {},
    [1],
    [0.5, -1],
    ["a"],
    [[1]],
    [null],
    { a: 1 },
    { a: -1 },
    { a: [1] },
    { a: [] },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Returns `value` with what is at one of its places replaced, chosen by `pick`; `undefined` removes a member. */
function replaced(value: unknown, pick: () => number, by: unknown): unknown {
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  if (keys.length === 0 || pick() % 4 === 0) return by;
  const key = keys[pick() % keys.length]!;
  const part = replaced((value as Json)[key], pick, by);
  if (Array.isArray(value)) return value.with(Number(key), part ?? null);
  const { [key]: _, ...others } = value as Json;
  return part === undefined ? others : { ...others, [key]: part };
}

test.each(SCHEMAS)(
  "the schema %s, written for generators of clients, accepts the same values",
  (_name, schema, example) => {
    const rewritten = withClientTypes(schema);
    const [before, after] = [ajv.compile(schema), ajv.compile(rewritten)];
    const same = (value: unknown) => {
      expect([value, after(value)]).toEqual([value, before(value)]);
    };
    expect(before(example)).toBe(true);
    same(example);
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        fc.option(anything, { nil: undefined }),
        (picks, by) => {
          let next = 0;
          same(replaced(example, () => picks[next++ % picks.length]!, by));
        },
      ),
      { numRuns: 500 },
    );
  },
);

test("choices between kinds of values and variants of an object need no anyOf and no oneOf", () => {
  const schema = v.variant("state", [
    v.object({
      state: v.literal("waiting"),
      place: v.union([v.number(), v.array(v.number())]),
      at: v.nullable(v.string()),
    }),
    v.object({
      state: v.literal("done"),
      label: v.union([v.string(), v.boolean()]),
      at: v.pipe(v.nullable(v.string()), v.description("When it ended")),
    }),
  ]);
  expect(withClientTypes(plain(schema))).toMatchObject({
    type: "object",
    properties: {
      state: { type: "string", enum: ["waiting", "done"] },
      place: { not: { type: ["object", "string", "boolean", "null"] }, if: { type: "array" } },
      label: { not: { type: ["array", "object", "number", "null"] } },
      at: { anyOf: [{ type: "string" }, { type: "null" }], description: "When it ended" },
    },
    required: ["state", "at"],
    if: { properties: { state: { const: "waiting" } } },
  });
});

test("variants whose members of one name differ, and options of unknown type, stay as they are", () => {
  const variants = [
    {
      type: "object",
      properties: { kind: { const: "a", type: "string" }, x: { type: "string" } },
      required: ["kind"],
    },
    {
      type: "object",
      properties: { kind: { const: "b", type: "string" }, x: { type: "boolean" } },
      required: ["kind"],
    },
  ];
  expect(withClientTypes({ oneOf: variants })).toEqual({ oneOf: variants });
  const options = [{ type: "string" }, { pattern: "^a" }, { type: "boolean" }];
  expect(withClientTypes({ anyOf: options })).toEqual({ anyOf: options });
});

test("integers that need 64 bits and numbers say so", () => {
  const formats = [
    { type: "integer" },
    { type: "integer", maximum: 2 ** 31 - 1 },
    { type: "integer", maximum: 2 ** 31 },
    { type: "number" },
  ].map((schema) => withClientTypes(schema).format);
  expect(formats).toEqual(["int64", undefined, "int64", "double"]);
});
