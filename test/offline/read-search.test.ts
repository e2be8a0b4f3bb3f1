import { describe, expect, test } from "bun:test";
import { UsageError } from "../../src/errors.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { mergeParameters } from "../../src/offline/merge-parameters.ts";
import { readSearch } from "../../src/offline/read-search.ts";

const model = (name: string) => REGISTRY.get(name)!.model;

/** Returns the combinations as JSON. */
const combinations = (json: string, tries: number | null = null, name = "random_forest_classifier") =>
  [...readSearch(json, model(name), tries, 0)].map((each) => JSON.stringify(each));

describe("--search", () => {
  test("is all combinations of the values, which are kept as they are written", () => {
    expect(combinations('{"max_features": [1.0, 1, 1e0], "criterion": ["gini", null]}')).toEqual([
      '{"criterion":"gini","max_features":1.0}',
      '{"criterion":"gini","max_features":1}',
      '{"criterion":"gini","max_features":1e0}',
      '{"criterion":null,"max_features":1.0}',
      '{"criterion":null,"max_features":1}',
      '{"criterion":null,"max_features":1e0}',
    ]);
    expect(combinations('[{"max_depth": [3]}, {"n_estimators": [10, 20]}]')).toEqual([
      '{"max_depth":3}',
      '{"n_estimators":10}',
      '{"n_estimators":20}',
    ]);
  });

  test("draws whole numbers for parameters that take nothing else, and where both ends are counts", () => {
    const drawn = combinations(
      '{"n_estimators": {"low": 1, "high": 200, "log": true}, "min_samples_leaf": {"low": 1, "high": 9}, "max_samples": {"low": 0.1, "high": 0.9}}',
      50,
    ).map((json) => JSON.parse(json));
    expect(drawn).toHaveLength(50);
    for (const { n_estimators, min_samples_leaf, max_samples } of drawn) {
      expect([n_estimators, min_samples_leaf].every(Number.isInteger)).toBe(true);
      expect(Number.isInteger(max_samples)).toBe(false);
    }
    const real = combinations('{"C": {"low": 1, "high": 100}}', 20, "logistic_regression").map(
      (json) => JSON.parse(json).C,
    );
    expect(real.every(Number.isInteger)).toBe(false);
  });

  test.each([
    ['{"max_dept": [1]}', null, '"max_dept" is not a parameter of this model; did you mean "max_depth"?'],
    ['{"max_depth": 3}', null, '"max_depth" must be a list of values, such as {"max_depth": [0.1, 1, 10]}'],
    ['{"max_depth": []}', null, 'there is no value of "max_depth" to try'],
    ['{"max_depth": {"low": 1, "high": 2}}', null, "add --tries N"],
    [
      '{"max_depth": {"low": 3, "high": 2}}',
      5,
      'the range of "max_depth" must have a low that is not above its high',
    ],
    ['{"max_depth": {"min": 3, "high": 2}}', 5, 'a range has low, high and log, not "min"'],
    ['{"max_depth": {"low": 3}}', 5, 'a range is written {"low": 0.001, "high": 100, "log": true}'],
    ['{"max_depth": {"low": 1.5, "high": 3}}', 5, 'the range of "max_depth" must be between whole numbers'],
    [
      '{"cv": [3, 5]}',
      null,
      '"cv" must be the same for all combinations, so that they compare; give it in --parameters',
    ],
    ["{}", null, "--search must be an object of parameter: list of values"],
    ["[]", null, "--search must be an object of parameter: list of values"],
    ["[1]", null, "--search must be an object of parameter: list of values"],
    [
      '[{"max_depth": [1]}, {"max_depth": [2]}]',
      5,
      "--tries takes one object in --search, not a list of them",
    ],
    [
      `{"max_depth": [${Array.from({ length: 101 }, (_, i) => i + 1)}], "n_estimators": [${Array.from({ length: 100 }, (_, i) => i + 1)}]}`,
      null,
      "--search has 10100 combinations, more than 10000; try some of them with --tries N",
    ],
  ])("%p with %p tries is refused", (json, tries, message) => {
    expect(() => combinations(json, tries)).toThrow(UsageError);
    expect(() => combinations(json, tries)).toThrow(message);
  });
});

test("merged parameters are written as they were, and the last of a name counts", () => {
  const merged = mergeParameters('{"a": 1.0}', " { } ", '{"b": [1, {"c": 2}], "a": 2.0}');
  expect(merged).toBe('{"a": 1.0, "b": [1, {"c": 2}], "a": 2.0}');
  expect(JSON.parse(merged)).toEqual({ a: 2, b: [1, { c: 2 }] });
  expect(mergeParameters("{}")).toBe("{}");
});
