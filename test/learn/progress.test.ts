import { describe, expect, test } from "bun:test";
import {
  ElasticNet,
  ExtraTreesRegressor,
  GradientBoostingClassifier,
  GradientBoostingRegressor,
  HistGradientBoostingClassifier,
  HistGradientBoostingRegressor,
  IsolationForest,
  KMeans,
  Lasso,
  LinearSVC,
  LogisticRegression,
  MLPClassifier,
  MLPRegressor,
  RandomForestClassifier,
  SVC,
  tableOf,
} from "../../src/index.ts";
import type { FitMonitor } from "../../src/learn/core/fit-monitor.ts";
import { encodeClasses, encodeTargets } from "../../src/learn/core/labels.ts";
import { SolverSequence } from "../../src/learn/core/solver-sequence.ts";

/** 300 rows of three overlapping classes, and two numbers to learn. */
const ROWS = Array.from({ length: 300 }, (_, i) => ({
  a: Math.sin(i) + (i % 3),
  b: Math.cos(2.3 * i) - (i % 3) / 2,
  c: Math.sin(i * i),
}));
const X = tableOf(ROWS);
const CLASSES = encodeClasses(tableOf(ROWS.map((_, i) => ({ y: `c${i % 3}` }))));
const TWO_CLASSES = encodeClasses(tableOf(ROWS.map((_, i) => ({ y: i % 3 === 0 }))));
const NUMBERS = encodeTargets(tableOf(ROWS.map(({ a, b, c }) => ({ y: a * b + c }))));
const TWO_NUMBERS = encodeTargets(tableOf(ROWS.map(({ a, b, c }) => ({ y: a * b + c, z: a - 2 * c }))));

interface Report {
  readonly done: number;
  readonly maximum: number;
  readonly loss: number | undefined;
}

/** Returns what a fit reports. */
function reportsOf(fit: (monitor: FitMonitor) => unknown): Report[] {
  const reports: Report[] = [];
  fit({
    iteration: (done, maximum, loss) =>
      reports.push({ done, maximum, loss: typeof loss === "function" ? loss() : loss }),
    warn() {},
  });
  return reports;
}

