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
          const own = [r2(truth, predicted), rmse(truth, predicted), mae(truth, predicted)];
          const { test: reference } = metrics;
          expect(excess(own, [reference.r2, reference.rmse, reference.mae], tolerance)).toBeLessThanOrEqual(
            1,
          );
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
        const { test: reference } = metrics;
        const exact = { rtol: 1e-9, atol: 1e-9 };
        expect(excess([accuracy(truth, codes)], [reference.accuracy], exact)).toBeLessThanOrEqual(1);
        expect(
          excess([balancedAccuracy(truth, codes)], [reference.balanced_accuracy], exact),
        ).toBeLessThanOrEqual(1);
        expect(
          excess([precisionMacro(truth, codes)], [reference.precision_macro], exact),
        ).toBeLessThanOrEqual(1);
        expect(excess([recallMacro(truth, codes)], [reference.recall_macro], exact)).toBeLessThanOrEqual(1);
        expect(excess([f1Macro(truth, codes)], [reference.f1_macro], exact)).toBeLessThanOrEqual(1);
        expect(excess([logLoss(truth, probabilities)], [reference.log_loss], tolerance)).toBeLessThanOrEqual(
          1,
        );
      });
    }
  });
}
