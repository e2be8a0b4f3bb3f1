import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { ValueError } from "../../src/learn/core/errors.ts";
import { describeAllowed, shown } from "../../src/learn/core/parameter-words.ts";
import { readParameters, withCommon } from "../../src/models/parameters.ts";
import { REGISTRY } from "../../src/models/registry.ts";

const WORDS: [string, unknown, string][] = [
  [
    "whole numbers",
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)),
    "a whole number from 1 to 9",
  ],
  ["whole numbers above", v.pipe(v.number(), v.integer(), v.gtValue(1)), "a whole number of at least 2"],
  ["whole numbers below", v.pipe(v.number(), v.safeInteger(), v.ltValue(9)), "a whole number of at most 8"],
  ["any whole number", v.pipe(v.number(), v.integer()), "a whole number"],
  ["any number", v.number(), "a finite number"],
  ["numbers up to", v.pipe(v.number(), v.maxValue(2)), "a finite number of at most 2"],
  ["numbers below", v.pipe(v.number(), v.ltValue(2)), "a finite number less than 2"],
  ["ranges", v.pipe(v.number(), v.gtValue(0), v.maxValue(2)), "a number in (0, 2]"],
  ["other conditions", v.pipe(v.number(), v.multipleOf(3)), "a finite number (%3)"],
  ["switches", v.boolean(), "true or false"],
  ["words or null", v.optional(v.nullable(v.picklist(["a", "b"])), null), '"a", "b" or null'],
  ["enumerations", v.enum({ A: "a", B: "b" }), '"a" or "b"'],
  ["text", v.pipe(v.string(), v.minLength(2)), "a string (>=2)"],
  [
    "lists",
    v.pipe(v.array(v.boolean()), v.maxLength(3)),
    "a list of at most 3 entries, each entry true or false",
  ],
  ["tuples", v.tuple([v.string(), v.boolean()]), "a list of 2 entries: a string; true or false"],
  ["records", v.record(v.string(), v.boolean()), "an object of name: value, each value true or false"],
  ["objects", v.object({ a: v.string(), b: v.string() }), "an object of a, b"],
  ["its description", v.pipe(v.string(), v.description("a colour")), "a colour"],
  ["a kind without a description", v.date(), "Date"],
  ["equal alternatives", v.union([v.literal(1), v.picklist([1, 2])]), "1 or 2"],
];

describe("the values that a schema accepts are described in words", () => {
  for (const [what, schema, words] of WORDS) {
    test(what, () => expect(describeAllowed(schema)).toBe(words));
  }
});

/** Ordinary and extreme values of every JSON type. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1,
  10.5,
  1e300,
  "",
  "no such word",
  [],
  ["no such word"],
  [-1],
  {},
  { "no such word": -1 },
];

describe("every value that a parameter does not accept is refused with the accepted values and the given one", () => {
  for (const { model } of REGISTRY.values()) {
    test(model.name, () => {
      for (const [name, schema] of Object.entries(withCommon(model.parameters).entries)) {
        let refused = 0;
        for (const value of VALUES) {
          const message = refusalOf(() => readParameters(model.parameters, { [name]: value }));
          if (message === undefined) continue;
          refused++;
          expect(message).toBe(`parameters.${name} must be ${describeAllowed(schema)}; got ${shown(value)}`);
          expect(message).not.toMatch(/\bvalid\b|undefined|\[object/);
        }
        expect([name, refused]).not.toEqual([name, 0]);
      }
    });
  }
});

test("every parameter has a description; none falls back to the name of a type", () => {
  const ranges = /^(a (finite |whole )?number|a string|a list|an object|true|false|null|-?\d|"|1\.0 \(all\))/;
  for (const { model } of REGISTRY.values()) {
    for (const schema of Object.values(withCommon(model.parameters).entries)) {
      expect(describeAllowed(schema)).toMatch(ranges);
    }
  }
});

test("several refused parameters are reported one by one, each once", () => {
  const { parameters } = REGISTRY.get("mlp_classifier")!.model;
  try {
    readParameters(parameters, { alpha: "abc", hidden_layer_sizes: [0, 0.5], tolerance: 1 });
    expect.unreachable();
  } catch (error) {
    expect((error as ValueError).issues).toEqual([
      { path: "parameters.tolerance", message: expect.stringContaining("is not a parameter of this model") },
      { path: "parameters.alpha", message: 'must be a finite number of at least 0; got "abc"' },
      {
        path: "parameters.hidden_layer_sizes",
        message:
          "must be a whole number from 1 to 100000 or a list of at most 20 entries, each entry a whole number from 1 to 100000; got [0,0.5]",
      },
    ]);
  }
});

test("a custom message of a schema is kept", () => {
  const schema = v.object({
    even: v.optional(
      v.pipe(
        v.number(),
        v.check((value) => value % 2 === 0, "must be even"),
      ),
      2,
    ),
  });
  expect(() => readParameters(schema, { even: 3 })).toThrow("parameters.even must be even; got 3");
});

test("long values are truncated, and never within a character", () => {
  const message = refusalOf(() =>
    readParameters(v.object({ a: v.optional(v.number(), 1) }), { a: "💥".repeat(99) }),
  )!;
  expect(message.length).toBeLessThan(150);
  expect(message.isWellFormed()).toBe(true);
});

function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ValueError);
    return (error as ValueError).message;
  }
}

test("nested contents of a value are not repeated, because they may be rows", () => {
  const { parameters } = REGISTRY.get("ridge")!.model;
  for (const [alpha, got] of [
    [[{ income: 98765 }], "a list of 1 nested entries"],
    [{ rows: [98765] }, "an object of nested values"],
    [{ a: 1, b: null }, '{"a":1,"b":null}'],
    [["a", 1], '["a",1]'],
  ] as const) {
    expect(refusalOf(() => readParameters(parameters, { alpha }))).toBe(
      `parameters.alpha must be a finite number of at least 0; got ${got}`,
    );
  }
});
