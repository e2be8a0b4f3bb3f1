import { describe, expect, test } from "bun:test";
import { encodeKnownClasses, encodeTargets } from "../../src/learn/labels.ts";
import {
  accuracy,
  balancedAccuracy,
  f1Macro,
  logLoss,
  precisionMacro,
  recallMacro,
} from "../../src/learn/metrics/classification.ts";
import { mae, r2, rmse } from "../../src/learn/metrics/regression.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { buildSteps, excess, goldenCases } from "./golden.ts";

const FAMILIES: [string, string, number][] = [
  ["iris", "logistic_regression", 5],
  ["breast_cancer", "logistic_regression", 5],
  ["churn", "logistic_regression", 5],
  ["diabetes", "linear_models", 6],
  ["iris", "pipelines", 2],
  ["breast_cancer", "pipelines", 2],
  ["churn", "pipelines", 4],
  ["matches", "paired", 2],
];

for (const [dataset, family, count] of FAMILIES) {
  describe(`${dataset}/${family}`, () => {
    const cases = goldenCases(dataset, family);
    test(`${count} cases concern the estimators that are here`, () => {
      expect(cases.length).toBe(count);
    });
    for (const { id, tolerance, pipeline: description, test: expected, metrics, optimum, data } of cases) {
      test(`${id} fits and predicts as scikit-learn does`, () => {
        const pipeline = new Pipeline(buildSteps(description)).fit(data.trainX, data.trainY);
        if (pipeline.estimator.kind === "regressor") {
          const predicted = pipeline.predictValues(data.testX);
          const truth = encodeTargets(data.testY);
          expect(excess(predicted.data, expected.predict, tolerance)).toBeLessThanOrEqual(1);
          const own = { r2: r2(truth, predicted), rmse: rmse(truth, predicted), mae: mae(truth, predicted) };
          expectMetrics(own, metrics.test, tolerance);
          return;
        }
        expect(pipeline.predict(data.testX).map(String)).toEqual(expected.predict.map(String));
        const probabilities = pipeline.predictProba(data.testX);
        expect(excess(probabilities.data, expected.predict_proba.flat(), tolerance)).toBeLessThanOrEqual(1);
        if (optimum?.test_predict_proba) {
          const reference = optimum.test_predict_proba.flat();
          const first = probabilities.data.subarray(0, reference.length);
          expect(excess(first, reference, { rtol: 1e-6, atol: 1e-6 })).toBeLessThanOrEqual(1);
        }
        const truth = encodeKnownClasses(data.testY, pipeline.schema.classes!);
        const codes = pipeline.predictCodes(data.testX);
        const exact = {
          accuracy: accuracy(truth, codes),
          balanced_accuracy: balancedAccuracy(truth, codes),
          precision_macro: precisionMacro(truth, codes),
          recall_macro: recallMacro(truth, codes),
          f1_macro: f1Macro(truth, codes),
        };
        expectMetrics(exact, metrics.test, { rtol: 1e-9, atol: 1e-9 });
        expectMetrics({ log_loss: logLoss(truth, probabilities) }, metrics.test, tolerance);
      });
    }
  });
}

/** Compares the metrics that the case records; the smaller cases record some of them only. */
function expectMetrics(
  own: Record<string, number>,
  reference: Record<string, number>,
  tolerance: { rtol: number; atol: number },
): void {
  const recorded = Object.entries(own).filter(([name]) => name in reference);
  expect(recorded.length).toBeGreaterThan(0);
  for (const [name, value] of recorded) {
    expect([name, excess([value], [reference[name]!], tolerance) <= 1]).toEqual([name, true]);
  }
}
