import { describe, expect, test } from "bun:test";
import { ExactAssignment } from "../../src/learn/cluster/assignment.ts";
import { KMeans } from "../../src/learn/cluster/k-means.ts";
import { lloyd } from "../../src/learn/cluster/lloyd.ts";
import { type Estimator, isEstimator } from "../../src/learn/core/estimator.ts";
import type { Matrix } from "../../src/learn/core/matrix.ts";
import { MetaClassifier } from "../../src/learn/core/meta-classifier.ts";
import type { Step, StepClass } from "../../src/learn/core/step.ts";
import { Table } from "../../src/learn/core/table.ts";
import { IsolationForest } from "../../src/learn/ensemble/forest/isolation-forest.ts";
import { RandomForestClassifier } from "../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { RandomForestRegressor } from "../../src/learn/ensemble/forest/random-forest-regressor.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import type { TunedThresholdClassifierCV } from "../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { GaussianNB } from "../../src/learn/naive-bayes/gaussian-nb.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import { DecisionTreeRegressor } from "../../src/learn/tree/decision-tree-regressor.ts";
import { readGolden } from "./golden/cases.ts";
import { uniformNumbers } from "./golden/made-up.ts";

type TargetName = "number" | "positive" | "two" | "three";

interface WeightedRows {
  readonly X: Matrix;
  readonly targets: Readonly<Record<TargetName, Float64Array>>;
  readonly weights: Float64Array;
}

/** The table of test/golden/scripts/sample_weight.py. */
function madeUp(seed: number, rows: number, columns: number): WeightedRows {
  const next = uniformNumbers(seed);
  const data = new Float64Array(rows * columns);
  const number = new Float64Array(rows);
  const three = new Float64Array(rows);
  const weights = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[i * columns + j] = next() * 4 - 2;
    const [a, b, c] = data.subarray(i * columns, i * columns + 3) as unknown as [number, number, number];
    number[i] = 3 * a - b + c * c + next();
    if (next() < 0.15) three[i] = Math.floor(3 * next());
    else if (a < -0.6) three[i] = 0;
    else three[i] = b < 0 ? 1 : 2;
    const u = next();
    weights[i] = u < 0.1 ? 0 : 5 * u * u;
  }
  const positive = number.map((value) => Math.exp(value / 4));
  return {
    X: { rows, columns, data },
    targets: { number, positive, three, two: three.map((code) => Number(code > 0)) },
    weights,
  };
}

interface Case {
  readonly type: string;
  readonly params: Record<string, unknown>;
  readonly target: TargetName;
  readonly tolerance: number;
  readonly predict: number[];
  readonly decision_function?: number[] | number[][];
  readonly predict_proba?: number[][];
  /** The chosen threshold, and its score. */
  readonly threshold?: readonly [number, number];
}

const figures = readGolden("figures/sample_weight.json") as {
  readonly table: {
    readonly train: { seed: number; rows: number };
    readonly test: { seed: number; rows: number };
    readonly columns: number;
  };
  readonly cases: readonly Case[];
  readonly clusters: { start: number[]; centers: number[][]; inertia: number; best_inertia: number };
  readonly leaf_weights: readonly number[];
};
const train = madeUp(figures.table.train.seed, figures.table.train.rows, figures.table.columns);
const tested = madeUp(figures.table.test.seed, figures.table.test.rows, figures.table.columns);
const tableOf = (X: Matrix) =>
  Table.fromMatrix(
    X,
    Array.from({ length: X.columns }, (_, j) => `x${j}`),
  );
const labelsOf = (values: Float64Array) =>
  Table.fromColumns(["y"], [{ kind: "numeric", values }], values.length);
const STEPS = new Map(LIBRARY_STEPS.map((step) => [step.type, step as unknown as StepClass]));

/** Returns a step of a golden case, whose parameters may be further steps. */
function created(type: string, params: Record<string, unknown>): Step {
  const values = Object.entries(params).map(([name, value]) => {
    const nested = value as { type?: string; params?: Record<string, unknown> };
    return [name, nested?.type === undefined ? value : created(nested.type, nested.params!)];
  });
  return new (STEPS.get(type)!)(Object.fromEntries(values));
}

