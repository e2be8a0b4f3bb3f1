import { describe, expect, test } from "bun:test";
import { CalibratedClassifierCV } from "../../../src/learn/calibration/calibrated-classifier-cv.ts";
import { ValueError } from "../../../src/learn/core/errors.ts";
import { ClassifierEstimator } from "../../../src/learn/core/estimator.ts";
import type { FitMonitor } from "../../../src/learn/core/fit-monitor.ts";
import { encodeClasses } from "../../../src/learn/core/labels.ts";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { decodeMessagePack, encodeMessagePack } from "../../../src/learn/core/messagepack.ts";
import type { NoParameters } from "../../../src/learn/core/parameters.ts";
import { Random } from "../../../src/learn/core/random.ts";
import type { PlainData, StepState } from "../../../src/learn/core/step.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { PCA } from "../../../src/learn/decomposition/pca.ts";
import { RandomForestClassifier } from "../../../src/learn/ensemble/forest/random-forest-classifier.ts";
import { HistGradientBoostingClassifier } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { Explainer } from "../../../src/learn/inspection/explainer.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { FixedThresholdClassifier } from "../../../src/learn/model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "../../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { GaussianNB } from "../../../src/learn/naive-bayes/gaussian-nb.ts";
import { KNeighborsClassifier } from "../../../src/learn/neighbors/k-neighbors-classifier.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { LinearSVC } from "../../../src/learn/svm/linear-svc.ts";
import { SVC } from "../../../src/learn/svm/svc.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { pack } from "../fit-and-apply.ts";

const random = new Random(11);
const ROWS = Array.from({ length: 240 }, (_, i) => ({
  a: random.normal() + (i % 3),
  b: random.normal() - (i % 2),
  c: random.normal() * 5,
}));
const X = pack(ROWS);
const THREE = pack(ROWS.map((_, i) => ({ y: ["x", "y", "z"][i % 3]! })));
const TWO = pack(ROWS.map((_, i) => ({ y: i % 3 === 2 ? "yes" : "no" })));
const three = encodeClasses(THREE);
const two = encodeClasses(TWO);

/** Returns the reports and the warnings of a fit. */
function observed(fit: (monitor: FitMonitor) => unknown) {
  const reports: [done: number, maximum: number][] = [];
  const warnings: string[] = [];
  fit({
    iteration: (done, maximum) => reports.push([done, maximum]),
    warn: (message) => warnings.push(message),
  });
  return { reports, warnings };
}

