import { expect, test } from "bun:test";
import * as v from "valibot";
import { parametersJsonSchema, readParameters } from "../src/parameters.ts";
import { REGISTRY } from "../src/registry.ts";

const schema = v.object({
  C: v.optional(v.pipe(v.number(), v.gtValue(0)), 1),
  max_iter: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
  fit_intercept: v.optional(v.boolean(), true),
  penalty: v.optional(v.nullable(v.picklist(["l2"])), "l2"),
});

test("what is left out has its default; random_state, cv and validation_fraction are everybody's", () => {
  expect(readParameters(schema, {})).toEqual({
    C: 1,
    max_iter: 100,
    fit_intercept: true,
    penalty: "l2",
    random_state: 0,
    cv: null,
    validation_fraction: null,
  });
});

test("numbers and booleans sent as strings are understood", () => {
  expect(readParameters(schema, { C: "0.5", max_iter: "7", fit_intercept: "False" })).toMatchObject({
    C: 0.5,
    max_iter: 7,
    fit_intercept: false,
  });
});

test("an unknown name is refused with the nearest known one", () => {
  expect(() => readParameters(schema, { maxiter: 5 })).toThrow('did you mean "max_iter"');
  expect(() => readParameters(schema, JSON.parse('{"__proto__": 1}'))).toThrow("is no parameter");
});

test("a value out of range is refused with the range", () => {
  expect(() => readParameters(schema, { C: 0 })).toThrow("parameters.C must be >0");
  expect(() => readParameters(schema, { max_iter: 0.5 })).toThrow("parameters.max_iter");
  expect(() => readParameters(schema, { penalty: "l1" })).toThrow("parameters.penalty");
  expect(() => readParameters(schema, [])).toThrow("must be an object");
});

test("every model has defaults that its own schema takes, and a JSON Schema that names them all", () => {
  for (const { model } of REGISTRY.values()) {
    const defaults = model.getDefaultParameters() as Record<string, unknown>;
    expect(readParameters(model.parameters, defaults)).toMatchObject(defaults);
    const { properties } = parametersJsonSchema(model.parameters) as { properties: Record<string, unknown> };
    for (const name of Object.keys(defaults)) expect(properties).toHaveProperty(name);
  }
});

test("penalty takes l2, none and null; none is null", () => {
  const { parameters } = REGISTRY.get("logistic_regression")!.model;
  for (const [penalty, meant] of [
    ["l2", "l2"],
    ["none", null],
    [null, null],
  ])
    expect(readParameters(parameters, { penalty })).toMatchObject({ penalty: meant });
  expect(() => readParameters(parameters, { penalty: "l1" })).toThrow("parameters.penalty");
});
