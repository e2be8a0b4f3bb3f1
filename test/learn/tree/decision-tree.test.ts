import { describe, expect, test } from "bun:test";
import { DecisionTreeClassifier } from "../../../src/learn/tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { classesOf, distance, referenceData, tableOf, targetsOf } from "./data.ts";
import { TREES } from "./reference.ts";

const data = referenceData();

describe("trees are the same as scikit-learn's:", () => {
  for (const { kind, params, depth, leaves, importances, output } of TREES) {
    test(`${kind} ${JSON.stringify(params)}`, () => {
      const isClassifier = kind === "c" || kind === "b";
      const tree = isClassifier
        ? new DecisionTreeClassifier(params).fit(data.X, kind === "c" ? data.classes : data.binary)
        : new DecisionTreeRegressor(params).fit(data.X, kind === "r" ? data.numbers : data.outputs);
      expect([tree.depth, tree.leaves]).toEqual([depth!, leaves!]);
      const predicted =
        tree instanceof DecisionTreeClassifier ? tree.predictProba(data.probes) : tree.predict(data.probes);
      expect(distance(predicted.data, output)).toBeLessThan(1e-12);
      expect(distance(tree.featureImportances(), importances)).toBeLessThan(1e-12);
    });
  }
});

describe("thresholds", () => {
  test("lie halfway between neighbouring values, and the threshold itself goes left", () => {
    const tree = new DecisionTreeRegressor().fit(tableOf([[1], [3]]), targetsOf([10, 20]));
    expect(Array.from(tree.state.forest.threshold)).toEqual([2]);
    expect(Array.from(tree.predict(tableOf([[2], [2.0001]])).data)).toEqual([10, 20]);
  });

  test("compare in single precision, as scikit-learn's do", () => {
    // In double precision, a rounding error decides on which side of the middle of 4.6 and 4.8 the value 4.7 lies.
    const tree = new DecisionTreeRegressor().fit(tableOf([[4.6], [4.8]]), targetsOf([0, 1]));
    expect(tree.predict(tableOf([[4.7]])).data[0]).toBe(0);
    const close = tableOf([[16_777_216], [16_777_217]]);
    expect(new DecisionTreeRegressor().fit(close, targetsOf([0, 1])).leaves).toBe(1);
  });

  test("do not separate values up to 1e-7 apart", () => {
    const rows = [[0], [9e-8]];
    expect(new DecisionTreeRegressor().fit(tableOf(rows), targetsOf([0, 1])).leaves).toBe(1);
    const further = [[0], [2e-7]];
    expect(new DecisionTreeRegressor().fit(tableOf(further), targetsOf([0, 1])).leaves).toBe(2);
  });

  test("take the first of equally good cuts of a column", () => {
    const tree = new DecisionTreeClassifier({ max_depth: 1 }).fit(
      tableOf([[0], [1], [2], [3]]),
      classesOf([0, 1, 1, 0]),
    );
    expect(Array.from(tree.state.forest.threshold)).toEqual([0.5]);
  });
});

describe("a full tree", () => {
  test("predicts every training row correctly unless rows are equal", () => {
    const { X, classes, outputs } = data;
    expect(new DecisionTreeClassifier().fit(X, classes).predict(X)).toEqual(classes.codes);
    expect(new DecisionTreeRegressor().fit(X, outputs).predict(X).data).toEqual(outputs.data);
  });

  test("predicts the mean target and the class fractions of equal rows", () => {
    const X = tableOf([
      [1, 5],
      [1, 5],
      [1, 5],
      [2, 5],
    ]);
    const regressor = new DecisionTreeRegressor().fit(X, targetsOf([1, 2, 6, 9]));
    expect(Array.from(regressor.predict(X).data)).toEqual([3, 3, 3, 9]);
    const classifier = new DecisionTreeClassifier().fit(X, classesOf([0, 1, 1, 0]));
    expect(classifier.predictProba(X).data[1]).toBeCloseTo(2 / 3, 15);
  });

  test("predicts the first of equally frequent classes", () => {
    const X = tableOf([[1], [1]]);
    expect(Array.from(new DecisionTreeClassifier().fit(X, classesOf([1, 0])).predict(X))).toEqual([0, 0]);
  });

  test("with random thresholds predicts every training row correctly as well", () => {
    const { X, classes, numbers } = data;
    for (const random_state of [0, 1, 2]) {
      const classifier = new DecisionTreeClassifier({ splitter: "random", random_state }).fit(X, classes);
      expect(classifier.predict(X)).toEqual(classes.codes);
      for (const criterion of ["squared_error", "absolute_error", "poisson"] as const) {
        const tree = new DecisionTreeRegressor({ splitter: "random", criterion, random_state });
        expect(tree.fit(X, numbers).predict(X).data).toEqual(numbers.data);
      }
    }
  });
});