describe("a calibrated classifier", () => {
  test("fits clones, and leaves the classifier that it was given unfitted", () => {
    const estimator = new LinearSVC();
    const model = new CalibratedClassifierCV({ estimator }).fit(X, three);
    expect(() => estimator.state).toThrow(/not fitted/);
    expect(model.inner).toHaveLength(5);
    expect(new Set(model.inner.map((each) => JSON.stringify(each.state))).size).toBe(5);
    for (const each of model.inner) expect(each.parameters).toEqual(estimator.parameters);
    expect(new CalibratedClassifierCV({ estimator, ensemble: false }).fit(X, three).inner).toHaveLength(1);
  });

  test("without ensemble predicts by the classifier that is fitted to all rows", () => {
    const model = new CalibratedClassifierCV({ estimator: new GaussianNB(), ensemble: false }).fit(X, two);
    expect(model.inner[0]!.state).toEqual(new GaussianNB().fit(X, two).state);
  });

  test("stores the classifiers inside its state, and a restored one cannot be fitted again", () => {
    const model = new TunedThresholdClassifierCV({
      estimator: new CalibratedClassifierCV({ estimator: new SVC() }),
    }).fit(X, two);
    const bytes = encodeMessagePack(model.toState() as unknown as PlainData);
    const restored = restoreStep(decodeMessagePack(bytes) as unknown as StepState) as typeof model;
    expect(restored.predictProba!(X)).toEqual(model.predictProba!(X));
    expect(restored.predict(X)).toEqual(model.predict(X));
    expect(restored.decisionThreshold).toEqual(model.decisionThreshold!);
    expect(restored.decisionFunction).toBeUndefined();
    expect(() => restored.fit(X, two)).toThrow(
      /TunedThresholdClassifierCV has no estimator to fit: once restored, it cannot be fitted again/,
    );
  });

  test("tells its progress as one fit of as many iterations as all fits have", () => {
    const forest = new RandomForestClassifier({ n_estimators: 4 });
    const own = (monitor: FitMonitor) =>
      new CalibratedClassifierCV({ estimator: forest, cv: 3 }).fit(X, two, monitor);
    expect(observed(own).reports).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, 12]));
    const model = new CalibratedClassifierCV({ estimator: new GaussianNB(), cv: 3, ensemble: false });
    const nested = new TunedThresholdClassifierCV({ estimator: model, cv: 4 });
    // A fit without iterations counts as one: 5 × (3 + 1) of them.
    expect(observed((monitor) => nested.fit(X, two, monitor)).reports).toEqual(
      Array.from({ length: 20 }, (_, i) => [i + 1, 20]),
    );
  });

  test("passes on warnings with the fold, and tells whether all fits converged", () => {
    const estimator = new LogisticRegression({ max_iter: 1 });
    const model = new CalibratedClassifierCV({ estimator, cv: 3, ensemble: false });
    const { warnings } = observed((monitor) => model.fit(X, two, monitor));
    expect(warnings.map((warning) => warning.slice(0, 26))).toEqual([
      "calibration, fold 1 of 3: ",
      "calibration, fold 2 of 3: ",
      "calibration, fold 3 of 3: ",
      expect.not.stringContaining("fold"),
    ]);
    expect(model.convergence()).toEqual({ iterations: 1, converged: false });
    const others = new CalibratedClassifierCV({ estimator: new LogisticRegression() }).fit(X, two);
    expect(others.convergence()).toEqual({ iterations: expect.any(Number), converged: true });
    expect(
      new CalibratedClassifierCV({ estimator: new GaussianNB() }).fit(X, two).convergence(),
    ).toBeUndefined();
  });

  test("knows the categories that any of its classifiers knows", () => {
    const words = pack(ROWS.map((_, i) => ({ word: i === 100 ? "rare" : i % 2 === 0 ? "even" : "odd" })));
    const boosting = new HistGradientBoostingClassifier({ max_iter: 2 });
    const model = new CalibratedClassifierCV({ estimator: boosting }).fit(words, two);
    expect(model.inner.map((each) => each.knownCategories()![0]!.includes("rare"))).toContain(false);
    expect(model.knownCategories()!.map((known) => [...known!].sort())).toEqual([["even", "odd", "rare"]]);
  });

  test("has the same probability for every row where all scores are the same, the fraction of the class", () => {
    const same = pack(ROWS.map(() => ({ a: 1 })));
    const { data } = new CalibratedClassifierCV({ estimator: new LinearSVC(), method: "isotonic" })
      .fit(same, two)
      .predictProba(same);
    expect(new Set(data.filter((_, at) => at % 2 === 1))).toEqual(new Set([data[1]!]));
    expect(data[1]!).toBeCloseTo(1 / 3, 10);
  });

  test("divides equally where isotonic curves give every class the probability 0", () => {
    const far = { classes: ["a", "b", "c"], codes: Int32Array.from({ length: 30 }, (_, i) => i % 3) };
    const table = pack(Array.from({ length: 30 }, (_, i) => ({ v: i % 3 })));
    const model = new CalibratedClassifierCV({ estimator: new Rotated(), method: "isotonic", cv: 2 });
    const { data } = model.fit(table, far).predictProba(pack([{ v: -1 }]));
    expect(Array.from(data)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  test("refuses a class with fewer rows than folds, also where the fold of another classifier has too few", () => {
    const codes = Int32Array.from({ length: 240 }, (_, i) => (i < 6 ? 1 : 0));
    const rare = { classes: ["no", "yes"], codes };
    const calibrated = new CalibratedClassifierCV({ estimator: new GaussianNB() });
    calibrated.checkBeforeFit(X, rare);
    const tuned = new TunedThresholdClassifierCV({ estimator: calibrated });
    expect(() => tuned.checkBeforeFit(X, rare)).toThrow(
      "calibration by 5 folds needs at least 5 rows of each class; the smallest has 4",
    );
    expect(() => tuned.checkBeforeFit(X, rare)).toThrow(ValueError);
  });

  test("refuses an estimator without scores, or with another number of them than classes", () => {
    const silent = new CalibratedClassifierCV({ estimator: new Silent() });
    expect(() => silent.fit(X, two)).toThrow(
      "Silent has neither decision values nor probabilities to calibrate",
    );
    const rotated = new CalibratedClassifierCV({ estimator: new Rotated(), cv: 2 });
    expect(() => rotated.fit(X, two)).toThrow("its Rotated has 3 scores for 2 classes");
  });

  test("names the row of the whole table that a fit on some of the rows refuses", () => {
    const holed = pack(ROWS.map((row, i) => (i === 200 ? { ...row, b: null } : row)));
    for (const estimator of [new LinearSVC(), new CalibratedClassifierCV({ estimator: new LinearSVC() })]) {
      const model = new CalibratedClassifierCV({ estimator });
      expect(() => model.fit(holed, two)).toThrow(/NaN \(column "b", row 200\)/);
    }
  });
});

describe("the explanation of a calibrated classifier adds up to the mean output of its classifiers before calibration:", () => {
  const sums = (model: CalibratedClassifierCV, labels: Table) => {
    const pipeline = new Pipeline([new StandardScaler(), new PCA(), model]);
    return explained(pipeline, labels);
  };
  const explained = (pipeline: Pipeline, labels: Table) => {
    pipeline.fit(X, labels);
    const explainer = new Explainer(pipeline);
    expect(explainer.unit).toBe("score");
    const T = pipeline.transform(X);
    const values = explainer.contributions(X, T);
    const k = explainer.base.length;
    return Array.from({ length: X.rows * k }, (_, at) => {
      const own = values.subarray(3 * at, 3 * at + 3);
      return explainer.base[at % k]! + own[0]! + own[1]! + own[2]!;
    });
  };
  const meanOf = (model: CalibratedClassifierCV, outputs: (estimator: ClassifierEstimator) => Float64Array) =>
    Array.from(outputs(model.inner[0]!), (_, at) => {
      return model.inner.reduce((sum, each) => sum + outputs(each)[at]!, 0) / model.inner.length;
    });
  const scaled = (pipeline: Pipeline) => pipeline.transform(X);
  const expectClose = (actual: number[], expected: number[]) => {
    expect(actual).toHaveLength(expected.length);
    expect(Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(1e-10);
  };

  test("linear models, through principal components", () => {
    const model = new CalibratedClassifierCV({ estimator: new LogisticRegression() });
    const actual = sums(model, THREE);
    const table = new Pipeline([new StandardScaler(), new PCA(), new GaussianNB()])
      .fit(X, THREE)
      .transform(X);
    expectClose(
      actual,
      meanOf(model, (each) => each.decisionFunction!(table).data),
    );
  });

  test("trees, and through a threshold", () => {
    const model = new CalibratedClassifierCV({ estimator: new RandomForestClassifier({ n_estimators: 5 }) });
    const pipeline = new Pipeline([new StandardScaler(), model]);
    const actual = explained(pipeline, TWO);
    const outputs = (each: ClassifierEstimator) =>
      each.predictProba!(scaled(pipeline)).data.filter((_, at) => at % 2 === 1);
    expectClose(actual, meanOf(model, outputs));
    const decided = new Pipeline([
      new StandardScaler(),
      new FixedThresholdClassifier({ estimator: model.clone(), threshold: 0.2 }),
    ]);
    expectClose(explained(decided, TWO), actual);
  });

  test("naive Bayes", () => {
    const model = new CalibratedClassifierCV({ estimator: new GaussianNB() });
    const pipeline = new Pipeline([new StandardScaler(), model]);
    const actual = explained(pipeline, THREE);
    const outputs = (each: ClassifierEstimator) =>
      (each as GaussianNB).jointLogLikelihood(scaled(pipeline)).data;
    expectClose(actual, meanOf(model, outputs));
  });

  test("not of one whose classifiers have none", () => {
    for (const [estimator, reason] of [
      [new KNeighborsClassifier(), /^KNeighborsClassifier has none; linear models/],
      [new SVC(), /^an SVC with kernel=rbf has no explanations/],
    ] as const) {
      for (const model of [
        new CalibratedClassifierCV({ estimator }),
        new FixedThresholdClassifier({ estimator }),
      ]) {
        const pipeline = new Pipeline([model]).fit(X, TWO);
        expect(() => new Explainer(pipeline)).toThrow(reason);
        expect(() => new Explainer(pipeline)).toThrow(ValueError);
      }
    }
  });
});

/** Its decision values for three classes are v − 1, v, v + 1, of which the true class never has a low one. */
class Rotated extends ClassifierEstimator<NoParameters, object> {
  static readonly type = "Rotated";
  override fit(): this {
    this.fitted = {};
    return this;
  }
  override predict(table: Table): Int32Array {
    return new Int32Array(table.rows);
  }
  override decisionFunction(table: Table): Matrix {
    const { rows, data: v } = table.toMatrix();
    const data = Float64Array.from({ length: 3 * rows }, (_, at) => {
      const value = v[Math.floor(at / 3)]!;
      return value < 0 ? -1 : at % 3 === value ? 1 : 0;
    });
    return { rows, columns: 3, data };
  }
}

/** Has neither probabilities nor decision values. */
class Silent extends ClassifierEstimator<NoParameters, object> {
  static readonly type = "Silent";
  override fit(): this {
    this.fitted = {};
    return this;
  }
  override predict(table: Table): Int32Array {
    return new Int32Array(table.rows);
  }
}
