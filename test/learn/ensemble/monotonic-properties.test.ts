import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ValueError } from "../../../src/learn/core/errors.ts";
import type { ClassifierEstimator, RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { ExtraTreesClassifier } from "../../../src/learn/ensemble/forest/extra-trees-classifier.ts";
import { ExtraTreesRegressor } from "../../../src/learn/ensemble/forest/extra-trees-regressor.ts";
import { RandomForestClassifier } from "../../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "../../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { GradientBoostingClassifier } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingClassifier } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { DecisionTreeClassifier } from "../../../src/learn/tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { distance } from "../tree/data.ts";

const ROWS = 80;
const NAMES = ["up", "free", "down"];
/** Along a constrained column, the values that are tried. */
const GRID = Array.from({ length: 25 }, (_, i) => i / 2 - 1);
const monotonic_cst = { down: -1, up: 1 } as const;

/** What is known about an estimator: whether it takes missing values. */
type Listed = readonly [create: () => RegressorEstimator | ClassifierEstimator, takesMissing?: boolean];

const ESTIMATORS: Readonly<Record<string, Listed>> = {
  tree: [() => new DecisionTreeRegressor({ monotonic_cst })],
  "tree, best first": [() => new DecisionTreeRegressor({ monotonic_cst, max_leaf_nodes: 12 })],
  "tree of medians, random": [
    () => new DecisionTreeRegressor({ monotonic_cst, criterion: "absolute_error", splitter: "random" }),
  ],
  "tree of counts": [() => new DecisionTreeRegressor({ monotonic_cst, criterion: "poisson" })],
  "tree of classes": [() => new DecisionTreeClassifier({ monotonic_cst, criterion: "entropy" })],
  forest: [() => new RandomForestRegressor({ monotonic_cst, n_estimators: 5, max_features: 2 })],
  "forest of classes": [
    () => new RandomForestClassifier({ monotonic_cst, n_estimators: 5, class_weight: "balanced_subsample" }),
  ],
  "extra trees": [() => new ExtraTreesRegressor({ monotonic_cst, n_estimators: 5 })],
  "extra trees of classes": [() => new ExtraTreesClassifier({ monotonic_cst, n_estimators: 5 })],
  ...Object.fromEntries(
    (["squared_error", "absolute_error", "huber", "quantile"] as const).map((loss): [string, Listed] => [
      `boosting, ${loss}`,
      [() => new GradientBoostingRegressor({ monotonic_cst, loss, n_estimators: 8, subsample: 0.7 })],
    ]),
  ),
  "boosting, pruned": [
    () => new GradientBoostingRegressor({ monotonic_cst, loss: "huber", n_estimators: 5, ccp_alpha: 0.05 }),
  ],
  ...Object.fromEntries(
    (["log_loss", "exponential"] as const).map((loss): [string, Listed] => [
      `boosting of classes, ${loss}`,
      [() => new GradientBoostingClassifier({ monotonic_cst, loss, n_estimators: 8 })],
    ]),
  ),
  ...Object.fromEntries(
    (["squared_error", "absolute_error", "poisson", "gamma", "quantile"] as const).map(
      (loss): [string, Listed] => [
        `histograms, ${loss}`,
        [
          () =>
            new HistGradientBoostingRegressor({
              monotonic_cst,
              loss,
              quantile: 0.7,
              max_iter: 8,
              min_samples_leaf: 2,
            }),
          true,
        ],
      ],
    ),
  ),
  "histograms of classes": [
    () =>
      new HistGradientBoostingClassifier({
        monotonic_cst,
        max_iter: 8,
        min_samples_leaf: 2,
        max_features: 0.6,
        early_stopping: true,
      }),
    true,
  ],
};

/** Returns a table of whole and broken numbers, and labels above 0 that have nothing to do with it. */
function drawn(seed: number, hasMissing: boolean) {
  const random = new Random(seed);
  const data = Float64Array.from({ length: 3 * ROWS }, () =>
    hasMissing && random.next() < 0.1
      ? Number.NaN
      : random.next() < 0.5
        ? random.below(11)
        : random.next() * 10,
  );
  const y = Float64Array.from({ length: ROWS }, () => 0.1 + random.below(20) + random.next());
  return { X: tableOf(data), y };
}

function tableOf(data: Float64Array): Table {
  return Table.fromMatrix({ rows: data.length / 3, columns: 3, data }, NAMES);
}

function fit(
  step: RegressorEstimator | ClassifierEstimator,
  X: Table,
  y: Float64Array,
): (X: Table) => Float64Array {
  if (step.kind === "regressor") {
    step.fit(X, { rows: ROWS, columns: 1, data: y });
    return (rows) => step.predict(rows).data;
  }
  step.fit(X, { classes: ["a", "b"], codes: Int32Array.from(y, (value) => Math.floor(value) % 2) });
  return (rows) => step.predictProba!(rows).data.filter((_, at) => at % 2 === 1);
}

