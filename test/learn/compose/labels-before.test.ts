import { describe, expect, test } from "bun:test";
import { TransformedTargetRegressor } from "../../../src/learn/compose/transformed-target-regressor.ts";
import { encodeTargets } from "../../../src/learn/core/labels.ts";
import { SelectKBest } from "../../../src/learn/feature-selection/select-k-best.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { PowerTransformer } from "../../../src/learn/preprocessing/power-transformer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { TargetEncoder } from "../../../src/learn/preprocessing/target-encoder.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";
import { type CategoryTable, categoryTable } from "../golden/made-up.ts";
import { tableOfRows } from "../golden/transformers.ts";
import { distance } from "../tree/data.ts";

const figures = readGolden("figures/transformed_labels.json") as {
  table: CategoryTable;
  amounts: number[];
  encoded: { name: string; predictions: number[] }[];
  selected: { X: number[][]; y: number[]; support: number[]; predictions: number[] };
};

const labelled = (y: readonly number[]) => pack(y.map((amount) => ({ amount })));
const ENCODED = pack(categoryTable(figures.table).X.map(([a, b]) => ({ a: a!, b: b! })));
const AMOUNTS = labelled(figures.amounts);

const transformed = (name: string) => {
  const regressor = new Ridge({ alpha: 0.1 });
  if (name === "yeo-johnson") {
    return new TransformedTargetRegressor({ regressor, transformer: new PowerTransformer() });
  }
  return new TransformedTargetRegressor({ regressor, func: name as "log1p" | "sqrt" });
};

/** Relative to the largest prediction. */
function errorOf(pipeline: Pipeline, features: typeof ENCODED, expected: number[]): number {
  const largest = Math.max(...expected.map(Math.abs));
  const { data } = pipeline.predictValues(features);
  return distance(
    data.map((value) => value / largest),
    expected.map((value) => value / largest),
  );
}

describe("transformers before a TransformedTargetRegressor learn from the transformed labels, as inside of scikit-learn's:", () => {
  for (const { name, predictions } of figures.encoded) {
    test(`TargetEncoder, with ${name}`, () => {
      const encoder = new TargetEncoder({ cv: 5, shuffle: false });
      const pipeline = new Pipeline([encoder, new StandardScaler(), transformed(name)]);
      pipeline.checkBeforeFit(ENCODED, AMOUNTS);
      pipeline.fit(ENCODED, AMOUNTS);
      expect(errorOf(pipeline, ENCODED, predictions)).toBeLessThan(name === "yeo-johnson" ? 1e-6 : 1e-9);
    });
  }

  test("SelectKBest", () => {
    const { X, y, support, predictions } = figures.selected;
    const selector = new SelectKBest({ score_func: "f_regression", k: 1 });
    const regressor = new LinearRegression();
    const pipeline = new Pipeline([selector, new TransformedTargetRegressor({ regressor, func: "log" })]);
    pipeline.fit(tableOfRows(X), labelled(y));
    expect(errorOf(pipeline, tableOfRows(X), predictions)).toBeLessThan(1e-9);
    // The raw labels choose another column.
    const raw = new Pipeline([new SelectKBest({ score_func: "f_regression", k: 1 }), new LinearRegression()]);
    raw.fit(tableOfRows(X), labelled(y));
    expect([selector, raw.transformers[0]!].map((step) => step.transform(tableOfRows(X)).names)).toEqual([
      support.map((column) => `x${column}`),
      ["x0"],
    ]);
  });
});

test("one TransformedTargetRegressor inside another gives them what its own regressor learns", () => {
  const y = encodeTargets(AMOUNTS);
  const inner = new TransformedTargetRegressor({
    regressor: new Ridge(),
    transformer: new StandardScaler(),
  });
  const outer = new TransformedTargetRegressor({ regressor: inner, func: "log" });
  const { data } = outer.labelsBefore(y);
  const logs = Array.from(y.data, Math.log);
  const mean = logs.reduce((sum, value) => sum + value) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
  const expected = logs.map((value) => (value - mean) / deviation);
  expect(distance(data, expected)).toBeLessThan(1e-12);
});

test("labels kept for a fit are not taken for others", () => {
  const [own, others] = [AMOUNTS, labelled(figures.amounts.map((amount) => 2 * amount))].map(encodeTargets);
  const X = tableOfRows(figures.amounts.map((_, i) => [i % 7]));
  const fresh = () => new TransformedTargetRegressor({ regressor: new Ridge(), func: "log" });
  const model = fresh();
  model.labelsBefore(own!);
  expect(model.fit(X, others!).predict(X)).toEqual(fresh().fit(X, others!).predict(X));
  expect(model.fit(X, own!).predict(X)).toEqual(fresh().fit(X, own!).predict(X));
});

test("labels outside the domain are refused with their rows before a TargetEncoder sees them", () => {
  const odd = labelled(figures.amounts.map((amount, i) => (i === 3 ? -amount : amount)));
  const pipeline = new Pipeline([new TargetEncoder(), transformed("sqrt")]);
  const refused = 'label "amount" is out of range in labels[3]; sqrt needs numbers of at least 0';
  expect(() => pipeline.checkBeforeFit(ENCODED, odd)).toThrow(refused);
  expect(() => pipeline.fit(ENCODED, odd)).toThrow(refused);
});