function fit(
  estimator: Estimator,
  { X, targets, weights }: WeightedRows,
  target: TargetName,
  sampleWeight: Float64Array | undefined = weights,
): Pipeline {
  const isLabelled = estimator.kind === "classifier" || estimator.kind === "regressor";
  const labels = isLabelled ? labelsOf(targets[target]) : Table.fromColumns([], [], X.rows);
  return new Pipeline([estimator]).fit(tableOf(X), labels, undefined, undefined, sampleWeight);
}

/** Returns the numbers by which the predictions of two fits are compared. */
function outputs(pipeline: Pipeline, rows: Table): Float64Array {
  const { estimator } = pipeline;
  if (estimator.kind === "regressor") return estimator.predict(rows).data;
  if (estimator.kind === "classifier") {
    return (estimator.decisionFunction?.(rows) ?? estimator.predictProba!(rows)).data;
  }
  return Float64Array.from(pipeline.predictCodes(rows));
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * (1 + largest));
  }
}

describe("fits with sample_weight are scikit-learn's", () => {
  for (const { type, params, target, tolerance, threshold, ...expected } of figures.cases) {
    test(`${type} ${JSON.stringify(params)} of ${target}`, () => {
      const estimator = created(type, params) as Estimator;
      const pipeline = fit(estimator, train, target);
      const rows = tableOf(tested.X);
      expectClose(pipeline.predict(rows) as number[], expected.predict, tolerance);
      const outputsOf = expected.decision_function ?? expected.predict_proba;
      if (outputsOf !== undefined) expectClose(outputs(pipeline, rows), outputsOf.flat(), tolerance);
      if (threshold !== undefined) {
        const { state } = estimator as TunedThresholdClassifierCV;
        expectClose([state.threshold, state.best_score], threshold, tolerance);
      }
    });
  }

  test("k-means", () => {
    const { start, centers, inertia, best_inertia } = figures.clusters;
    const { X, weights } = train;
    const rows = start.flatMap((row) => Array.from(X.data.subarray(row * 4, row * 4 + 4)));
    const result = lloyd(X, Float64Array.from(rows), new ExactAssignment(X), {
      maxIterations: 300,
      tolerance: 0,
      weights,
    });
    expectClose(result.centers, centers.flat(), 1e-9);
    expectClose([result.inertia], [inertia], 1e-9);
    const best = new KMeans({ n_clusters: 3, n_init: 50, tol: 0 });
    fit(best, train, "number");
    expectClose([best.state.inertia], [best_inertia], 1e-9);
  });

  test("the weights of leaves, which explanations use", () => {
    const tree = new DecisionTreeRegressor({ max_depth: 3 });
    fit(tree, train, "number");
    expectClose(
      [...tree.state.forest.leaf_weights!].sort((a, b) => a - b),
      figures.leaf_weights,
      1e-12,
    );
  });
});

/** Returns the rows, each repeated as often as its weight rounded down says; and these numbers. */
function repeated({ X, targets, weights }: WeightedRows): { rows: WeightedRows; counts: Float64Array } {
  const counts = weights.map(Math.floor);
  const order = Array.from(counts).flatMap((count, row) => new Array<number>(count).fill(row));
  const take = (values: Float64Array) => Float64Array.from(order, (row) => values[row]!);
  const data = Float64Array.from(
    order.flatMap((row) => Array.from(X.data.subarray(row * X.columns, (row + 1) * X.columns))),
  );
  const { number, positive, two, three } = targets;
  return {
    rows: {
      X: { rows: order.length, columns: X.columns, data },
      targets: { number: take(number), positive: take(positive), two: take(two), three: take(three) },
      weights: new Float64Array(order.length).fill(1),
    },
    counts,
  };
}

type WeightedCase = [type: string, params: Record<string, unknown>, target: TargetName, tolerance: number];

/** Along the first column and against the second one, so that the constraints bind. */
const MONOTONIC = { x0: 1, x1: 1 };
/** A forest that draws nothing. */
const SAME_TREES = { bootstrap: false, max_features: null, n_estimators: 2, max_depth: 4 };

