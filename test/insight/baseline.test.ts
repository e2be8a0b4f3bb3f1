import { describe, expect, test } from "bun:test";
import { baselineMetrics } from "../../src/insight/baseline.ts";
import { DummyClassifier } from "../../src/learn/dummy/dummy-classifier.ts";
import { DummyRegressor } from "../../src/learn/dummy/dummy-regressor.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { measure } from "../../src/models/measure.ts";
import type { Model } from "../../src/models/model.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { tableOf } from "../../src/testing.ts";

type Label = string | number | boolean;

const rowsOf = (labels: readonly Label[]) => ({
  features: tableOf(labels.map((_, i) => ({ x: i }))),
  labels: tableOf(labels.map((y) => ({ y }))),
});

/** Returns the metrics of a dummy estimator, fitted and measured. */
function measured(model: Model, train: readonly Label[], test: readonly Label[]) {
  const dummy = model.type === "classification" ? new DummyClassifier() : new DummyRegressor();
  const [learnt, tested] = [rowsOf(train), rowsOf(test)];
  const pipeline = new Pipeline([dummy]).fit(learnt.features, learnt.labels);
  return measure(model, pipeline, tested.features, tested.labels);
}

const CLASSES: Record<string, readonly [train: readonly Label[], test: readonly Label[]]> = {
  "two classes": [
    ["a", "a", "b", "a"],
    ["b", "a", "b"],
  ],
  "equally frequent classes": [
    [2, 1, 1, 2],
    [1, 2],
  ],
  "a class that is not tested": [
    ["a", "b", "b"],
    ["b", "b"],
  ],
  "none of the most frequent class": [
    ["a", "b", "b", "c"],
    ["a", "c", "c"],
  ],
  "a class that was not learnt": [
    ["a", "a", "b"],
    ["a", "b", "new"],
  ],
  "three classes": [
    ["a", "b", "c", "c", "c"],
    ["a", "b", "c", "b"],
  ],
  "a single class": [
    [true, true],
    [true, true, true],
  ],
};

describe("the baseline of a classifier is what its metrics are for a DummyClassifier:", () => {
  for (const [name, [train, tested]] of Object.entries(CLASSES)) {
    test(name, () => {
      const { model } = REGISTRY.get("logistic_regression")!;
      const expected = measured(model, train, tested);
      const own = baselineMetrics(model, rowsOf(train), rowsOf(tested));
      expect(Object.keys(own).sort()).toEqual(Object.keys(expected).sort());
      for (const [metric, value] of Object.entries(expected)) expect(own[metric]).toBeCloseTo(value, 12);
      expect(Object.keys(own).length).toBeGreaterThan(4);
    });
  }
});

describe("the baseline of a regressor is what its metrics are for a DummyRegressor:", () => {
  const cases = {
    numbers: [
      [1, 2, 4, 8],
      [3, 5, 9],
    ],
    "a constant that is predicted": [
      [2, 2],
      [2, 2],
    ],
    "a constant that is not predicted": [
      [1, 2],
      [5, 5],
    ],
    "one row": [[1, 2], [3]],
  };
  for (const [name, [train, tested]] of Object.entries(cases)) {
    test(name, () => {
      const { model } = REGISTRY.get("ridge")!;
      const expected = measured(model, train!, tested!);
      const own = baselineMetrics(model, rowsOf(train!), rowsOf(tested!));
      for (const metric of ["r2", "rmse", "mae"]) {
        // `measure` leaves out what is undefined.
        if (expected[metric] === undefined) expect(own[metric]).toBeNaN();
        else expect(own[metric]).toBeCloseTo(expected[metric], 12);
      }
      expect(Number.isFinite(own.rmse)).toBe(true);
    });
  }
});
