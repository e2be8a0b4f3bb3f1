import { describe, expect, test } from "bun:test";
import {
  BinomialLoss,
  ExponentialLoss,
  MultinomialLoss,
} from "../../../src/learn/ensemble/gradient-boosting/class-boosting-loss.ts";
import { GradientBoostingClassifier } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-classifier.ts";
import { GradientBoostingRegressor } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import {
  BOOSTING_LOSSES,
  boostingLoss,
} from "../../../src/learn/ensemble/gradient-boosting/regression-boosting-loss.ts";
import { invertedCdfQuantile, quantileFromBelow } from "../../../src/learn/linalg/quantiles.ts";
import { distance, referenceData, targetsOf } from "../tree/data.ts";
import { BOOSTED } from "../tree/reference.ts";

const data = referenceData();

describe("boosted trees are the same as scikit-learn's:", () => {
  for (const { kind, params, importances, output } of BOOSTED) {
    test(`${kind} ${JSON.stringify(params)}`, () => {
      const model =
        kind === "r"
          ? new GradientBoostingRegressor(params).fit(data.X, data.numbers)
          : new GradientBoostingClassifier(params).fit(data.X, kind === "c" ? data.classes : data.binary);
      const raw =
        model instanceof GradientBoostingClassifier
          ? model.decisionFunction(data.probes)
          : model.predict(data.probes);
      expect(distance(raw.data, output)).toBeLessThan(1e-10);
      expect(distance(model.featureImportances(), importances)).toBeLessThan(1e-10);
    });
  }
});

describe("losses", () => {
  const y = Int32Array.of(0, 1, 1, 0, 1);
  const raw = Float64Array.of(0.3, -1.2, 0.9, 2.1, 0.05);

  test("of two classes have the gradient of the mean loss", () => {
    for (const [loss, factor] of [
      [new BinomialLoss(y), 2],
      [new ExponentialLoss(y), 1],
    ] as const) {
      const gradient = new Float64Array(5);
      loss.gradient(raw, 0, gradient);
      for (let i = 0; i < 5; i++) {
        const slope = difference((values) => loss.meanLoss(values, y), raw, i);
        expect((-factor * gradient[i]!) / 5).toBeCloseTo(slope, 8);
      }
    }
  });

  test("of three classes have the gradient of the mean loss", () => {
    const codes = Int32Array.of(0, 2, 1);
    const scores = Float64Array.of(0.1, 0.2, -0.4, 1.5, -0.3, 0.2, 0, 0.7, 0.1);
    const loss = new MultinomialLoss(codes, 3);
    loss.prepare(scores);
    const gradient = new Float64Array(3);
    for (let k = 0; k < 3; k++) {
      loss.gradient(scores, k, gradient);
      for (let i = 0; i < 3; i++) {
        const slope = difference((values) => loss.meanLoss(values, codes), scores, i * 3 + k);
        expect(-gradient[i]! / 3).toBeCloseTo(slope, 8);
      }
    }
  });

  test("of numbers have the gradient of the mean loss", () => {
    const targets = Float64Array.of(1, -2, 0.5, 4, 3);
    for (const name of BOOSTING_LOSSES) {
      const loss = boostingLoss(name, targets, 0.7);
      loss.prepare(raw);
      const gradient = new Float64Array(5);
      loss.gradient(raw, 0, gradient);
      // Half the squared error has the residual as its gradient.
      const factor = name === "squared_error" ? 2 : 1;
      for (let i = 0; i < 5; i++) {
        const slope = difference((values) => loss.meanLoss(values, targets), raw, i);
        expect((-factor * gradient[i]!) / 5).toBeCloseTo(slope, 6);
      }
    }
  });

  test("use quantiles that are values for leaves and interpolated ones for the start", () => {
    expect(invertedCdfQuantile(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2);
    expect(quantileFromBelow(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2.5);
    expect(
      invertedCdfQuantile(
        Float64Array.from({ length: 30 }, (_, i) => i),
        0.1,
      ),
    ).toBe(2);
  });
});

describe("early stopping", () => {
  test("ends before n_estimators stages, and reports the number of stages", () => {
    const model = new GradientBoostingRegressor({
      n_estimators: 500,
      n_iter_no_change: 3,
      learning_rate: 0.5,
    });
    const { iterations } = model.fit(data.X, data.numbers).convergence();
    expect(iterations).toBeGreaterThan(3);
    expect(iterations).toBeLessThan(200);
    expect(model.state.forest.roots.length).toBe(iterations);
  });

  test("holds out rows of every class", () => {
    const model = new GradientBoostingClassifier({
      n_estimators: 300,
      n_iter_no_change: 2,
      learning_rate: 0.8,
    });
    expect(model.fit(data.X, data.classes).convergence().iterations).toBeLessThan(300);
  });
});

describe("subsample", () => {
  test("draws different rows for different seeds, and the same rows for the same seed", () => {
    const fit = (random_state: number) =>
      new GradientBoostingRegressor({ subsample: 0.5, n_estimators: 5, random_state }).fit(
        data.X,
        data.numbers,
      ).state.forest.threshold;
    expect(fit(1)).toEqual(fit(1));
    expect(fit(1)).not.toEqual(fit(2));
  });
});

test("parameters out of range are refused with the range", () => {
  const refused: [object, RegExp][] = [
    [{ learning_rate: -0.1 }, /learning_rate=-0.1 must be a finite number of at least 0/],
    [{ n_estimators: 0 }, /n_estimators=0 must be a whole number from 1/],
    [{ subsample: 0 }, /subsample=0 must be a number in \(0, 1\]/],
    [{ validation_fraction: 1 }, /validation_fraction=1 must be a number in \(0, 1\)/],
    [{ n_iter_no_change: 0 }, /n_iter_no_change=0 must be a whole number from 1 .* or null/],
    [{ loss: "deviance" }, /loss="deviance" must be/],
    [{ criterion: "mse" }, /criterion="mse" must be/],
    [{ init: "mean" }, /init="mean" must be "zero" or null/],
    [{ tol: -1 }, /tol=-1/],
  ];
  for (const [parameters, message] of refused) {
    expect(() => new GradientBoostingRegressor(parameters).fit(data.X, data.numbers)).toThrow(message);
  }
  expect(() => new GradientBoostingRegressor({ alpha: 1 }).fit(data.X, data.numbers)).toThrow(/alpha=1/);
  expect(() => new GradientBoostingRegressor().fit(data.X, data.outputs)).toThrow(/learns one label, got 2/);
  expect(() => new GradientBoostingClassifier({ loss: "exponential" }).fit(data.X, data.classes)).toThrow(
    /for two classes, got 3/,
  );
});

test("a single training row is predicted exactly", () => {
  const model = new GradientBoostingRegressor().fit(data.X.takeRows([0]), targetsOf([4]));
  expect(model.predict(data.X).data[7]).toBe(4);
});

/** Returns the derivative of `f` with respect to entry `at`, by central differences. */
function difference(f: (values: Float64Array) => number, values: Float64Array, at: number): number {
  const h = 1e-6;
  const up = values.slice();
  const down = values.slice();
  up[at]! += h;
  down[at]! -= h;
  return (f(up) - f(down)) / (2 * h);
}