describe("a weight of 3 counts as three equal rows, and 0 as none", () => {
  const { rows, counts } = repeated(train);
  // The other estimators draw random numbers by row, count rows in leaves, or compute something from the rows without the weights.
  const cases: WeightedCase[] = [
    ["LinearRegression", {}, "number", 1e-9],
    ["Ridge", { alpha: 2 }, "number", 1e-9],
    ["Lasso", { alpha: 0.2, tol: 1e-12, max_iter: 10_000 }, "number", 1e-5],
    ["LogisticRegression", { tol: 1e-10, max_iter: 10_000 }, "three", 1e-5],
    ["LinearSVC", { dual: false, tol: 1e-10 }, "two", 1e-5],
    ["SVC", { tol: 1e-8, gamma: 0.4 }, "three", 1e-4],
    ["DecisionTreeClassifier", { max_depth: 4 }, "three", 1e-9],
    ["DecisionTreeRegressor", { max_depth: 4 }, "number", 1e-9],
    ["DecisionTreeRegressor", { max_depth: 3, criterion: "absolute_error" }, "number", 1e-9],
    ["GradientBoostingRegressor", { n_estimators: 10 }, "number", 1e-7],
    ["GradientBoostingClassifier", { n_estimators: 10 }, "two", 1e-7],
    ["DecisionTreeClassifier", { max_depth: 4, monotonic_cst: { x0: -1 } }, "two", 1e-9],
    ["DecisionTreeRegressor", { max_depth: 4, monotonic_cst: MONOTONIC }, "number", 1e-9],
    ["RandomForestClassifier", { ...SAME_TREES, monotonic_cst: { x0: -1 } }, "two", 1e-9],
    ["GradientBoostingClassifier", { n_estimators: 10, monotonic_cst: MONOTONIC }, "two", 1e-7],
    ...(["squared_error", "absolute_error", "huber"] as const).map(
      (loss): WeightedCase => [
        "GradientBoostingRegressor",
        { n_estimators: 10, loss, monotonic_cst: MONOTONIC },
        "number",
        1e-7,
      ],
    ),
    [
      "HistGradientBoostingRegressor",
      { max_iter: 10, min_samples_leaf: 1, max_bins: 255, early_stopping: false, monotonic_cst: MONOTONIC },
      "number",
      1e-5,
    ],
    [
      "MLPRegressor",
      { solver: "lbfgs", hidden_layer_sizes: [], tol: 1e-10, max_iter: 10_000 },
      "number",
      1e-3,
    ],
    ["DummyClassifier", {}, "three", 1e-12],
  ];
  for (const [type, params, target, tolerance] of cases) {
    test(`${type} ${JSON.stringify(params)}`, () => {
      const create = () => new (STEPS.get(type)!)(params) as Estimator;
      const test = tableOf(tested.X);
      const weighted = outputs(fit(create(), train, target, counts), test);
      const copied = outputs(fit(create(), rows, target, undefined), test);
      expectClose(weighted, copied, tolerance);
    });
  }
});

describe("rows of weight 0 are never drawn", () => {
  /** The second half lies far away and has the weight 0. */
  const X: Matrix = {
    rows: 200,
    columns: 1,
    data: Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? i / 100 : 1000 + i)),
  };
  const weights = Float64Array.from({ length: 200 }, (_, i) => (i < 100 ? 1 + (i % 3) : 0));
  const isFar = Float64Array.from({ length: 200 }, (_, i) => Number(i >= 100 || i % 2 === 0));
  const targets = { number: isFar, positive: isFar, two: isFar, three: isFar };

  test("by forests", () => {
    const rows = { X, targets: { ...targets, number: X.data, two: isFar }, weights };
    const regressor = new RandomForestRegressor({ n_estimators: 20 });
    const predicted = fit(regressor, rows, "number").predict(tableOf(X)) as number[];
    expect(Math.max(...predicted)).toBeLessThan(1);
    const classifier = new RandomForestClassifier({ n_estimators: 20, bootstrap: false });
    const own = fit(classifier, rows, "two");
    expect(own.predict(tableOf(X)).slice(0, 100)).toEqual(Array.from(isFar.subarray(0, 100)));
  });

  for (const bootstrap of [false, true]) {
    test(`by an isolation forest with bootstrap=${bootstrap}`, () => {
      const forest = new IsolationForest({ n_estimators: 20, bootstrap });
      fit(forest, { X, targets, weights }, "number");
      // The far rows are beyond every threshold: they share the path of the largest one that was drawn.
      expect([...forest.state.forest.threshold].every((threshold) => threshold < 1)).toBe(true);
      expect(forest.state.max_samples).toBe(bootstrap ? 200 : 100);
    });
  }

  test("by k-means", () => {
    for (const init of ["k-means++", "random"] as const) {
      const means = new KMeans({ n_clusters: 3, init, n_init: 3 });
      fit(means, { X, targets, weights }, "number");
      expect([...means.state.cluster_centers].every((center) => center < 1)).toBe(true);
    }
    const many = new KMeans({ n_clusters: 101 });
    expect(() => fit(many, { X, targets, weights }, "number")).toThrow(
      "n_clusters=101 must not be more than the number of rows whose sample_weight is not 0, 100",
    );
  });
});

