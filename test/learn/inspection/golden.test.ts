import { describe, expect, test } from "bun:test";
import type { Scalar } from "../../../src/learn/core/order.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { PCA } from "../../../src/learn/decomposition/pca.ts";
import { DummyClassifier } from "../../../src/learn/dummy/dummy-classifier.ts";
import { DummyRegressor } from "../../../src/learn/dummy/dummy-regressor.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { partialDependence } from "../../../src/learn/inspection/partial-dependence.ts";
import { permutationImportance } from "../../../src/learn/inspection/permutation-importance.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { calibrationCurve } from "../../../src/learn/metrics/calibration-curve.ts";
import { KNeighborsClassifier } from "../../../src/learn/neighbors/k-neighbors-classifier.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { DecisionTreeClassifier } from "../../../src/learn/tree/decision-tree-classifier.ts";
import { DecisionTreeRegressor } from "../../../src/learn/tree/decision-tree-regressor.ts";
import { tableOf } from "../../../src/testing.ts";
import { readGolden } from "../golden/cases.ts";
import { excess } from "../golden/compare.ts";

interface ImportanceFigures {
  readonly name: keyof typeof PIPELINES;
  readonly dataset: string;
  readonly rows: number;
  readonly permutations: number[][];
  readonly baseline: number;
  readonly importances: number[][];
  readonly importances_mean: number[];
  readonly importances_std: number[];
}

interface DependenceFigures {
  readonly name: keyof typeof PIPELINES;
  readonly dataset: string;
  readonly rows: number;
  readonly column: string;
  readonly grid_resolution: number;
  readonly grid_values: Scalar[];
  readonly average: number[][];
}

const figures = readGolden("figures/inspection.json") as {
  readonly importance: readonly ImportanceFigures[];
  readonly dependence: readonly DependenceFigures[];
  readonly calibration: {
    readonly truth: number[];
    readonly probabilities: number[];
    readonly cases: readonly {
      readonly strategy: "uniform" | "quantile";
      readonly n_bins: number;
      readonly prob_true: number[];
      readonly prob_pred: number[];
    }[];
  };
  readonly dummies: readonly {
    readonly dataset: string;
    readonly params: { readonly strategy?: string; readonly quantile?: number };
    readonly prediction: Scalar;
    readonly probabilities?: number[];
  }[];
};

const exact = { tol: 1e-12, max_iter: 10_000 };
const NUMBERS = [
  "tenure_months",
  "monthly_charges",
  "total_charges",
  "support_calls",
  "avg_session_minutes",
  "data_usage_gb",
];
const WORDS = ["contract", "internet_service", "plan_type", "payment_method", "region", "device_type"];

/** The pipelines of test/golden/scripts/inspection.py. */
const PIPELINES = {
  logistic: () => new Pipeline([new StandardScaler(), new LogisticRegression(exact)]),
  pca: () =>
    new Pipeline([new StandardScaler(), new PCA({ n_components: 5 }), new LogisticRegression(exact)]),
  churn: () =>
    new Pipeline([
      new ColumnTransformer({
        branches: [
          {
            name: "numeric",
            columns: NUMBERS,
            steps: [new SimpleImputer({ strategy: "median" }), new StandardScaler()],
          },
          {
            name: "categorical",
            columns: WORDS,
            steps: [
              new SimpleImputer({ strategy: "most_frequent" }),
              new OneHotEncoder({ handle_unknown: "ignore" }),
            ],
          },
        ],
      }),
      new LogisticRegression(exact),
    ]),
  ridge: () => new Pipeline([new StandardScaler(), new Ridge({ alpha: 1 })]),
  tree: (isNumber: boolean) =>
    new Pipeline([
      isNumber ? new DecisionTreeRegressor({ max_depth: 3 }) : new DecisionTreeClassifier({ max_depth: 2 }),
    ]),
  boosting: () => new Pipeline([new HistGradientBoostingRegressor({ max_iter: 20, min_samples_leaf: 40 })]),
  neighbors: () => new Pipeline([new KNeighborsClassifier()]),
};

/** Fits a pipeline to a whole data set; returns it with the first `rows` rows. */
function fitted(name: keyof typeof PIPELINES, dataset: string, rows: number) {
  const data = readGolden(`datasets/${dataset}.json`) as {
    features: Record<string, Scalar>[];
    labels: Record<string, Scalar>[];
  };
  const [features, labels] = [tableOf(data.features), tableOf(data.labels)];
  const pipeline = PIPELINES[name](dataset === "diabetes").fit(features, labels);
  return { pipeline, features: features.sliceRows(0, rows), labels: labels.sliceRows(0, rows) };
}

