import { describe, expect, test } from "bun:test";
import { type Column, takeEntries } from "../../../src/learn/core/column.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { Transformer } from "../../../src/learn/core/transformer.ts";
import { ColumnReplacer } from "../../../src/learn/inspection/column-replacer.ts";
import { permutationImportance } from "../../../src/learn/inspection/permutation-importance.ts";
import { predictInput, type Wanted } from "../../../src/learn/inspection/replacement.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { prepare } from "../../training/train.ts";

/** Rows with missing values and categories, some of which are missing too. */
const ROWS = Array.from({ length: 70 }, (_, i) => ({
  a: i % 9 === 4 ? null : Math.sin(3 * i) * 2,
  b: Math.cos(11 * i),
  c: Math.round(Math.sin(5 * i) * 3),
  word: i % 13 === 5 ? null : ["red", "green", "blue", "rare"][(i * i + (i >> 3)) % 4]!,
  flag: i % 3 === 0,
}));
const value = (i: number) => (ROWS[i]!.a ?? 0) + 2 * ROWS[i]!.b + (ROWS[i]!.word === "red" ? 1 : 0);
const LABELS = {
  numbers: ROWS.map((_, i) => ({ y: value(i) })),
  "two labels": ROWS.map((_, i) => ({ y: value(i), z: ROWS[i]!.c })),
  "two classes": ROWS.map((_, i) => ({ y: value(i) > 0 ? "yes" : "no" })),
  "three classes": ROWS.map((_, i) => ({ y: Math.max(-1, Math.min(1, Math.round(value(i)))) })),
};

const CASES: readonly (readonly [model: string, labels: keyof typeof LABELS, way: string, object?])[] = [
  ["ridge", "numbers", "sums"],
  ["ridge", "two labels", "sums"],
  ["lasso", "numbers", "sums"],
  ["logistic_regression", "two classes", "sums"],
  ["logistic_regression", "three classes", "sums"],
  ["logistic_regression", "three classes", "sums", { solver: "gradient_descent" }],
  ["pca_logistic_regression", "three classes", "sums"],
  ["linear_svc", "three classes", "sums"],
  ["svc", "two classes", "sums", { kernel: "linear" }],
  ["svc", "two classes", "tables"],
  ["random_forest_classifier", "two classes", "trees", { n_estimators: 7 }],
  ["random_forest_classifier", "three classes", "trees", { n_estimators: 8 }],
  ["random_forest_regressor", "two labels", "trees", { n_estimators: 5 }],
  ["decision_tree_regressor", "numbers", "trees"],
  ["gradient_boosting_classifier", "two classes", "trees", { n_estimators: 9 }],
  ["gradient_boosting_classifier", "two classes", "trees", { n_estimators: 9, loss: "exponential" }],
  ["gradient_boosting_classifier", "three classes", "trees", { n_estimators: 6 }],
  ["gradient_boosting_regressor", "numbers", "trees", { n_estimators: 9 }],
  ["hist_gradient_boosting_classifier", "two classes", "trees", { max_iter: 6, min_samples_leaf: 4 }],
  ["hist_gradient_boosting_classifier", "three classes", "trees", { max_iter: 5, min_samples_leaf: 4 }],
  ["hist_gradient_boosting_regressor", "numbers", "trees", { max_iter: 6, min_samples_leaf: 4 }],
  [
    "hist_gradient_boosting_regressor",
    "numbers",
    "trees",
    { max_iter: 6, min_samples_leaf: 4, loss: "poisson" },
  ],
  ["knn_classifier", "three classes", "tables"],
  ["mlp_regressor", "numbers", "tables", { max_iter: 20, hidden_layer_sizes: [5] }],
];

function fitted(model: string, labels: keyof typeof LABELS, parameters: object = {}) {
  const shift = "loss" in parameters && parameters.loss === "poisson" ? 10 : 0;
  const shifted = LABELS[labels].map((row) => (shift === 0 ? row : { y: (row.y as number) + shift }));
  const prepared = prepare(model, { features: ROWS, labels: shifted, parameters: { ...parameters } });
  prepared.pipeline.fit(prepared.features, prepared.labels);
  return prepared;
}

/** Predicts whole tables in which the values of one column are replaced. */
function predictedAnew(
  pipeline: Pipeline,
  features: Table,
  rows: number,
  j: number,
  lending: Int32Array,
  wanted: Wanted,
) {
  const repeated = Int32Array.from(lending, (_, i) => i % rows);
  const columns = features.names.map(
    (_, index): Column => takeEntries(features.column(index), index === j ? lending : repeated),
  );
  const table = Table.fromColumns(features.names, columns, lending.length);
  return predictInput(pipeline, pipeline.transform(table), wanted);
}

