import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { parametersJsonSchema, readParameters } from "../../src/models/parameters.ts";
import { REGISTRY } from "../../src/models/registry.ts";

const schema = v.object({
  C: v.optional(v.pipe(v.number(), v.gtValue(0)), 1),
  max_iter: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
  fit_intercept: v.optional(v.boolean(), true),
  penalty: v.optional(v.nullable(v.picklist(["l2"])), "l2"),
});

test("missing parameters have their defaults, and every model has random_state and those that say how rows are used", () => {
  expect(readParameters(schema, {})).toEqual({
    C: 1,
    max_iter: 100,
    fit_intercept: true,
    penalty: "l2",
    random_state: 0,
    cv: null,
    cv_groups: null,
    cv_time: null,
    sample_weight: null,
    validation_fraction: null,
  });
});

test("numbers and booleans sent as strings are accepted", () => {
  expect(readParameters(schema, { C: "0.5", max_iter: "7", fit_intercept: "False" })).toMatchObject({
    C: 0.5,
    max_iter: 7,
    fit_intercept: false,
  });
});

test("an unknown name is refused with the nearest known one", () => {
  expect(() => readParameters(schema, { maxiter: 5 })).toThrow('did you mean "max_iter"');
  expect(() => readParameters(schema, JSON.parse('{"__proto__": 1}'))).toThrow("is not a parameter");
});

test("a value out of range is refused with the range", () => {
  expect(() => readParameters(schema, { C: 0 })).toThrow(
    "parameters.C must be a finite number greater than 0; got 0",
  );
  expect(() => readParameters(schema, { max_iter: 0.5 })).toThrow("parameters.max_iter");
  expect(() => readParameters(schema, { penalty: "l1" })).toThrow("parameters.penalty");
  expect(() => readParameters(schema, [])).toThrow("must be an object");
});

test("every model has defaults that its own schema accepts, and a JSON Schema that lists them all", () => {
  for (const { model } of REGISTRY.values()) {
    const defaults = model.getDefaultParameters() as Record<string, unknown>;
    expect(readParameters(model.parameters, defaults)).toMatchObject(defaults);
    const { properties } = parametersJsonSchema(model.parameters) as { properties: Record<string, unknown> };
    for (const name of Object.keys(defaults)) expect(properties).toHaveProperty(name);
  }
});

test("penalty accepts l2, none and null, and none means null", () => {
  const { parameters } = REGISTRY.get("logistic_regression")!.model;
  for (const [penalty, meant] of [
    ["l2", "l2"],
    ["none", null],
    [null, null],
  ])
    expect(readParameters(parameters, { penalty })).toMatchObject({ penalty: meant });
  expect(() => readParameters(parameters, { penalty: "l1" })).toThrow("parameters.penalty");
});

describe("a count and a fraction are distinguished by their spelling in the body, as scikit-learn distinguishes 1 and 1.0", () => {
  const read = (model: string, json: string) =>
    readParameters(REGISTRY.get(model)!.model.parameters, JSON.parse(json), () => json);

  const taken: [model: string, json: string, name: string, meant: unknown][] = [
    ["random_forest_regressor", '{"max_features": 1}', "max_features", 1],
    ["random_forest_regressor", '{"max_features": 1.0}', "max_features", "1.0"],
    ["random_forest_regressor", '{"max_features": 1e0}', "max_features", "1.0"],
    ["random_forest_regressor", '{"max_features": "1"}', "max_features", 1],
    ["random_forest_regressor", '{"max_features": "1.0"}', "max_features", "1.0"],
    ["random_forest_regressor", '{"max_features": "0.5"}', "max_features", 0.5],
    ["random_forest_regressor", '{"max_features": 3}', "max_features", 3],
    ["random_forest_classifier", '{"max_samples": 1}', "max_samples", 1],
    ["random_forest_classifier", '{"max_samples": 1.0}', "max_samples", "1.0"],
    ["isolation_forest", '{"max_samples": 1}', "max_samples", 1],
    ["isolation_forest", '{"max_samples": 1.0}', "max_samples", "1.0"],
    ["isolation_forest", '{"max_features": 1}', "max_features", 1],
    ["isolation_forest", "{}", "max_features", "1.0"],
    ["decision_tree_classifier", '{"min_samples_split": 1.0}', "min_samples_split", "1.0"],
    ["decision_tree_classifier", '{"min_samples_leaf": 1}', "min_samples_leaf", 1],
    ["pca_logistic_regression", '{"n_components": 1}', "n_components", 1],
    ["hist_gradient_boosting_classifier", '{"validation_fraction": 1}', "validation_fraction", 1],
    // Parameters that are only fractions or only counts need no distinction.
    ["hist_gradient_boosting_classifier", '{"max_features": 1}', "max_features", 1],
    ["random_forest_classifier", '{"n_estimators": 10.0}', "n_estimators", 10],
  ];
  for (const [model, json, name, meant] of taken) {
    test(`${model} ${json} means ${JSON.stringify(meant)}`, () =>
      expect(read(model, json)).toMatchObject({ [name]: meant }));
  }

  const refused: [model: string, json: string, message: string][] = [
    ["decision_tree_classifier", '{"min_samples_split": 1}', "a number in (0, 1) or 1.0 (all); got 1"],
    ["decision_tree_classifier", '{"min_samples_leaf": 1.0}', "or a number in (0, 1); got 1.0"],
    ["random_forest_regressor", '{"max_features": 2.0}', "1.0 (all) or null; got 2.0"],
    ["random_forest_regressor", '{"max_features": "2.0"}', '1.0 (all) or null; got "2.0"'],
    ["hist_gradient_boosting_classifier", '{"validation_fraction": 1.0}', "got 1.0"],
    ["pca_logistic_regression", '{"n_components": 1.0}', "got 1.0"],
  ];
  for (const [model, json, message] of refused) {
    test(`${model} ${json} is refused`, () => expect(() => read(model, json)).toThrow(message));
  }

  test("the text of the body is not read if no parameter depends on it", () => {
    const { parameters } = REGISTRY.get("random_forest_regressor")!.model;
    const asked = () => expect.unreachable();
    readParameters(parameters, { n_estimators: 1, max_features: 0.5, bootstrap: true }, asked);
  });
});

test("values of scikit-learn are accepted: tol of 0, and parameters without effect here", () => {
  const takes: [string, Record<string, unknown>][] = [
    ["logistic_regression", { tol: 0, l1_ratio: 0, dual: "false", intercept_scaling: 2 }],
    ["logistic_regression", { l1_ratio: null }],
    ["lasso", { tol: 0, precompute: true }],
    ["elastic_net", { tol: 0, precompute: false }],
    ["mlp_regressor", { tol: 0, validation_fraction: 0 }],
    ["kmeans", { tol: 0 }],
    ["ridge", { tol: 0, max_iter: 10 }],
    ["svc", { gamma: 0, max_iter: 0, degree: 1000 }],
    ["linear_svc", { max_iter: 0 }],
  ];
  for (const [name, parameters] of takes) {
    expect(() => readParameters(REGISTRY.get(name)!.model.parameters, parameters)).not.toThrow();
  }
  const { parameters } = REGISTRY.get("logistic_regression")!.model;
  expect(() => readParameters(parameters, { l1_ratio: 0.5 })).toThrow("must be 0 or null; got 0.5");
  expect(() => readParameters(parameters, { dual: true })).toThrow("must be false; got true");
});