test("a forest draws rows as often as their weights say", () => {
  // Of 1,000 equal rows, those labelled 1 have a quarter of the weight: with trees that are leaves, that is what they predict.
  const X: Matrix = { rows: 1000, columns: 1, data: new Float64Array(1000) };
  const values = Float64Array.from({ length: 1000 }, (_, i) => i % 2);
  const weights = Float64Array.from({ length: 1000 }, (_, i) => (i % 2 === 1 ? 1 : 3));
  const targets = { number: values, positive: values, two: values, three: values };
  const forest = new RandomForestRegressor({ n_estimators: 100 });
  const [predicted] = fit(forest, { X, targets, weights }, "number").predict(tableOf(X)) as number[];
  expect(predicted).toBeWithin(0.24, 0.26);
});

describe("every estimator either takes weights or says that it does not", () => {
  const TAKES_NONE = ["KNeighborsClassifier", "KNeighborsRegressor"];
  const estimators = LIBRARY_STEPS.filter((step) => isEstimator(step.prototype));
  test("the list of estimators is not empty", () => expect(estimators.length).toBeGreaterThan(20));
  for (const step of estimators) {
    test(step.type, () => {
      const create = () => {
        const isMeta = step.prototype instanceof MetaClassifier;
        return new (step as unknown as StepClass)(isMeta ? { estimator: new GaussianNB() } : {}) as Estimator;
      };
      const estimator = create();
      const target = estimator.kind === "classifier" ? "two" : "number";
      if (TAKES_NONE.includes(step.type)) {
        expect(() => fit(estimator, train, target)).toThrow(`${step.type} does not take sample_weight`);
        return;
      }
      const equal = new Float64Array(train.X.rows).fill(1);
      const rows = tableOf(tested.X);
      const weighted = outputs(fit(estimator, train, target), rows);
      const plain = outputs(fit(create(), train, target, equal), rows);
      expect(weighted.every(Number.isFinite)).toBe(true);
      if (estimator.kind !== "outlier_detector" && estimator.kind !== "clusterer") {
        expect(weighted).not.toEqual(plain);
      }
    });
  }
});

describe("weights that mean nothing are refused", () => {
  const bad = (values: number[]) => {
    const weights = train.weights.slice();
    weights.set(values);
    return weights;
  };
  const cases: [string, Float64Array, string][] = [
    ["negative", bad([1, -0.5]), "number of at least 0"],
    ["missing", bad([Number.NaN]), "number of at least 0"],
    ["infinite", bad([Number.POSITIVE_INFINITY]), "must be positive and finite"],
    ["all 0", new Float64Array(train.X.rows), "must be positive and finite, got 0"],
    ["too few", train.weights.slice(1), `has ${train.X.rows - 1} weights for ${train.X.rows} rows`],
    [
      "0 for a class",
      train.targets.three.map((code) => Number(code !== 2)),
      'is 0 for all rows of some classes: "2"',
    ],
  ];
  for (const [name, weights, message] of cases) {
    test(name, () => {
      expect(() => fit(new LogisticRegression(), train, "three", weights)).toThrow(message);
    });
  }

  test("by a solver that does not know weights", () => {
    const estimator = new LogisticRegression({ solver: "gradient_descent" });
    expect(() => fit(estimator, train, "two")).toThrow("sample_weight needs the solver lbfgs");
  });
});

test("the transformers of a pipeline do not see the weights", () => {
  const { X, targets, weights } = train;
  const scaler = new StandardScaler();
  new Pipeline([scaler, new LogisticRegression()]).fit(
    tableOf(X),
    labelsOf(targets.two),
    undefined,
    undefined,
    weights,
  );
  const alone = new StandardScaler();
  alone.fit(tableOf(X));
  expect(scaler.state).toEqual(alone.state);
});
