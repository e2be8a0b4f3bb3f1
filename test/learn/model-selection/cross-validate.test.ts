import { describe, expect, test } from "bun:test";
import { encodeKnownClasses, encodeTargets } from "../../../src/learn/core/labels.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { accuracyScore } from "../../../src/learn/metrics/accuracy.ts";
import { r2Score } from "../../../src/learn/metrics/regression-scores.ts";
import { crossValidate, type Score } from "../../../src/learn/model-selection/cross-validate.ts";
import { KFold } from "../../../src/learn/model-selection/k-fold.ts";
import { StratifiedKFold } from "../../../src/learn/model-selection/stratified-k-fold.ts";
import { KNeighborsRegressor } from "../../../src/learn/neighbors/k-neighbors-regressor.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { pack } from "../fit-and-apply.ts";

const FEATURES = pack(Array.from({ length: 30 }, (_, i) => ({ a: Math.sin(i), b: Math.cos(2 * i) })));
const LABELS = pack(
  Array.from({ length: 30 }, (_, i) => ({ y: 3 * Math.sin(i) - Math.cos(2 * i) + ((i * 7) % 5) / 10 })),
);
const create = () => new Pipeline([new StandardScaler(), new Ridge()]);
const r2: Score = (pipeline, features, labels) => ({
  r2: r2Score(encodeTargets(labels), pipeline.predictValues(features)),
});

test("scores are scikit-learn's cross_val_score, with NumPy's mean and standard deviation", () => {
  const folds = new KFold({ n_splits: 3 }).split(30);
  const { measured, scores: found } = crossValidate(create, FEATURES, LABELS, folds, r2);
  const { scores, mean, std } = found.r2!;
  expect(measured).toBe(3);
  [0.99116777858745, 0.994008816971759, 0.9950060035468977].forEach((score, fold) => {
    expect(scores[fold]).toBeCloseTo(score, 12);
  });
  expect(mean).toBeCloseTo(0.9933941997020357, 12);
  expect(std).toBeCloseTo(0.0016261013705616348, 12);
});

test("a score that is missing in a fold has no mean", () => {
  const folds = new KFold({ n_splits: 3 }).split(30);
  let fold = 0;
  const score: Score = (): Record<string, number> => (fold++ === 1 ? {} : { odd: 1 });
  const { measured, scores } = crossValidate(create, FEATURES, LABELS, folds, score);
  expect(measured).toBe(3);
  expect(Array.from(scores.odd!.scores)).toEqual([1, Number.NaN, 1]);
  expect(scores.odd!.mean).toBeNaN();
});

test("progress and warnings name the fold", () => {
  const told: string[] = [];
  const monitor = {
    iteration: (done: number, most: number) => void told.push(`${done} of ${most}`),
    warn: (message: string) => void told.push(message),
  };
  const folds = new KFold({ n_splits: 2 }).split(30);
  crossValidate(create, FEATURES, LABELS, folds, r2, monitor);
  expect(told).toEqual(["1 of 2", "2 of 2"]);
  expect(() => crossValidate(create, FEATURES, LABELS, [], r2)).toThrow("at least one fold");
});

describe("a fold that cannot be measured", () => {
  const rows = (n: number) =>
    pack(Array.from({ length: n }, (_, i) => ({ a: Math.sin(i), b: Math.cos(2 * i) })));
  const warnings: string[] = [];
  const monitor = { iteration() {}, warn: (message: string) => void warnings.push(message) };
  const accuracy: Score = (pipeline, features, labels) => ({
    accuracy: accuracyScore(
      encodeKnownClasses(labels, pipeline.schema.classes!),
      pipeline.predictCodes(features),
    ),
  });

  test("has the score NaN as in scikit-learn, and the mean is over the other folds", () => {
    warnings.length = 0;
    const y = pack(Array.from({ length: 11 }, (_, i) => ({ y: 3 * Math.sin(i) - Math.cos(2 * i) })));
    const neighbours = () =>
      new Pipeline([new StandardScaler(), new KNeighborsRegressor({ n_neighbors: 6 })]);
    const folds = new KFold({ n_splits: 2 }).split(11);
    const { measured, scores } = crossValidate(neighbours, rows(11), y, folds, r2, monitor);
    expect(measured).toBe(1);
    expect(scores.r2!.scores[0]).toBeNaN();
    expect(scores.r2!.scores[1]).toBeCloseTo(-0.035486391394598193, 12);
    expect([scores.r2!.mean, scores.r2!.std]).toEqual([scores.r2!.scores[1]!, 0]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^fold 1 of 2 cannot be measured and is left out: n_neighbors=6 must not be more/,
      ),
    ]);
  });

  test("because its training rows lack a class is ignored in the same way", () => {
    const y = pack(Array.from({ length: 10 }, (_, i) => ({ y: i === 9 ? "b" : "a" })));
    const create = () => new Pipeline([new StandardScaler(), new LogisticRegression()]);
    const codes = Array.from({ length: 10 }, (_, i) => (i === 9 ? 1 : 0));
    const folds = new StratifiedKFold({ n_splits: 3 }).split(codes);
    const { measured, scores } = crossValidate(create, rows(10), y, folds, accuracy);
    expect(measured).toBe(2);
    expect(Array.from(scores.accuracy!.scores)).toEqual([Number.NaN, 1, 1]);
    expect(scores.accuracy!.mean).toBe(1);
  });

  test("does not make cross-validation fail, even if no fold can be measured", () => {
    const { measured, scores } = crossValidate(
      () => new Pipeline([new KNeighborsRegressor({ n_neighbors: 30 })]),
      FEATURES,
      LABELS,
      new KFold({ n_splits: 5 }).split(30),
      r2,
    );
    expect([measured, scores]).toEqual([0, {}]);
  });

  test("because of an error in a step or a score ends the cross-validation", () => {
    const folds = new KFold({ n_splits: 3 }).split(30);
    const broken = () => {
      throw new TypeError("undefined is not a function");
    };
    expect(() => crossValidate(broken, FEATURES, LABELS, folds, r2)).toThrow(TypeError);
    expect(() => crossValidate(create, FEATURES, LABELS, folds, broken)).toThrow(TypeError);
  });
});
