import { describe, expect, test } from "bun:test";
import { KMeans } from "../../src/learn/cluster/k-means.ts";
import { RowError, ValueError } from "../../src/learn/core/errors.ts";
import type { Transformer } from "../../src/learn/core/transformer.ts";
import { IsolationForest } from "../../src/learn/ensemble/forest/isolation-forest.ts";
import { GradientBoostingRegressor } from "../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { SelectKBest } from "../../src/learn/feature-selection/select-k-best.ts";
import { VarianceThreshold } from "../../src/learn/feature-selection/variance-threshold.ts";
import { LinearRegression } from "../../src/learn/linear-model/linear-regression.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { FunctionTransformer } from "../../src/learn/preprocessing/function-transformer.ts";
import { MinMaxScaler } from "../../src/learn/preprocessing/min-max-scaler.ts";
import { SimpleImputer } from "../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { LinearSVC } from "../../src/learn/svm/linear-svc.ts";
import { pack } from "./fit-and-apply.ts";
import { tableOfRows } from "./golden/transformers.ts";

const ROWS = Array.from({ length: 20 }, (_, i) => ({ a: i, b: i % 3 }));
const X = pack(ROWS);
const CLASSES = pack(ROWS.map(({ a }) => ({ y: a < 10 ? "low" : "high" })));
const TARGETS = pack(ROWS.map(({ a, b }) => ({ sum: a + b, difference: a - b })));
const NONE = TARGETS.select([]);

const classifier = () => new Pipeline([new StandardScaler(), new LogisticRegression()]).fit(X, CLASSES);
const regressor = () => new Pipeline([new StandardScaler(), new LinearRegression()]).fit(X, TARGETS);
const clusterer = () => new Pipeline([new KMeans({ n_clusters: 2 })]).fit(X, NONE);
const detector = () => new Pipeline([new IsolationForest({ n_estimators: 5 })]).fit(X, NONE);

