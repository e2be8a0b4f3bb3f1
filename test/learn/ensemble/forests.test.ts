import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { drawRows } from "../../../src/learn/ensemble/forest/bootstrap.ts";
import { ExtraTreesClassifier } from "../../../src/learn/ensemble/forest/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "../../../src/learn/ensemble/forest/extra-trees-regressor.ts";
import { RandomForestClassifier } from "../../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "../../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { cumulativeSums } from "../../../src/learn/linalg/cumulative-sums.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { classesOf, referenceData, tableOf } from "../tree/data.ts";

const { X, classes, numbers, outputs } = referenceData();
const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

test("a forest without bootstrap and with all columns repeats one tree", () => {
  const forest = new RandomForestRegressor({ bootstrap: false, n_estimators: 3, min_samples_leaf: 6 });
  const tree = new DecisionTreeRegressor({ min_samples_leaf: 6 });
  const expected = tree.fit(X, outputs).predict(X).data;
  forest
    .fit(X, outputs)
    .predict(X)
    .data.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]!, 12);
    });
});

test("extra trees use all rows, so full trees predict every training row correctly", () => {
  const classifier = new ExtraTreesClassifier({ n_estimators: 5 }).fit(X, classes);
  expect(classifier.predict(X)).toEqual(classes.codes);
  const predicted = new ExtraTreesRegressor({ n_estimators: 4 }).fit(X, numbers).predict(X).data;
  predicted.forEach((value, i) => {
    expect(value).toBeCloseTo(numbers.data[i]!, 12);
  });
});

test("importances sum to 1 and favour the columns that matter", () => {
  for (const forest of [
    new RandomForestRegressor({ n_estimators: 20 }).fit(X, numbers),
    new ExtraTreesRegressor({ n_estimators: 20 }).fit(X, numbers),
  ]) {
    const importances = forest.featureImportances();
    expect(sum(importances)).toBeCloseTo(1, 12);
    expect(importances[0]!).toBeGreaterThan(importances[2]! + importances[3]!);
  }
});

test("a smaller forest has the first trees of a larger one with the same seed", () => {
  const small = new RandomForestClassifier({ n_estimators: 3, random_state: 4 }).fit(X, classes).state.forest;
  const large = new RandomForestClassifier({ n_estimators: 6, random_state: 4 }).fit(X, classes).state.forest;
  expect(Array.from(large.threshold.slice(0, small.threshold.length))).toEqual(Array.from(small.threshold));
  const other = new RandomForestClassifier({ n_estimators: 3, random_state: 5 }).fit(X, classes).state.forest;
  expect(other.threshold).not.toEqual(small.threshold);
});

test("probabilities are the mean of the trees' probabilities, and each row sums to 1", () => {
  const { data, columns } = new RandomForestClassifier({ n_estimators: 7, max_depth: 3 })
    .fit(X, classes)
    .predictProba(X);
  for (let i = 0; i < X.rows; i++) {
    expect(sum(data.slice(i * columns, (i + 1) * columns))).toBeCloseTo(1, 12);
  }
});

test("max_samples limits the rows of a tree: a whole number, 1 included, is a count", () => {
  const leaves = (max_samples: number | "1.0") => {
    const { forest } = new RandomForestRegressor({ n_estimators: 1, max_samples }).fit(X, numbers).state;
    return forest.values.length;
  };
  expect(leaves(5)).toBeLessThanOrEqual(5);
  expect(leaves(0.1)).toBeLessThanOrEqual(12);
  expect(leaves(1)).toBe(1);
  expect(leaves("1.0")).toBeGreaterThan(50);
});

describe("class weights", () => {
  // One row in ten is of class 1, at values where class 0 occurs as well.
  const rows = tableOf(Array.from({ length: 200 }, (_, i) => [i % 10 === 3 ? 1 : i % 3]));
  const y = classesOf(Array.from({ length: 200 }, (_, i) => (i % 10 === 3 ? 1 : 0)));
  const share = (forest: RandomForestClassifier | ExtraTreesClassifier) =>
    forest.fit(rows, y).predictProba(tableOf([[1]])).data[1]!;

  test("balanced gives both classes equal influence: by the draws with bootstrap, by the weights without", () => {
    expect(share(new RandomForestClassifier())).toBeLessThan(0.35);
    for (const class_weight of ["balanced", "balanced_subsample"] as const) {
      expect(share(new RandomForestClassifier({ class_weight }))).toBeGreaterThan(0.65);
      expect(share(new ExtraTreesClassifier({ class_weight }))).toBeGreaterThan(0.65);
    }
  });

  test("weight 0 excludes a class", () => {
    expect(share(new RandomForestClassifier({ class_weight: { 1: 0 } }))).toBe(0);
    expect(share(new ExtraTreesClassifier({ class_weight: { 1: 0 } }))).toBe(0);
  });
});

test("rows are drawn as often as asked, and in proportion to their weights", () => {
  const counts = new Int32Array(4);
  drawRows(counts, 10_000, null, new Random(1));
  expect(counts.reduce((a, b) => a + b)).toBe(10_000);
  for (const count of counts) expect(Math.abs(count - 2500)).toBeLessThan(200);
  drawRows(counts, 10_000, cumulativeSums(Float64Array.of(1, 0, 3, 0)), new Random(1));
  expect([counts[1], counts[3]]).toEqual([0, 0]);
  expect(Math.abs(counts[2]! - 7500)).toBeLessThan(200);
});

test("parameters out of range are refused with the range", () => {
  const refused: [object, RegExp][] = [
    [{ n_estimators: 0 }, /n_estimators=0 must be a whole number from 1/],
    [{ bootstrap: 1 }, /bootstrap=1 must be true or false/],
    [
      { max_samples: 0 },
      /max_samples=0 must be a whole number from 1 .* a number in \(0, 1\), 1.0 \(all\) or null/,
    ],
    [{ bootstrap: false, max_samples: 5 }, /max_samples=5 needs bootstrap=true/],
    [{ criterion: "mse" }, /criterion="mse" must be/],
    [{ max_features: 0 }, /max_features=0/],
  ];
  for (const [parameters, message] of refused) {
    expect(() => new RandomForestClassifier(parameters).fit(X, classes)).toThrow(message);
    expect(() => new RandomForestRegressor(parameters).fit(X, numbers)).toThrow(message);
  }
});

test("max_features is a count if it is a whole number: 1 means one column, 1.0 all", () => {
  // Column 0 determines the label, the others are noise: trees that try all columns split only on column 0.
  const rows = Array.from({ length: 60 }, (_, i) => [i < 30 ? 0 : 1, Math.sin(i * 7), Math.cos(i * 5)]);
  const y = classesOf(rows.map(([first]) => first!));
  const importance = (max_features: number | "1.0") =>
    new RandomForestClassifier({ n_estimators: 30, max_features })
      .fit(tableOf(rows), y)
      .featureImportances()[0]!;
  expect(importance("1.0")).toBe(1);
  expect(importance(1)).toBeLessThan(0.9);
});