describe("permutation importance with scikit-learn's permutations is scikit-learn's", () => {
  for (const recorded of figures.importance) {
    test(`${recorded.name} on ${recorded.dataset}`, () => {
      const { pipeline, features, labels } = fitted(recorded.name, recorded.dataset, recorded.rows);
      const own = permutationImportance(pipeline, features, labels, { permutations: recorded.permutations });
      const tolerance = { rtol: 0, atol: 1e-8 };
      expect(excess(own.baseline, recorded.baseline, tolerance)).toBeLessThanOrEqual(1);
      expect(excess(own.importances.data, recorded.importances, tolerance)).toBeLessThanOrEqual(1);
      expect(excess(own.importances_mean, recorded.importances_mean, tolerance)).toBeLessThanOrEqual(1);
      expect(excess(own.importances_std, recorded.importances_std, tolerance)).toBeLessThanOrEqual(1);
    });
  }
});

describe("partial dependence is scikit-learn's", () => {
  for (const recorded of figures.dependence) {
    test(`${recorded.name} on ${recorded.column} of ${recorded.dataset}`, () => {
      const { pipeline, features } = fitted(recorded.name, recorded.dataset, recorded.rows);
      const { column, grid_resolution } = recorded;
      const { grid_values, average } = partialDependence(pipeline, features, column, { grid_resolution });
      if (typeof grid_values[0] === "string") expect(grid_values).toEqual(recorded.grid_values);
      else {
        expect(excess(grid_values, recorded.grid_values, { rtol: 1e-13, atol: 0 })).toBeLessThanOrEqual(1);
      }
      expect([average.rows, average.columns]).toEqual([recorded.average.length, recorded.grid_values.length]);
      expect(excess(average.data, recorded.average, { rtol: 1e-6, atol: 1e-9 })).toBeLessThanOrEqual(1);
    });
  }
});

describe("calibration curves are scikit-learn's", () => {
  const { truth, probabilities, cases } = figures.calibration;
  for (const { strategy, n_bins, prob_true, prob_pred } of cases) {
    test(`${n_bins} bins, ${strategy}`, () => {
      const own = calibrationCurve(truth, probabilities, { strategy, n_bins });
      expect(excess(own.prob_true, prob_true, { rtol: 1e-14, atol: 0 })).toBeLessThanOrEqual(1);
      expect(excess(own.prob_pred, prob_pred, { rtol: 1e-14, atol: 0 })).toBeLessThanOrEqual(1);
    });
  }

  test("other input is refused", () => {
    expect(() => calibrationCurve([0, 1], [0.5, 1.5])).toThrow("between 0 and 1");
    expect(() => calibrationCurve([0, 1], [0.5, Number.NaN])).toThrow("between 0 and 1");
    expect(() => calibrationCurve([0, 1], [0.5])).toThrow("different numbers of rows");
    expect(() => calibrationCurve(["a", "b"], [0.5, 0.5])).toThrow("pos_label");
    expect(() => calibrationCurve([0, 1, 2], [0.5, 0.5, 0.5])).toThrow("two labels");
    expect(() => calibrationCurve([0, 1], [0.5, 0.5], { n_bins: 0 })).toThrow("n_bins=0");
  });
});

describe("dummy estimators predict as scikit-learn's", () => {
  for (const { dataset, params, prediction, probabilities } of figures.dummies) {
    test(`${JSON.stringify(params)} on ${dataset}`, () => {
      const data = readGolden(`datasets/${dataset}.json`) as {
        features: Record<string, Scalar>[];
        labels: Record<string, Scalar>[];
      };
      const [features, labels] = [tableOf(data.features), tableOf(data.labels)];
      const dummy =
        probabilities === undefined
          ? new DummyRegressor(params as never)
          : new DummyClassifier(params as never);
      const pipeline = new Pipeline([dummy]).fit(features, labels);
      const some = features.sliceRows(0, 3);
      if (typeof prediction === "number") {
        for (const own of pipeline.predict(some)) expect(own).toBeCloseTo(prediction, 10);
      } else expect(pipeline.predict(some)).toEqual([prediction, prediction, prediction]);
      if (probabilities === undefined) return;
      const own = pipeline.predictProba(some);
      expect(
        excess(own.data, [probabilities, probabilities, probabilities], { rtol: 1e-15, atol: 0 }),
      ).toBeLessThanOrEqual(1);
    });
  }

  test("they predict rows without columns", () => {
    const features = Table.fromColumns([], [], 4);
    const labels = tableOf([{ y: 1 }, { y: 2 }, { y: 2 }, { y: 7 }]);
    expect(new Pipeline([new DummyRegressor()]).fit(features, labels).predict(features)).toEqual([
      3, 3, 3, 3,
    ]);
    expect(new Pipeline([new DummyClassifier()]).fit(features, labels).predict(features)).toEqual([
      2, 2, 2, 2,
    ]);
  });

  test("a quantile must be given", () => {
    const labels = tableOf([{ y: 1 }]);
    expect(() => new Pipeline([new DummyRegressor({ strategy: "quantile" })]).fit(labels, labels)).toThrow(
      'strategy="quantile" needs a quantile',
    );
  });
});
