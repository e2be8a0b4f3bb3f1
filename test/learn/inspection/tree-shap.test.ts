import { describe, expect, test } from "bun:test";
import type { Row } from "../../../src/ingest/row-column.ts";
import type { Estimator } from "../../../src/learn/core/estimator.ts";
import type { TreeExplanation } from "../../../src/learn/core/explanation.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { ExtraTreesClassifier } from "../../../src/learn/ensemble/forest/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "../../../src/learn/ensemble/forest/extra-trees-regressor.ts";
import { IsolationForest } from "../../../src/learn/ensemble/forest/isolation-forest.ts";
import { RandomForestClassifier } from "../../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "../../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { GradientBoostingClassifier } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingClassifier } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { TreeShap } from "../../../src/learn/inspection/tree-shap.ts";
import { DecisionTreeClassifier } from "../../../src/learn/tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { fit, pack } from "../fit-and-apply.ts";
import { nestedTrees, shapleyValues, sidesOf, type TreeNodes } from "./shapley.ts";

const N = 120;
const random = new Random(5);
/** Six columns of numbers of which some depend on others, so that paths compare a column repeatedly. */
const NUMBERS: readonly Row[] = Array.from({ length: N }, (_, i) => {
  const a = random.next() * 10;
  return { a, b: a + random.next(), c: i % 5, d: Math.sin(i), e: random.next() > 0.5, f: random.next() };
});
/** With text and missing values. */
const MIXED: readonly Row[] = NUMBERS.map((row, i) => ({
  ...row,
  a: i % 7 === 2 ? null : row.a!,
  c: i % 11 === 4 ? null : `c${(i * i) % 6}`,
}));

const TWO = ["no", "yes"];
const THREE = ["x", "y", "z"];
interface Case {
  readonly estimator: Estimator;
  readonly classes?: readonly string[];
  readonly targets?: number;
  readonly rows?: readonly Row[];
}
const hist = { max_iter: 4, min_samples_leaf: 3 };
const CASES: Record<string, Case> = {
  "a decision tree of two classes": { estimator: new DecisionTreeClassifier(), classes: TWO },
  "a decision tree of three classes": {
    estimator: new DecisionTreeClassifier({ max_depth: 5 }),
    classes: THREE,
  },
  "a weighted decision tree": {
    estimator: new DecisionTreeClassifier({ class_weight: "balanced" }),
    classes: THREE,
  },
  "a decision tree of two labels": { estimator: new DecisionTreeRegressor(), targets: 2 },
  "a decision tree with a limited number of leaves": {
    estimator: new DecisionTreeRegressor({ max_leaf_nodes: 9 }),
  },
  "a pruned decision tree": { estimator: new DecisionTreeRegressor({ ccp_alpha: 0.2 }) },
  "a random forest of two classes": {
    estimator: new RandomForestClassifier({ n_estimators: 4 }),
    classes: TWO,
  },
  "a random forest of three classes, balanced by tree": {
    estimator: new RandomForestClassifier({ n_estimators: 4, class_weight: "balanced_subsample" }),
    classes: THREE,
  },
  "a random forest of numbers": { estimator: new RandomForestRegressor({ n_estimators: 4 }) },
  "extra trees of two classes": { estimator: new ExtraTreesClassifier({ n_estimators: 4 }), classes: TWO },
  "extra trees of two labels": { estimator: new ExtraTreesRegressor({ n_estimators: 4 }), targets: 2 },
  "gradient boosting of two classes": {
    estimator: new GradientBoostingClassifier({ n_estimators: 5 }),
    classes: TWO,
  },
  "gradient boosting with the exponential loss": {
    estimator: new GradientBoostingClassifier({ n_estimators: 5, loss: "exponential" }),
    classes: TWO,
  },
  "gradient boosting of three classes on part of the rows": {
    estimator: new GradientBoostingClassifier({ n_estimators: 5, subsample: 0.6 }),
    classes: THREE,
  },
  "gradient boosting of numbers": {
    estimator: new GradientBoostingRegressor({ n_estimators: 5, max_depth: 6 }),
  },
  "histogram gradient boosting of two classes": {
    estimator: new HistGradientBoostingClassifier({ ...hist, class_weight: "balanced" }),
    classes: TWO,
    rows: MIXED,
  },
  "histogram gradient boosting of three classes": {
    estimator: new HistGradientBoostingClassifier(hist),
    classes: THREE,
    rows: MIXED,
  },
  "histogram gradient boosting of numbers": {
    estimator: new HistGradientBoostingRegressor(hist),
    rows: MIXED,
  },
  "an isolation forest": { estimator: new IsolationForest({ n_estimators: 5 }) },
  "an isolation forest on parts of rows and columns": {
    estimator: new IsolationForest({ n_estimators: 5, max_features: 0.5, max_samples: 50, bootstrap: true }),
  },
};

function explanationOf({ estimator, classes, targets, rows = NUMBERS }: Case) {
  const X = pack(rows);
  fit(estimator, X, classes, targets);
  return { X, explanation: estimator.explanation!() as TreeExplanation };
}

/** Rows to explain: some of the training rows, and rows with values that were not seen. */
function rowsToExplain(rows: readonly Row[] = NUMBERS): Row[] {
  const row = rows[1]!;
  return [
    ...rows.slice(0, 6),
    { ...row, a: -100, f: 1e6 },
    { ...row, c: rows === MIXED ? "unknown" : 99, d: 0 },
  ];
}