describe("rows with a replaced column are predicted as when they are predicted anew:", () => {
  for (const [model, labels, way, parameters] of CASES) {
    test(`${model}, ${labels} ${JSON.stringify(parameters ?? {})}`, () => {
      const { pipeline, features } = fitted(model, labels, parameters);
      const replacer = ColumnReplacer.of(pipeline);
      expect(replacer.way).toBe(way as never);
      const random = new Random(3);
      const rows = 40;
      const columns = features.names.map((_, j) => j);
      // Three blocks per column, and lenders beyond the rows that are predicted.
      const lenders = columns.map(() =>
        Int32Array.from({ length: 3 * rows }, () => random.below(features.rows)),
      );
      for (const wanted of ["prediction", "response"] as const) {
        const seen: number[] = [];
        const replacement = { X: replacer.apply(features), rows, columns, lenders };
        const base = replacer.predict(replacement, wanted, (index, own) => {
          seen.push(index);
          const anew = predictedAnew(pipeline, features, rows, columns[index]!, lenders[index]!, wanted);
          const first = anew.columns === 2 && own.columns === 1 ? 1 : 0;
          expect([own.rows, own.columns + first]).toEqual([anew.rows, anew.columns]);
          for (let i = 0; i < own.rows; i++) {
            for (let c = 0; c < own.columns; c++) {
              const expected = anew.data[i * anew.columns + first + c]!;
              expect(own.data[i * own.columns + c]!).toBeCloseTo(expected, 9);
            }
          }
        });
        expect(seen.toSorted((a, b) => a - b)).toEqual(columns);
        expect(base.rows).toBe(rows);
      }
    });
  }
});

/** Swaps two columns, and tells nothing about it. */
class Swap extends Transformer {
  static readonly type: string = "Swap";
  override fit(): this {
    this.fitted = {};
    return this;
  }
  override transform(X: Table): Table {
    return Table.fromColumns(["q", "p"], [X.column(1), X.column(0)], X.rows);
  }
}

test("a step that does not tell where its columns come from is applied to every row", () => {
  const features = Table.fromMatrix(
    { rows: 30, columns: 2, data: Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * i)) },
    ["p", "q"],
  );
  const { data } = features.toMatrix();
  const labels = Table.fromMatrix(
    { rows: 30, columns: 1, data: Float64Array.from({ length: 30 }, (_, i) => 5 * data[2 * i]!) },
    ["y"],
  );
  const pipeline = new Pipeline([new Swap(), new Ridge({ alpha: 1e-6 })]).fit(features, labels);
  expect(ColumnReplacer.of(pipeline).way).toBe("tables");
  const { importances_mean, baseline } = permutationImportance(pipeline, features, labels);
  expect(baseline).toBeCloseTo(1, 6);
  expect(importances_mean[0]).toBeGreaterThan(1);
  expect(importances_mean[1]).toBeCloseTo(0, 6);
});

/** Tells the wrong sources of its columns. */
class Mistaken extends Swap {
  static override readonly type: string = "Mistaken";
  override sources() {
    return { from: Int32Array.from([0, 1, 1]) };
  }
}

test("a step whose sources do not fit its result is named", () => {
  const features = Table.fromMatrix({ rows: 3, columns: 2, data: Float64Array.from([1, 2, 3, 4, 5, 7]) }, [
    "p",
    "q",
  ]);
  const labels = Table.fromMatrix({ rows: 3, columns: 1, data: Float64Array.from([1, 2, 4]) }, ["y"]);
  const pipeline = new Pipeline([new Mistaken(), new Ridge()]).fit(features, labels);
  expect(() => permutationImportance(pipeline, features, labels)).toThrow(
    "the steps Mistaken return 2 columns, their sources are of 3",
  );
});

test("a pipeline that is fitted again is replaced as it is now", () => {
  const { pipeline, features, labels } = fitted("ridge", "numbers");
  const before = permutationImportance(pipeline, features, labels).importances_mean;
  const others = prepare("ridge", { features: ROWS, labels: ROWS.map(({ c }) => ({ y: c })) });
  pipeline.fit(features, others.labels);
  const after = permutationImportance(pipeline, features, others.labels).importances_mean;
  const c = features.names.indexOf("c");
  expect(before[c]).toBeLessThan(0.2);
  expect(after[c]).toBeGreaterThan(1);
});

test("parameters out of range are refused", () => {
  const { pipeline, features, labels } = fitted("ridge", "numbers");
  expect(() => permutationImportance(pipeline, features, labels, { n_repeats: 0 })).toThrow("n_repeats=0");
  expect(() => permutationImportance(pipeline, features, labels, { permutations: [[0, 1]] })).toThrow(
    "2 rows",
  );
  const clusters = prepare("kmeans", { features: ROWS, parameters: { n_clusters: 2 } });
  clusters.pipeline.fit(clusters.features, clusters.labels);
  expect(() => permutationImportance(clusters.pipeline, features, labels)).toThrow("KMeans has no labels");
});
