import { describe, expect, test } from "bun:test";
import { Random } from "../../src/learn/core/random.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import { answer, type Rows, train } from "../training/train.ts";

const random = new Random(11);
/** Columns of every kind, with missing values, and one without any value; the labels contradict the constraints. */
const features: Rows = Array.from({ length: 150 }, () => ({
  plan: ["basic", "gold", null][random.below(3)],
  income: random.next() < 0.1 ? null : random.below(20),
  member: random.next() < 0.1 ? null : random.next() < 0.5,
  age: random.below(60) + random.next(),
  code: String(random.below(9)),
  empty: null,
}));
const numbers: Rows = features.map(({ income, age, member }) => ({
  y:
    50 +
    Math.sin(Number(income)) * 10 +
    Math.cos(Number(age)) * 10 +
    (member === true ? -5 : 5) +
    random.next(),
}));
const classes: Rows = numbers.map(({ y }) => ({ y: (y as number) > 50 ? "high" : "low" }));

const parameters = {
  monotonic_cst: { income: 1, age: -1, member: 1, code: -1, empty: 1 },
  numeric_features: ["code"],
};
/** What the constrained columns are set to, and how predictions may change. */
const SWEEPS: readonly [string, readonly unknown[], sign: number][] = [
  ["income", [-1, 0, 3, 3.5, 8, 15, 30], 1],
  ["age", [0, 10.5, 20, 35, 50, 80], -1],
  ["member", [false, true], 1],
  ["code", [-1, 1, 4, 8], -1],
];
const probes = features.slice(0, 25);

const models = [...REGISTRY.values()]
  .map(({ model }) => model)
  .filter(({ parameters: { entries } }) => "monotonic_cst" in entries);

test("all trees, forests and boosted trees of any columns have monotonic_cst", () => {
  const kinds = [
    "decision_tree",
    "extra_trees",
    "gradient_boosting",
    "hist_gradient_boosting",
    "random_forest",
  ];
  const names = kinds.flatMap((kind) => [`${kind}_classifier`, `${kind}_regressor`]);
  expect(models.map(({ name }) => name).sort()).toEqual(names.sort());
});

describe("predictions are monotonic in the columns named, whatever happens to them before the estimator:", () => {
  for (const { name, type } of models) {
    test(name, async () => {
      const isClassifier = type === "classification";
      const { stored } = train(name, { features, labels: isClassifier ? classes : numbers, parameters });
      let changes = 0;
      for (const [column, values, sign] of SWEEPS) {
        const rows = probes.flatMap((row) => values.map((value) => ({ ...row, [column]: value })));
        const { predictions, probabilities } = await answer(stored, rows, isClassifier);
        // "high" is the first class, so that the probability of "low", the last one, is constrained.
        const outputs = isClassifier ? probabilities!.map(({ low }) => low!) : (predictions as number[]);
        outputs.forEach((output, at) => {
          if (at % values.length === 0) return;
          const change = sign * (output - outputs[at - 1]!);
          expect(change).toBeGreaterThanOrEqual(0);
          if (change > 0) changes++;
        });
      }
      expect(changes).toBeGreaterThan(0);
    });
  }
});

test("the constraints are stored as they were sent, without the columns that were left out", () => {
  const { stored } = train("random_forest_regressor", {
    features,
    labels: numbers,
    parameters: { ...parameters, n_estimators: 2 },
  });
  expect(stored.provenance.parameters).toMatchObject({
    monotonic_cst: { income: 1, age: -1, member: 1, code: -1 },
  });
  const { empty: _, ...others } = parameters.monotonic_cst;
  expect((stored.provenance.parameters as typeof parameters).monotonic_cst as object).toEqual(others);
});

test("a fold in which a constrained column has no value is measured", () => {
  const rows: Rows = Array.from({ length: 60 }, (_, i) => ({
    day: i,
    size: Math.sin(i),
    since: i < 40 ? null : i,
    sure: i < 40 ? null : i % 3 === 0,
  }));
  for (const { name, type } of models) {
    const labels = rows.map((_, i) => ({ y: type === "classification" ? ["low", "high"][i % 2] : i }));
    const { metrics, warnings } = train(name, {
      features: rows,
      labels,
      parameters: { cv: 3, cv_time: "day", monotonic_cst: { since: 1, sure: -1 } },
    });
    expect([name, metrics.cv_folds, warnings]).toEqual([name, 3, []]);
  }
});