describe("contributions are the Shapley values, over all coalitions of columns, of", () => {
  for (const [name, own] of Object.entries(CASES)) {
    test(name, () => {
      const { explanation } = explanationOf(own);
      const shap = new TreeShap(explanation, own.estimator.type);
      const X = pack(rowsToExplain(own.rows));
      const k = shap.base.length;
      const contributions = shap.contributions(X);
      expect(contributions).toHaveLength(X.rows * k * 6);
      for (let row = 0; row < X.rows; row++) {
        const expected = shapleyValues(explanation, X, row).flat();
        const found = Array.from(contributions.subarray(row * k * 6, (row + 1) * k * 6));
        const scale = Math.max(...expected.map(Math.abs));
        expect(scale).toBeGreaterThan(0);
        found.forEach((value, at) => {
          expect(Math.abs(value - expected[at]!) / scale).toBeLessThan(1e-12);
        });
      }
    });
  }
});

/** Adds 1 to the count of the leaf that a row falls into. */
function count(tree: TreeNodes, sides: Uint8Array, counts: Map<TreeNodes, number>): void {
  if (tree.node < 0) counts.set(tree, (counts.get(tree) ?? 0) + 1);
  else count(tree.children[sides[tree.node]!]!, sides, counts);
}

describe("the weight of a leaf is the number of training rows in it, in", () => {
  for (const name of [
    "a decision tree of three classes",
    "a decision tree with a limited number of leaves",
    "a pruned decision tree",
    "extra trees of two classes",
    "gradient boosting of numbers",
    "histogram gradient boosting of three classes",
    "an isolation forest",
  ]) {
    test(name, () => {
      const { X, explanation } = explanationOf(CASES[name]!);
      const counts = new Map<TreeNodes, number>();
      const trees = nestedTrees(explanation);
      for (let row = 0; row < X.rows; row++) {
        const sides = sidesOf(explanation, X, row);
        for (const tree of trees) count(tree, sides, counts);
      }
      for (const [leaf, rows] of counts) expect(leaf.weight).toBe(rows);
      expect(counts.size).toBe(explanation.forest.leafWeights.length);
    });
  }
});

test("the trees of forests that draw rows weigh as much as the rows drawn", () => {
  for (const name of [
    "a random forest of two classes",
    "a random forest of numbers",
    "an isolation forest on parts of rows and columns",
  ]) {
    const { explanation } = explanationOf(CASES[name]!);
    const drawn = name.includes("isolation") ? 50 : N;
    for (const tree of nestedTrees(explanation)) expect(tree.weight).toBe(drawn);
  }
});

test("a balanced tree weighs its classes by their weights", () => {
  const { explanation } = explanationOf(CASES["a weighted decision tree"]!);
  const { base } = new TreeShap(explanation, "DecisionTreeClassifier");
  for (const value of base) expect(value).toBeCloseTo(1 / 3, 12);
});

test("trees without a split, and deep trees on one column, are explained", () => {
  const constant = new DecisionTreeRegressor().fit(pack([{ a: 1 }, { a: 1 }]), {
    rows: 2,
    columns: 1,
    data: Float64Array.of(3, 5),
  });
  const shap = new TreeShap(constant.explanation(), "DecisionTreeRegressor");
  expect(shap.base).toEqual(Float64Array.of(4));
  expect(shap.contributions(pack([{ a: 7 }]))).toEqual(Float64Array.of(0));
  const rows = Array.from({ length: 300 }, (_, i) => ({ a: i, b: 0 }));
  const data = Float64Array.from({ length: 300 }, (_, i) => 2 ** (i % 17) + i);
  const deep = new DecisionTreeRegressor().fit(pack(rows), { rows: 300, columns: 1, data });
  const own = new TreeShap(deep.explanation(), "DecisionTreeRegressor");
  const contributions = own.contributions(pack(rows));
  data.forEach((y, i) => {
    expect(own.base[0]! + contributions[2 * i]!).toBeCloseTo(y, 6);
    expect(contributions[2 * i + 1]).toBe(0);
  });
});

test("a path that compares many columns needs more points, and is explained as exactly", () => {
  const columns = Array.from({ length: 14 }, (_, j) => `x${j}`);
  const rows = Array.from({ length: 200 }, () =>
    Object.fromEntries(columns.map((name) => [name, random.next()])),
  );
  const data = Float64Array.from(rows, (row, i) =>
    columns.reduce((sum, name, j) => sum + (row[name]! > 0.5 ? 2 ** j : 0), i),
  );
  const tree = new ExtraTreesRegressor({ n_estimators: 1, max_features: 1 }).fit(pack(rows), {
    rows: 200,
    columns: 1,
    data,
  });
  const explanation = tree.explanation();
  const X = pack(rows.slice(0, 1));
  const [expected] = shapleyValues(explanation, X, 0);
  const found = new TreeShap(explanation, "tree").contributions(X);
  const scale = Math.max(...expected!.map(Math.abs));
  found.forEach((value, j) => {
    expect(Math.abs(value - expected![j]!) / scale).toBeLessThan(1e-12);
  });
});
