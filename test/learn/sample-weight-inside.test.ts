import { describe, expect, test } from "bun:test";
import { CalibratedClassifierCV } from "../../src/learn/calibration/calibrated-classifier-cv.ts";
import { TransformedTargetRegressor } from "../../src/learn/compose/transformed-target-regressor.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import type { Estimator } from "../../src/learn/core/estimator.ts";
import { Random } from "../../src/learn/core/random.ts";
import { LogisticRegression } from "../../src/learn/linear-model/logistic-regression.ts";
import { FixedThresholdClassifier } from "../../src/learn/model-selection/fixed-threshold-classifier.ts";
import { TunedThresholdClassifierCV } from "../../src/learn/model-selection/tuned-threshold-classifier-cv.ts";
import { GaussianNB } from "../../src/learn/naive-bayes/gaussian-nb.ts";
import { KNeighborsClassifier } from "../../src/learn/neighbors/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "../../src/learn/neighbors/k-neighbors-regressor.ts";
import { Pipeline } from "../../src/learn/pipeline.ts";
import { pack } from "./fit-and-apply.ts";

// The figures of scikit-learn are in sample-weight.test.ts.

const N = 120;
const random = new Random(5);
const ROWS = Array.from({ length: N }, (_, i) => ({ a: random.normal() + (i % 3), b: random.normal() }));
const LABELS = pack(ROWS.map((_, i) => ({ y: i % 3 === 2 ? "yes" : "no" })));
/** Every fourth row has none. */
const WEIGHTS: Float64Array = Float64Array.from(ROWS, (_, i) => i % 4);
const METHODS = ["sigmoid", "isotonic", "temperature"] as const;

function fit(estimator: Estimator, weights = WEIGHTS, rows = ROWS, labels = LABELS): Pipeline {
  return new Pipeline([estimator]).fit(pack(rows), labels, undefined, undefined, weights);
}

describe("neither the fits nor the calibration of CalibratedClassifierCV see a row of weight 0:", () => {
  const moved = ROWS.map((row, i) => (WEIGHTS[i] === 0 ? { a: 40 - 30 * (i % 3), b: 9 * row.b } : row));
  for (const method of METHODS) {
    for (const ensemble of [true, false]) {
      test(`${method}${ensemble ? "" : " without ensemble"}`, () => {
        const probabilities = (rows: typeof ROWS, weights: Float64Array) => {
          const model = new CalibratedClassifierCV({ estimator: new LogisticRegression(), method, ensemble });
          return fit(model, weights, rows).classify(pack(ROWS)).probabilities!.data;
        };
        expect(probabilities(moved, WEIGHTS)).toEqual(probabilities(ROWS, WEIGHTS));
        const equal = new Float64Array(N).fill(1);
        expect(probabilities(moved, equal)).not.toEqual(probabilities(ROWS, equal));
      });
    }
  }
});

describe("weights that differ beyond all measure leave probabilities that are numbers in [0, 1]:", () => {
  for (const method of METHODS) {
    for (const [small, large] of [
      [5e-324, 1e300],
      [1e-300, 1],
      [5e-324, 1e-323],
      [1e303, 1e305],
    ] as const) {
      test(`${method}, ${small} and ${large}`, () => {
        const model = new CalibratedClassifierCV({ estimator: new GaussianNB(), method, ensemble: false });
        const weights = WEIGHTS.map((weight) => (weight > 1 ? large : small));
        const { data } = fit(model, weights).classify(pack(ROWS)).probabilities!;
        expect(data.every((p) => p >= 0 && p <= 1)).toBe(true);
      });
    }
  }
});

test("TunedThresholdClassifierCV chooses the threshold by scores without weights, of fits with them", () => {
  const model = new TunedThresholdClassifierCV({ estimator: new GaussianNB(), scoring: "accuracy" });
  fit(model);
  expect(model.inner[0]!.state).toEqual((fit(new GaussianNB()).estimator as GaussianNB).state);
  // A mean of five accuracies of 24 rows each, whatever these weigh.
  expect(model.state.best_score * N).toBeCloseTo(Math.round(model.state.best_score * N), 9);
  const plain = new TunedThresholdClassifierCV({ estimator: new GaussianNB(), scoring: "accuracy" });
  fit(plain, new Float64Array(N).fill(1));
  expect(model.state.threshold).not.toBe(plain.state.threshold);
});

describe("an estimator that takes no weights is refused inside", () => {
  const estimator = new KNeighborsClassifier();
  const outer: Estimator[] = [
    new CalibratedClassifierCV({ estimator }),
    new FixedThresholdClassifier({ estimator }),
    new TunedThresholdClassifierCV({ estimator: new CalibratedClassifierCV({ estimator }) }),
    new TransformedTargetRegressor({ regressor: new KNeighborsRegressor() }),
  ];
  for (const each of outer) {
    test(`a ${each.type}`, () => {
      const labels = each.kind === "regressor" ? pack(ROWS.map(({ a }) => ({ y: a }))) : LABELS;
      expect(() => fit(each, WEIGHTS, ROWS, labels)).toThrow(
        /^KNeighbors(Classifier|Regressor) does not take sample_weight/,
      );
      new Pipeline([each]).fit(pack(ROWS), labels);
    });
  }
});

describe("a class without weight in a fold is refused before the fit, with the remedy:", () => {
  const rest =
    'sample_weight is 0 for all rows of some classes: "yes"; leave the rows of weight 0 out of the training, so that those of each fold have weights';
  /** Only those of the rows labelled yes at these places among them have a weight. */
  const among = (places: (place: number) => boolean) =>
    Float64Array.from(ROWS, (_, i) => (i % 3 !== 2 || places((i - 2) / 3) ? 1 : 0));
  const calibrated = (ensemble: boolean) =>
    new CalibratedClassifierCV({ estimator: new GaussianNB(), ensemble });
  const tuned = (estimator = new GaussianNB() as CalibratedClassifierCV | GaussianNB) =>
    new TunedThresholdClassifierCV({ estimator, cv: 4 });
  const inSecond = among((place) => place >= 8 && place < 16);
  const notInThird = among((place) => place < 16 || place >= 24);
  const cases: [string, Estimator, Float64Array, string][] = [
    ["where it is fitted", calibrated(false), inSecond, "calibration, fold 2 of 5, rows outside it"],
    ["where it is calibrated", calibrated(true), notInThird, "calibration, fold 3 of 5, rows in it"],
    [
      "where a fit for a threshold is",
      tuned(),
      among((place) => place < 10),
      "choosing a threshold, fold 1 of 4, rows outside it",
    ],
    [
      "in a fold of a fold",
      tuned(calibrated(false)),
      among((place) => place < 10 || place === 12),
      "calibration, fold 1 of 5, rows outside it",
    ],
  ];
  for (const [name, estimator, weights, place] of cases) {
    test(name, () => {
      const check = () => new Pipeline([estimator]).checkBeforeFit(pack(ROWS), LABELS, weights);
      expect(check).toThrow(`${place}: ${rest}`);
      expect(check).toThrow(ValueError);
      expect(() => fit(estimator, weights)).toThrow(`${place}: ${rest}`);
    });
  }

  test("but not where nothing is learnt from the rows of the fold", () => {
    fit(calibrated(false), notInThird);
    fit(
      tuned(),
      among((place) => place < 10 || place >= 20),
    );
  });
});