describe("a pipeline", () => {
  test("applies every transformer, in order", () => {
    const scaled = new Pipeline([
      new StandardScaler(),
      new MinMaxScaler({ feature_range: [3, 5] }),
      new LinearRegression(),
    ]).fit(X, TARGETS);
    const { data } = scaled.transform(X).toMatrix();
    expect([data[0], data[38], data[1]]).toEqual([3, 5, 3]);
    expect(scaled.steps.map(({ type }) => type)).toEqual([
      "StandardScaler",
      "MinMaxScaler",
      "LinearRegression",
    ]);
  });

  test("selects its columns, in any order, and names missing ones", () => {
    const pipeline = classifier();
    const wider = pack(ROWS.map(({ a, b }) => ({ c: "x", b, a })));
    expect(pipeline.predict(wider)).toEqual(pipeline.predict(X));
    expect(() => pipeline.predict(X.select(["a"]))).toThrow('missing columns: "b"');
  });

  test("predicts classes, numbers, lists of numbers, clusters, and 1 or -1", () => {
    expect(new Set(classifier().predict(X))).toEqual(new Set(["high", "low"]));
    expect(classifier().schema).toMatchObject({ labelNames: ["y"], classes: ["high", "low"] });
    const one = new Pipeline([new LinearRegression()]).fit(X, TARGETS.select(["sum"]));
    expect(one.predict(X)[4] as number).toBeCloseTo(5, 9);
    const [sum, difference] = regressor().predict(X)[4] as number[];
    expect([sum, difference]).toEqual([expect.closeTo(5, 9), expect.closeTo(3, 9)]);
    expect(regressor().schema.classes).toBeNull();
    expect(new Set(clusterer().predict(X))).toEqual(new Set([0, 1]));
    expect([1, -1]).toEqual(expect.arrayContaining([...new Set(detector().predict(X) as number[])]));
  });

  test("has the probabilities and scores of its estimator, and refuses others", () => {
    const svc = new Pipeline([new LinearSVC()]).fit(X, CLASSES);
    const has = [classifier(), svc, regressor(), clusterer(), detector()].map(
      ({ hasProbabilities, hasScores }) => [hasProbabilities, hasScores],
    );
    expect(has).toEqual([
      [true, true],
      [false, true],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(() => svc.predictProba(X)).toThrow(new ValueError("LinearSVC has no probabilities"));
    expect(() => regressor().scores(X)).toThrow(new ValueError("LinearRegression has no scores"));
    expect(() => clusterer().scores(X)).toThrow(ValueError);
    expect(() => regressor().predictCodes(X)).toThrow(
      new ValueError("LinearRegression predicts numbers, not classes"),
    );
    expect(() => classifier().predictValues(X)).toThrow(
      new ValueError("LogisticRegression does not predict numbers"),
    );
    const { rows, columns } = detector().scores(X);
    expect([rows, columns]).toEqual([20, 1]);
  });

  test("refuses to predict before it is fitted", () => {
    const pipeline = new Pipeline([new LinearRegression()]);
    expect(() => pipeline.schema).toThrow(
      new ValueError("This Pipeline is not fitted yet: call fit before using it."),
    );
    expect(() => pipeline.predict(X)).toThrow(ValueError);
  });

  test("refuses labels with a different number of rows, and two labels if only one can be learnt", () => {
    expect(() => new Pipeline([new LinearRegression()]).fit(X, TARGETS.sliceRows(0, 19))).toThrow(
      new ValueError("features have 20 rows, labels have 19"),
    );
    const one = () => new Pipeline([new GradientBoostingRegressor({ n_estimators: 2 })]);
    expect(() => one().fit(X, TARGETS)).toThrow(/learns one label, got 2: "sum", "difference"/);
    expect(() => one().fit(X, TARGETS.select(["sum"]))).not.toThrow();
  });

  test("consists of transformers followed by an estimator", () => {
    expect(() => new Pipeline([])).toThrow(/last step of a pipeline must be an estimator, got no step/);
    expect(() => new Pipeline([new StandardScaler()])).toThrow(/must be an estimator, got StandardScaler/);
    expect(() => new Pipeline([new LinearRegression(), new LinearRegression()])).toThrow(
      /every step before the last must be a transformer, got LinearRegression/,
    );
  });
});

describe("values that a function does not take are refused before the fit,", () => {
  const features = tableOfRows([[4], [null], [-1]], ["km"]);
  const labels = tableOfRows([[1], [2], [3]], ["y"]);
  const sqrt = () => new FunctionTransformer({ func: "sqrt" });
  const branches = (steps: Transformer[]) =>
    new ColumnTransformer({ branches: [{ name: "usage", columns: ["km"], steps }] });
  const refusal = 'sqrt needs numbers of at least 0 (column "km", row 2)';

  test.each<[string, () => Transformer[]]>([
    ["in the first step", () => [sqrt()]],
    ["after a step that keeps the values", () => [new SimpleImputer(), sqrt()]],
    ["in a branch", () => [branches([new SimpleImputer(), sqrt()])]],
  ])("%s", (_, steps) => {
    const pipeline = new Pipeline([...steps(), new Ridge()]);
    expect(() => pipeline.checkBeforeFit(features, labels)).toThrow(refusal);
    expect(() => pipeline.checkBeforeFit(features, labels)).toThrow(RowError);
  });

  test("but not after a step that changes them or leaves out columns, or if the column is not there", () => {
    const absolute = new FunctionTransformer({ func: "abs" });
    for (const steps of [[absolute, sqrt()], [branches([absolute, sqrt()])]]) {
      expect(() => new Pipeline([...steps, new Ridge()]).checkBeforeFit(features, labels)).not.toThrow();
    }
    for (const selection of [
      new VarianceThreshold(),
      new SelectKBest({ score_func: "f_regression", k: 1 }),
    ]) {
      const table = tableOfRows(
        [
          [1, -1],
          [2, -1],
          [3, -1],
        ],
        ["km", "unknown"],
      );
      const pipeline = new Pipeline([selection, sqrt(), new Ridge()]);
      expect(() => pipeline.checkBeforeFit(table, labels)).not.toThrow();
      expect(() => pipeline.fit(table, labels)).not.toThrow();
    }
    const other = new Pipeline([branches([sqrt()]), new Ridge()]);
    expect(() => other.checkBeforeFit(features.rename(["miles"]), labels)).not.toThrow();
  });
});
