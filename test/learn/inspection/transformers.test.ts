import { expect, test } from "bun:test";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { SelectKBest } from "../../../src/learn/feature-selection/select-k-best.ts";
import { VarianceThreshold } from "../../../src/learn/feature-selection/variance-threshold.ts";
import { ColumnReplacer } from "../../../src/learn/inspection/column-replacer.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { FunctionTransformer } from "../../../src/learn/preprocessing/function-transformer.ts";
import { KBinsDiscretizer } from "../../../src/learn/preprocessing/k-bins-discretizer.ts";
import { PowerTransformer } from "../../../src/learn/preprocessing/power-transformer.ts";
import { QuantileTransformer } from "../../../src/learn/preprocessing/quantile-transformer.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { tableOfRows } from "../golden/transformers.ts";

const NAMES = ["size", "age", "rooms", "distance", "noise", "constant"];
const ROWS = Array.from({ length: 90 }, (_, i) => [
  20 + ((i * 37) % 90),
  i % 11 === 5 ? null : Math.exp(((i * 13) % 40) / 10),
  1 + (i % 6),
  ((i * 29) % 50) / 7,
  Math.sin(i * i),
  4.2,
]);
const X = tableOfRows(ROWS, NAMES);
const y = tableOfRows(
  ROWS.map(([size, , rooms, distance]) => [3 * Math.log(size!) + rooms! ** 2 - distance!]),
  ["price"],
);

const branch = (name: string, ...steps: Transformer[]) => ({ name, columns: [name], steps });
const steps = () => [
  new ColumnTransformer({
    branches: [
      branch("size", new FunctionTransformer({ func: "log" })),
      branch("age", new SimpleImputer({ strategy: "median" }), new PowerTransformer()),
      branch("rooms", new KBinsDiscretizer({ n_bins: 4, strategy: "uniform" })),
      branch("distance", new QuantileTransformer({ n_quantiles: 20 })),
      branch("noise"),
      branch("constant"),
    ],
  }),
  new VarianceThreshold(),
  new SelectKBest({ score_func: "f_regression", k: 6 }),
];

test.each([
  ["sums", () => new Ridge()],
  ["trees", () => new HistGradientBoostingRegressor({ max_iter: 10, min_samples_leaf: 5 })],
] as const)(
  "a pipeline of all column-wise transformers is explained column by column, by %s",
  (way, estimator) => {
    const pipeline = new Pipeline([...steps(), estimator()]).fit(X, y);
    const explainer = new Explainer(pipeline);
    const contributions = explainer.contributions(X);
    const of = (row: number, name: string) => contributions[row * NAMES.length + NAMES.indexOf(name)]!;
    const { data } = pipeline.predictValues(X);
    for (let i = 0; i < X.rows; i++) {
      const sum = NAMES.reduce((total, name) => total + of(i, name), explainer.base[0]!);
      expect(Math.abs(sum - data[i]!)).toBeLessThan(1e-9);
      // One is left out by its variance, the other by its score.
      expect([of(i, "constant"), of(i, "noise")]).toEqual([0, 0]);
    }
    // The columns of the bins are added up.
    expect(Math.abs(of(0, "rooms") - of(5, "rooms"))).toBeGreaterThan(5);
    expect(explainer.filled(X)[5]).toEqual(["age"]);
    expect(ColumnReplacer.of(pipeline).way).toBe(way);
  },
);