/** Returns the rows of `X` with each value of the grid in the column `column`, those of a row together. */
function swept(X: Table, column: number): Table {
  const { data } = X.toMatrix();
  const rows = Array.from({ length: ROWS }, (_, i) => Array.from(data.subarray(3 * i, 3 * i + 3)));
  return tableOf(Float64Array.from(rows.flatMap((row) => GRID.flatMap((value) => row.with(column, value)))));
}

describe("whatever the rows, predictions are monotonic in the constrained columns:", () => {
  for (const [name, [create, takesMissing = false]] of Object.entries(ESTIMATORS)) {
    test(name, () => {
      let splits = 0;
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
          const { X, y } = drawn(seed, takesMissing);
          const predict = fit(create(), X, y);
          for (const [column, sign] of [
            [0, 1],
            [2, -1],
          ] as const) {
            const predicted = predict(swept(X, column));
            for (let at = 0; at < predicted.length; at++) {
              if (at % GRID.length === 0) continue;
              const step = sign * (predicted[at]! - predicted[at - 1]!);
              if (!(step >= 0)) throw new Error(`${NAMES[column]}: ${step} at ${at}`);
              if (step > 0) splits++;
            }
          }
        }),
        { numRuns: 12, seed: 5 },
      );
      // The constrained columns are split on.
      expect(splits).toBeGreaterThan(0);
    });
  }
});

test("labels that respect the constraints are learnt", () => {
  const { X } = drawn(3, false);
  const { data } = X.toMatrix();
  const y = Float64Array.from({ length: ROWS }, (_, i) => 40 + 3 * data[3 * i]! - 2 * data[3 * i + 2]!);
  for (const create of [
    (given: object) => new DecisionTreeRegressor(given),
    (given: object) => new HistGradientBoostingRegressor({ ...given, min_samples_leaf: 1, max_iter: 200 }),
    (given: object) => new GradientBoostingRegressor({ ...given, n_estimators: 200 }),
  ]) {
    const predicted = fit(create({ monotonic_cst }), X, y)(X);
    expect(distance(predicted, Array.from(y))).toBeLessThan(0.1);
  }
});

describe("constraints are refused", () => {
  const { X, y } = drawn(1, false);
  const numbers = { rows: ROWS, columns: 1, data: y };
  const three = { classes: ["a", "b", "c"], codes: Int32Array.from(y, (value) => Math.floor(value) % 3) };
  const CLASSIFIERS = [
    DecisionTreeClassifier,
    RandomForestClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
  ];
  const REGRESSORS = [
    DecisionTreeRegressor,
    RandomForestRegressor,
    ExtraTreesRegressor,
    GradientBoostingRegressor,
    HistGradientBoostingRegressor,
  ];

  test("on columns that are not there, and as a list of another length", () => {
    for (const Step of REGRESSORS) {
      expect(() => new Step({ monotonic_cst: { up: 1, down_: 1 } }).fit(X, numbers)).toThrow(
        new ValueError(
          'monotonic_cst names columns that are not there: "down_"; there are "up", "free", "down"',
        ),
      );
      expect(() => new Step({ monotonic_cst: [1, 0] }).fit(X, numbers)).toThrow(
        new ValueError("monotonic_cst has 2 entries, but there are 3 columns"),
      );
    }
  });

  test("with other numbers than -1, 0 and 1", () => {
    for (const cst of [{ up: 2 }, [1, 0.5, 0], { up: "1" }, 1, "up"]) {
      expect(() => new DecisionTreeRegressor({ monotonic_cst: cst as never }).fit(X, numbers)).toThrow(
        /monotonic_cst=.* must be a list, each entry -1, 0 or 1, an object of name: value, each value -1, 0 or 1 or null/,
      );
    }
  });

  test("with three classes, as in scikit-learn", () => {
    for (const Step of CLASSIFIERS) {
      expect(() => new Step({ monotonic_cst: { up: 0 } }).checkBeforeFit(X, three)).toThrow(
        new ValueError("monotonic_cst is for numbers and for two classes, got 3 classes"),
      );
    }
  });

  test("with several labels, as in scikit-learn", () => {
    const both = { rows: ROWS / 2, columns: 2, data: y };
    for (const Step of [DecisionTreeRegressor, RandomForestRegressor, ExtraTreesRegressor]) {
      expect(() => new Step({ monotonic_cst: [1, 0, 0] }).checkBeforeFit(X, both)).toThrow(
        new ValueError("monotonic_cst is for one label, got 2"),
      );
    }
  });

  test("on columns of categories", () => {
    const words = Table.fromColumns(
      ["word", "number"],
      [
        { kind: "string", codes: new Int32Array(ROWS), categories: ["x"] },
        { kind: "numeric", values: y },
      ],
      ROWS,
    );
    const step = new HistGradientBoostingRegressor({ monotonic_cst: { word: 1, number: 1 } });
    expect(() => step.fit(words, numbers)).toThrow(
      new ValueError('monotonic_cst is for columns of numbers; it names columns of categories: "word"'),
    );
  });
});
