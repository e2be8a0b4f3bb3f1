import { describe, expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import {
  BINARY_LOG_LOSS,
  logLossOfClasses,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/classification-losses.ts";
import type { Loss } from "../../../../src/learn/ensemble/hist-gradient-boosting/loss.ts";
import { regressionLoss } from "../../../../src/learn/ensemble/hist-gradient-boosting/regression-losses.ts";

const CLASSES = Float64Array.of(0, 1, 1, 0, 1, 0);
const THREE = Float64Array.of(0, 1, 2, 2, 1, 0);
const TARGETS = Float64Array.of(0.5, 2, 3.25, 1, 0.75, 4);
const WEIGHTS = Float64Array.of(1, 2, 0.5, 1, 3, 1);
const RAW = [
  Float64Array.of(-1.5, 0.25, 2, 0.125, -0.75, 1),
  Float64Array.of(0.5, -0.25, 1, 3, 0.75, -1),
  Float64Array.of(0.1, 0.2, -0.3, 0.4, 2, 0.6),
];

const CASES: [string, Loss, Float64Array, Float64Array | undefined][] = [
  ["two classes", BINARY_LOG_LOSS, CLASSES, undefined],
  ["two classes with weights", BINARY_LOG_LOSS, CLASSES, WEIGHTS],
  ["three classes", logLossOfClasses(3), THREE, undefined],
  ["three classes with weights", logLossOfClasses(3), THREE, WEIGHTS],
  ["squared error", regressionLoss("squared_error", 0.5), TARGETS, undefined],
  ["absolute error", regressionLoss("absolute_error", 0.5), TARGETS, undefined],
  ["quantile", regressionLoss("quantile", 0.8), TARGETS, undefined],
  ["poisson", regressionLoss("poisson", 0.5), TARGETS, undefined],
  ["gamma", regressionLoss("gamma", 0.5), TARGETS, undefined],
];

const outFor = (loss: Loss, rows: number) =>
  Array.from({ length: loss.trees }, () => new Float32Array(rows * (loss.constantHessian ? 1 : 2)));
const meanOf = (loss: Loss, y: Float64Array, raw: Float64Array[], weights: Float64Array | undefined) =>
  loss.evaluate(y, raw, weights, outFor(loss, y.length), 0, y.length) /
  (weights?.reduce((sum, weight) => sum + weight, 0) ?? y.length);

for (const [name, loss, y, weights] of CASES) {
  describe(`the loss of ${name}`, () => {
    const raw = RAW.slice(0, loss.trees).map((values) => values.slice());
    const total = weights?.reduce((a, b) => a + b, 0) ?? y.length;
    const sumAt = (k: number, i: number, step: number) => {
      const moved = raw.map((values) => values.slice());
      moved[k]![i]! += step;
      return meanOf(loss, y, moved, weights) * total;
    };
    const stride = loss.constantHessian ? 1 : 2;
    const out = outFor(loss, y.length);
    loss.evaluate(y, raw, weights, out, 0, y.length);

    test("has the derivative of the summed loss as gradients", () => {
      for (let k = 0; k < raw.length; k++) {
        for (let i = 0; i < y.length; i++) {
          const slope = (sumAt(k, i, 1e-6) - sumAt(k, i, -1e-6)) / 2e-6;
          expect(out[k]![i * stride]!).toBeCloseTo(slope, 5);
        }
      }
    });

    test("has the second derivative as hessians, unless they count as 1", () => {
      if (loss.constantHessian) return;
      for (let k = 0; k < raw.length; k++) {
        for (let i = 0; i < y.length; i++) {
          const curvature = (sumAt(k, i, 1e-4) - 2 * sumAt(k, i, 0) + sumAt(k, i, -1e-4)) / 1e-8;
          expect(out[k]![i * stride + 1]!).toBeCloseTo(curvature, 5);
        }
      }
    });

    test("has its smallest mean over constants at the baseline", () => {
      const baseline = loss.baseline(y, weights);
      const at = (move: number, k: number) =>
        meanOf(
          loss,
          y,
          Array.from(baseline, (value, j) => new Float64Array(y.length).fill(j === k ? value + move : value)),
          weights,
        );
      for (let k = 0; k < loss.trees; k++) {
        for (const move of [-0.3, -0.01, 0.01, 0.3])
          expect(at(move, k)).toBeGreaterThanOrEqual(at(0, k) - 1e-15);
      }
    });
  });
}

test("gradients of two classes are finite for extreme scores", () => {
  const out = new Float32Array(8);
  const sum = BINARY_LOG_LOSS.evaluate(
    Float64Array.of(0, 1, 0, 1),
    [Float64Array.of(800, 800, -800, -800)],
    undefined,
    [out],
    0,
    4,
  );
  expect([...out]).toEqual([1, 0, 0, 0, 0, 0, -1, 0]);
  expect(sum).toBe(1600);
});

test("the mean loss of many rows is that of scikit-learn's formula", () => {
  const random = new Random(2);
  const raw = Float64Array.from({ length: 5000 }, () => random.normal() * 30);
  const y = raw.map((z, i) => Number(z + (i % 7) > 0));
  const plain = raw.reduce(
    (sum, z, i) => sum + Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i]! * z,
    0,
  );
  const one = new Float64Array(5000).fill(1);
  expect(meanOf(BINARY_LOG_LOSS, y, [raw], undefined)).toBeCloseTo(plain / 5000, 10);
  expect(meanOf(BINARY_LOG_LOSS, y, [raw], one)).toBeCloseTo(plain / 5000, 10);
});
