import { describe, expect, test } from "bun:test";
import { CalibratedClassifierCV } from "../../../src/learn/calibration/calibrated-classifier-cv.ts";
import { encodeClasses } from "../../../src/learn/core/labels.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import {
  accuracyScore,
  balancedAccuracyScore,
  matthewsCorrcoef,
} from "../../../src/learn/metrics/accuracy.ts";
import { f1Score } from "../../../src/learn/metrics/precision-recall.ts";
import { FixedThresholdClassifier } from "../../../src/learn/model-selection/fixed-threshold-classifier.ts";
import { type ThresholdScore, thresholdCurve } from "../../../src/learn/model-selection/threshold-curve.ts";
import { TunedThresholdClassifierCV } from "../../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { LinearSVC } from "../../../src/learn/svm/linear-svc.ts";
import { pack } from "../fit-and-apply.ts";

const random = new Random(5);
const ROWS = Array.from({ length: 300 }, () => ({ a: random.normal(), b: random.normal() }));
const X = pack(ROWS);
const y = encodeClasses(pack(ROWS.map(({ a }) => ({ y: a + random.normal() > 1 ? "yes" : "no" }))));

describe("a threshold", () => {
  test("changes the classes and neither probabilities nor decision values", () => {
    const plain = new LogisticRegression().fit(X, y);
    const model = new FixedThresholdClassifier({ estimator: new LogisticRegression(), threshold: 0.2 }).fit(
      X,
      y,
    );
    expect(model.predictProba!(X)).toEqual(plain.predictProba(X));
    expect(model.decisionFunction!(X)).toEqual(plain.decisionFunction(X));
    expect(model.decisionThreshold).toEqual({ value: 0.2, of: "probability" });
    const { codes, probabilities } = model.classify(X);
    expect(codes).toEqual(model.predict(X));
    expect(Array.from(codes)).toEqual(
      Array.from(codes, (_, i) => (probabilities!.data[2 * i + 1]! >= 0.2 ? 1 : 0)),
    );
    expect(codes).not.toEqual(plain.predict(X));
  });

  test("is reached by a score that equals it", () => {
    const [, p] = new LogisticRegression().fit(X, y).predictProba(X.takeRows([0])).data;
    const at = (threshold: number) =>
      new FixedThresholdClassifier({ estimator: new LogisticRegression(), threshold })
        .fit(X, y)
        .predict(X.takeRows([0]))[0];
    expect([at(p!), at(p! + 1e-12)]).toEqual([1, 0]);
  });

  test("is of decision values where there are no probabilities", () => {
    const model = new FixedThresholdClassifier({ estimator: new LinearSVC() }).fit(X, y);
    expect(model.predictProba).toBeUndefined();
    expect(model.decisionThreshold).toEqual({ value: 0, of: "decision_value" });
    expect(model.classify(X)).toEqual({ codes: model.predict(X), probabilities: undefined });
    expect(model.predict(X)).toEqual(new LinearSVC().fit(X, y).predict(X));
    const calibrated = new CalibratedClassifierCV({ estimator: new LinearSVC() });
    expect(new FixedThresholdClassifier({ estimator: calibrated }).decisionFunction).toBeUndefined();
  });

  test("that is chosen may be one of a list, in any order", () => {
    const estimator = new LogisticRegression();
    const chosen = (thresholds: number[]) =>
      new TunedThresholdClassifierCV({ estimator, scoring: "f1", thresholds }).fit(X, y).state.threshold;
    expect(chosen([0.9, 0.3, 0.05])).toBe(0.3);
    expect(chosen([0.05, 0.3, 0.9])).toBe(0.3);
  });

  test("cannot be chosen for a class of a single row, and a class with fewer rows than folds is warned of", () => {
    const rare = (count: number) => ({
      classes: ["no", "yes"],
      codes: Int32Array.from(ROWS, (_, i) => (i < count ? 1 : 0)),
    });
    const warnings: string[] = [];
    const monitor = { iteration() {}, warn: (message: string) => void warnings.push(message) };
    const model = new TunedThresholdClassifierCV({ estimator: new LogisticRegression() });
    expect(() => model.fit(X, rare(1))).toThrow(
      "choosing a threshold by 5 folds needs at least 2 rows of each class; the smallest has 1",
    );
    const few = Array.from({ length: 6 }, (_, i) => i);
    const halves = { classes: ["no", "yes"], codes: Int32Array.from(few, (i) => i % 2) };
    expect(() => model.fit(X.takeRows(few), halves)).toThrow(
      "choosing a threshold by 5 folds needs a class of at least 5 rows; the largest has 3",
    );
    model.fit(X, rare(3), monitor);
    expect(warnings).toEqual(["the smallest class has only 3 rows, fewer than n_splits=5"]);
  });
});

test("scores at thresholds are those of the metrics, also where a class is absent", () => {
  const scores = Float64Array.from({ length: 90 }, () => Math.round(20 * random.next()) / 20);
  const metrics: Record<ThresholdScore, (truth: Int32Array, predicted: Int32Array) => number> = {
    accuracy: accuracyScore,
    balanced_accuracy: balancedAccuracyScore,
    f1: f1Score,
    f1_macro: (truth, predicted) => f1Score(truth, predicted, { average: "macro" }),
    matthews_corrcoef: matthewsCorrcoef,
  };
  const mixed = Int32Array.from(scores, (score) => (score + random.normal() / 3 > 0.5 ? 1 : 0));
  for (const codes of [mixed, new Int32Array(90)]) {
    for (const [name, metric] of Object.entries(metrics)) {
      const curve = thresholdCurve(scores, codes, 13, name as ThresholdScore);
      expect(curve.thresholds).toHaveLength(13);
      curve.thresholds.forEach((threshold, i) => {
        const predicted = Int32Array.from(scores, (score) => (score >= threshold ? 1 : 0));
        expect([name, curve.scores[i]!]).toEqual([name, expect.closeTo(metric(codes, predicted), 12)]);
      });
    }
  }
});