test("a tree grown best-first without reaching its limit is the same as one grown depth-first", () => {
  for (const criterion of ["squared_error", "absolute_error"] as const) {
    const bounded = new DecisionTreeRegressor({ criterion, max_leaf_nodes: 1000, min_samples_leaf: 1 });
    const free = new DecisionTreeRegressor({ criterion });
    expect(bounded.fit(data.X, data.numbers).leaves).toBe(free.fit(data.X, data.numbers).leaves);
    expect(bounded.leaves).toBeGreaterThan(100);
    expect(bounded.predict(data.X).data).toEqual(data.numbers.data);
  }
  const classifier = new DecisionTreeClassifier({ max_leaf_nodes: 1000 }).fit(data.X, data.classes);
  expect(classifier.predict(data.X)).toEqual(data.classes.codes);
});

describe("degenerate input", () => {
  test("a single row, or constant columns, lead to a single leaf and importances of 0", () => {
    const one = new DecisionTreeRegressor().fit(tableOf([[1, 2]]), targetsOf([7]));
    expect([one.depth, one.leaves]).toEqual([0, 1]);
    expect(Array.from(one.predict(tableOf([[5, 5]])).data)).toEqual([7]);
    const flat = new DecisionTreeClassifier().fit(tableOf([[3], [3]]), classesOf([0, 1]));
    expect(flat.leaves).toBe(1);
    expect(Array.from(flat.featureImportances())).toEqual([0]);
  });

  test("values too large for single precision are refused with column and row, as in scikit-learn", () => {
    expect(() => new DecisionTreeRegressor().fit(tableOf([[1], [1e39]]), targetsOf([0, 1]))).toThrow(
      /too large for single precision \(column "x0", row 1\)/,
    );
  });

  test("rows of a class of weight 0 are left out", () => {
    const X = tableOf([[1], [2], [3]]);
    const tree = new DecisionTreeClassifier({ class_weight: { 2: 0 } }).fit(X, classesOf([0, 1, 2]));
    expect(tree.leaves).toBe(2);
    expect(Array.from(tree.predictProba(X).data)).toEqual([1, 0, 0, 0, 1, 0, 0, 1, 0]);
  });

  test("targets that poisson does not support are refused", () => {
    const fit = (targets: number[]) =>
      new DecisionTreeRegressor({ criterion: "poisson" }).fit(tableOf([[1], [2]]), targetsOf(targets));
    expect(() => fit([1, -1])).toThrow(/not negative/);
    expect(() => fit([0, 0])).toThrow(/sum is positive/);
  });
});

describe("parameters out of range", () => {
  const refused: [object, RegExp][] = [
    [{ criterion: "mse" }, /criterion="mse" must be "gini", "entropy" or "log_loss"/],
    [{ splitter: "worst" }, /splitter="worst" must be "best" or "random"/],
    [{ max_depth: 0 }, /max_depth=0 must be a whole number from 1 to 2147483647 or null/],
    [{ max_leaf_nodes: 1 }, /max_leaf_nodes=1 must be a whole number from 2 to 2147483647 or null/],
    [
      { min_samples_split: 1.5 },
      /min_samples_split=1.5 must be a whole number from 2 .* a number in \(0, 1\) or 1.0 \(all\)/,
    ],
    [{ min_samples_leaf: 0 }, /min_samples_leaf=0 must be a whole number from 1 .* or a number in \(0, 1\)/],
    [{ min_weight_fraction_leaf: 0.6 }, /min_weight_fraction_leaf=0.6 must be a number from 0 to 0.5/],
    [{ max_features: 1.5 }, /max_features=1.5 must be "sqrt", "log2", .* or null/],
    [{ max_features: "auto" }, /max_features="auto"/],
    [{ min_impurity_decrease: -1 }, /min_impurity_decrease=-1 must be a finite number of at least 0/],
    [{ ccp_alpha: Number.NaN }, /ccp_alpha=NaN must be a finite number of at least 0/],
    [{ random_state: -1 }, /random_state=-1 must be a whole number from 0 to 4294967295/],
  ];
  for (const [parameters, message] of refused) {
    test(`${JSON.stringify(parameters)} are refused with the range`, () => {
      expect(() => new DecisionTreeClassifier(parameters).fit(data.X, data.classes)).toThrow(message);
    });
  }
});
