import { describe, expect, test } from "bun:test";
import { CalibratedClassifierCV } from "../../../src/learn/calibration/calibrated-classifier-cv.ts";
import { isotonicCurve, valuesOf } from "../../../src/learn/calibration/isotonic-curve.ts";
import { FixedThresholdClassifier } from "../../../src/learn/model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "../../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { classifierOf, dataOf, FIGURES } from "./golden.ts";

/** scikit-learn's minimisers stop before the last digits: L-BFGS at a gradient of 1e-6. */
const OF_MINIMISER = 1e-6;

/** Returns the largest difference; infinite for lists of different lengths. */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length || actual.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]!)));
}

describe("CalibratedClassifierCV has scikit-learn's probabilities:", () => {
  for (const golden of FIGURES.cases) {
    const { dataset, estimator, method, ensemble, cv, probabilities } = golden;
    test(`${dataset}, ${estimator}, ${method}, ${cv} folds${ensemble ? "" : ", without ensemble"}`, () => {
      const { X, y, shown } = dataOf(golden);
      const model = new CalibratedClassifierCV({ estimator: classifierOf(golden), method, ensemble, cv });
      const { data } = model.fit(X, y).predictProba(shown);
      expect(difference(data, probabilities)).toBeLessThan(OF_MINIMISER);
    });
  }

  test("for every method, and with and without ensemble", () => {
    const kinds = new Set(FIGURES.cases.map(({ method, ensemble }) => `${method} ${ensemble}`));
    expect(kinds.size).toBe(6);
  });
});

describe("TunedThresholdClassifierCV has scikit-learn's threshold, score and predictions:", () => {
  for (const golden of FIGURES.thresholds) {
    const { dataset, estimator, calibrate, tuned, threshold, score, predictions } = golden;
    test(`${dataset}, ${estimator}, ${JSON.stringify({ calibrate, ...tuned })}`, () => {
      const { X, y, shown } = dataOf(golden);
      const classifier = classifierOf(golden);
      const inner =
        calibrate === null
          ? classifier
          : new CalibratedClassifierCV({ estimator: classifier, method: calibrate });
      const model = new TunedThresholdClassifierCV({ estimator: inner, ...tuned }).fit(X, y);
      expect(difference([model.state.threshold, model.state.best_score], [threshold, score])).toBeLessThan(
        OF_MINIMISER,
      );
      expect(Array.from(model.predict(shown))).toEqual([...predictions]);
    });
  }
});

describe("FixedThresholdClassifier has scikit-learn's predictions:", () => {
  for (const golden of FIGURES.fixed) {
    test(`${golden.dataset}, ${golden.estimator}, ${JSON.stringify(golden.fixed)}`, () => {
      const { X, y, shown } = dataOf(golden);
      const model = new FixedThresholdClassifier({ estimator: classifierOf(golden), ...golden.fixed });
      expect(Array.from(model.fit(X, y).predict(shown))).toEqual([...golden.predictions]);
    });
  }
});

describe("an isotonic curve has the values of scikit-learn's IsotonicRegression:", () => {
  for (const { x, y, at, values } of FIGURES.isotonic) {
    test(`${x.length} rows`, () => {
      const curve = isotonicCurve(Float64Array.from(x), y, new Float64Array(x.length).fill(1));
      expect(difference(valuesOf(curve, Float64Array.from(at)), values)).toBeLessThan(1e-12);
    });
  }
});
