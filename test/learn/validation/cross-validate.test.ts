import { expect, test } from "bun:test";
import { encodeTargets } from "../../../src/learn/labels.ts";
import { Ridge } from "../../../src/learn/linear/ridge.ts";
import { r2Score } from "../../../src/learn/metrics/regression-scores.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { crossValidate, type Score } from "../../../src/learn/validation/cross-validate.ts";
import { KFold } from "../../../src/learn/validation/k-fold.ts";
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
  const { scores, mean, std } = crossValidate(create, FEATURES, LABELS, folds, r2).r2!;
  [0.99116777858745, 0.994008816971759, 0.9950060035468977].forEach((score, fold) => {
    expect(scores[fold]).toBeCloseTo(score, 12);
  });
  expect(mean).toBeCloseTo(0.9933941997020357, 12);
  expect(std).toBeCloseTo(0.0016261013705616348, 12);
});

test("a score that one fold lacks has no mean", () => {
  const folds = new KFold({ n_splits: 3 }).split(30);
  let fold = 0;
  const score: Score = (): Record<string, number> => (fold++ === 1 ? {} : { odd: 1 });
  const { odd } = crossValidate(create, FEATURES, LABELS, folds, score);
  expect(Array.from(odd!.scores)).toEqual([1, Number.NaN, 1]);
  expect(odd!.mean).toBeNaN();
});

test("progress and warnings tell of the fold", () => {
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