/** Fits with the number of iterations that they report last, and the loss if they know one. */
const FITS: Record<string, { fit: (monitor: FitMonitor) => unknown; maximum?: number; hasLoss: boolean }> = {
  lasso: {
    fit: (monitor) => new Lasso({ alpha: 0.001 }).fit(X, TWO_NUMBERS, monitor),
    hasLoss: false,
  },
  "elastic net": {
    fit: (monitor) => new ElasticNet({ alpha: 0.001 }).fit(X, TWO_NUMBERS, monitor),
    hasLoss: false,
  },
  "logistic regression by lbfgs": {
    fit: (monitor) => new LogisticRegression().fit(X, CLASSES, monitor),
    maximum: 100,
    hasLoss: true,
  },
  "logistic regression by Newton's method": {
    fit: (monitor) => new LogisticRegression({ solver: "newton-cholesky" }).fit(X, CLASSES, monitor),
    maximum: 100,
    hasLoss: true,
  },
  "linear SVC": { fit: (monitor) => new LinearSVC().fit(X, CLASSES, monitor), hasLoss: true },
  "dual linear SVC": {
    fit: (monitor) => new LinearSVC({ dual: true }).fit(X, CLASSES, monitor),
    hasLoss: false,
  },
  SVC: { fit: (monitor) => new SVC({ C: 100 }).fit(X, CLASSES, monitor), hasLoss: false },
  "MLP by adam": {
    fit: (monitor) => new MLPClassifier({ max_iter: 20 }).fit(X, CLASSES, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "MLP by lbfgs": {
    fit: (monitor) => new MLPRegressor({ solver: "lbfgs", max_iter: 20 }).fit(X, NUMBERS, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "gradient boosting": {
    fit: (monitor) => new GradientBoostingClassifier({ n_estimators: 20 }).fit(X, CLASSES, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "gradient boosting that may stop early": {
    fit: (monitor) =>
      new GradientBoostingRegressor({ n_estimators: 20, n_iter_no_change: 20 }).fit(X, NUMBERS, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "histogram gradient boosting": {
    fit: (monitor) => new HistGradientBoostingRegressor({ max_iter: 20 }).fit(X, NUMBERS, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "histogram gradient boosting that may stop early": {
    fit: (monitor) =>
      new HistGradientBoostingClassifier({
        max_iter: 20,
        early_stopping: true,
        n_iter_no_change: 20,
      }).fit(X, CLASSES, monitor),
    maximum: 20,
    hasLoss: true,
  },
  "random forest": {
    fit: (monitor) => new RandomForestClassifier({ n_estimators: 20 }).fit(X, CLASSES, monitor),
    maximum: 20,
    hasLoss: false,
  },
  "extra trees": {
    fit: (monitor) => new ExtraTreesRegressor({ n_estimators: 20 }).fit(X, NUMBERS, monitor),
    maximum: 20,
    hasLoss: false,
  },
  "isolation forest": {
    fit: (monitor) => new IsolationForest({ n_estimators: 20 }).fit(X, monitor),
    maximum: 20,
    hasLoss: false,
  },
  "k-means": {
    fit: (monitor) => new KMeans({ init: "random", n_init: 4 }).fit(X, monitor),
    hasLoss: true,
  },
};

describe.each(Object.entries(FITS))("the fit of %s", (_, { fit, maximum, hasLoss }) => {
  const reports = reportsOf(fit);

  test("reports how many iterations are done, of at most how many", () => {
    expect(reports.length).toBeGreaterThan(1);
    let before = 0;
    for (const { done, maximum: most } of reports) {
      expect(done).toBeGreaterThan(before);
      expect(most).toBeGreaterThanOrEqual(done);
      if (maximum !== undefined) expect(most).toBe(maximum);
      before = done;
    }
  });

  test(hasLoss ? "reports a loss, which falls" : "reports no loss", () => {
    const losses = reports.map(({ loss }) => loss).filter((loss) => loss !== undefined);
    if (!hasLoss) return expect(losses).toEqual([]);
    expect(losses.length).toBeGreaterThanOrEqual(reports.length - 1);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });
});

describe("the loss that a fit reports", () => {
  test("of k-means is its inertia", () => {
    const model = new KMeans({ n_clusters: 3 });
    const reports = reportsOf((monitor) => model.fit(X, monitor));
    expect(reports.at(-1)!.loss).toBeCloseTo(model.state.inertia, 8);
  });

  test("of a perceptron is that of its last pass", () => {
    const model = new MLPRegressor({ max_iter: 5 });
    const reports = reportsOf((monitor) => model.fit(X, NUMBERS, monitor));
    expect(reports.at(-1)!.loss).toBe(model.state.loss);
  });

  test("of gradient boosting is the mean squared error of the training rows", () => {
    const model = new GradientBoostingRegressor({ n_estimators: 10 });
    const reports = reportsOf((monitor) => model.fit(X, NUMBERS, monitor));
    const predicted = model.predict(X).data;
    const squares = NUMBERS.data.reduce((sum, y, i) => sum + (y - predicted[i]!) ** 2, 0);
    expect(reports.at(-1)!.loss).toBeCloseTo(squares / X.rows, 10);
  });

  test("of logistic regression is the mean log loss with its penalty", () => {
    const model = new LogisticRegression({ C: 2, tol: 1e-8, max_iter: 1000 });
    const reports = reportsOf((monitor) => model.fit(X, TWO_CLASSES, monitor));
    const { data } = model.predictProba(X);
    const loss = TWO_CLASSES.codes.reduce((sum, code, i) => sum - Math.log(data[2 * i + code]!), 0);
    const penalty = model.state.coef.reduce((sum, w) => sum + w * w, 0) / (2 * 2);
    expect(reports.at(-1)!.loss).toBeCloseTo((loss + penalty) / X.rows, 8);
  });
});

test("solvers that follow one another count as one, and each that ends early lowers the maximum", () => {
  const reports: unknown[] = [];
  const monitor: FitMonitor = { iteration: (...report) => reports.push(report), warn() {} };
  const sequence = new SolverSequence(monitor, 3, 10);
  sequence.next();
  sequence.iteration(1, 0.5);
  sequence.iteration(4, 0.25);
  sequence.next();
  sequence.next();
  sequence.iteration(2);
  expect(reports).toEqual([
    [1, 30, 0.5],
    [4, 30, 0.25],
    [6, 14, undefined],
  ]);
});
