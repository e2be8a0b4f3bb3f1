import { describe, expect, test } from "bun:test";
import { isotonicCurve, valuesOf } from "../../../src/learn/calibration/isotonic-curve.ts";
import { fitSigmoid, sigmoidOf } from "../../../src/learn/calibration/sigmoid.ts";
import { fitTemperature, probabilitiesAt } from "../../../src/learn/calibration/temperature.ts";
import { Random } from "../../../src/learn/core/random.ts";

const random = new Random(3);
const scores = Float64Array.from({ length: 200 }, () => 3 * random.normal());
const positive = Uint8Array.from(scores, (score) => (score + 2 * random.normal() > 1 ? 1 : 0));
const equal = (rows: number) => new Float64Array(rows).fill(1);
const ones = equal(200);
/** Weights from 1e-4 to 9. */
const weights = Float64Array.from(scores, (_, i) => (i % 7 === 0 ? 1e-4 : 1 + (i % 9)));

describe("Platt's sigmoid", () => {
  /** The gradient of the loss by (a, b), which is 0 at the minimum. */
  function gradient(
    { a, b }: { a: number; b: number },
    F: Float64Array,
    flags: Uint8Array,
    weights: Float64Array,
  ): [number, number] {
    const positives = flags.reduce((sum, one, i) => sum + one * weights[i]!, 0);
    const negatives = flags.reduce((sum, one, i) => sum + (1 - one) * weights[i]!, 0);
    const high = (positives + 1) / (positives + 2);
    const low = 1 / (negatives + 2);
    let [byA, byB] = [0, 0];
    sigmoidOf({ a, b }, F).forEach((p, i) => {
      const rest = weights[i]! * ((flags[i] === 1 ? high : low) - p);
      byA += rest * F[i]!;
      byB += rest;
    });
    return [byA, byB];
  }

  test("is at the minimum of its loss, for scores of any size, also if they separate the classes", () => {
    const separated = Uint8Array.from(scores, (score) => (score > 0.3 ? 1 : 0));
    for (const flags of [positive, separated]) {
      for (const factor of [1, 1e-100, 1e100]) {
        for (const own of [ones, weights, weights.map((weight) => 1e-9 * weight)]) {
          const F = scores.map((score) => factor * score);
          const [byA, byB] = gradient(fitSigmoid(F, flags, own), F, flags, own);
          const total = own.reduce((sum, weight) => sum + weight, 0);
          expect(Math.abs(byA / factor / total)).toBeLessThan(1e-11);
          expect(Math.abs(byB / total)).toBeLessThan(1e-11);
        }
      }
    }
  });

  test("does not depend on the size of the scores", () => {
    const plain = sigmoidOf(fitSigmoid(scores, positive, ones), scores);
    const large = scores.map((score) => 1e6 * score);
    sigmoidOf(fitSigmoid(large, positive, ones), large).forEach((p, i) => {
      expect(p).toBeCloseTo(plain[i]!, 10);
    });
  });

  test("is constant where the scores are, at the mean of the targets", () => {
    for (const score of [0, 7, 1e-300]) {
      const same = new Float64Array(30).fill(score);
      const flags = Uint8Array.from(same, (_, i) => (i < 10 ? 1 : 0));
      const [p] = sigmoidOf(fitSigmoid(same, flags, equal(30)), same);
      expect(p!).toBeCloseTo((10 * (11 / 12) + 20 * (1 / 22)) / 30, 10);
    }
  });
});

describe("an isotonic curve", () => {
  test("never falls, and no other such curve is closer to the rows", () => {
    const curve = isotonicCurve(scores, positive, weights);
    const own = valuesOf(curve, scores);
    const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
    let residual = 0;
    for (let i = 0; i < order.length; i++) {
      if (i > 0) expect(own[order[i]!]!).toBeGreaterThanOrEqual(own[order[i - 1]!]!);
      // The conditions of the optimum: residuals of the rows so far sum to 0 or more, and to 0 at each step.
      residual += weights[order[i]!]! * (positive[order[i]!]! - own[order[i]!]!);
      expect(residual).toBeGreaterThan(-1e-9);
      const isStep = i === order.length - 1 || own[order[i + 1]!]! > own[order[i]!]! + 1e-12;
      if (isStep) expect(Math.abs(residual)).toBeLessThan(1e-9);
    }
    expect(new Set(curve.y).size).toBeGreaterThan(5);
  });

  test("has the weighted mean where rows have the same score", () => {
    const x = Float64Array.of(1, 2, 2, 2);
    const { y } = isotonicCurve(x, [0, 1, 0, 1], Float64Array.of(5, 1, 6, 0.5));
    expect(Array.from(y)).toEqual([0, 0.2]);
    // A row of much weight pulls the following ones, which it would be above, to its own value.
    const falling = isotonicCurve(Float64Array.of(1, 2, 3), [1, 0, 1], Float64Array.of(9, 1, 1));
    expect(Array.from(falling.y)).toEqual([0.9, 0.9, 1]);
  });

  test("has its first and last value beyond its ends, and one value if there is one score", () => {
    const curve = isotonicCurve(Float64Array.of(1, 2, 2, 5), [0, 1, 0, 1], equal(4));
    expect(Array.from(valuesOf(curve, Float64Array.of(-9, 1, 1.5, 2, 3.5, 99)))).toEqual([
      0, 0, 0.25, 0.5, 0.75, 1,
    ]);
    const single = isotonicCurve(Float64Array.of(4, 4), [0, 1], equal(2));
    expect(Array.from(valuesOf(single, Float64Array.of(3, 4, 5)))).toEqual([0.5, 0.5, 0.5]);
  });
});

describe("the temperature", () => {
  const codes = Int32Array.from(positive);
  const logits = (factor: number) => {
    const data = Float64Array.from({ length: 400 }, (_, at) => (factor * scores[at >> 1]! * (at % 2)) / 2);
    return { rows: 200, columns: 2, data };
  };

  test("has the least log loss: a little more or less has more", () => {
    const loss = (beta: number, factor: number) => {
      const { data } = probabilitiesAt(beta, logits(factor));
      return codes.reduce((sum, code, i) => sum - weights[i]! * Math.log(data[2 * i + code]!), 0);
    };
    for (const factor of [1, 0.001, 1000]) {
      const beta = fitTemperature(logits(factor), codes, weights);
      for (const other of [beta * 0.999, beta * 1.001]) {
        expect(loss(other, factor)).toBeGreaterThan(loss(beta, factor));
      }
    }
  });

  test("ends at a bound where the scores say nothing, or are never wrong", () => {
    const wrong = codes.map((code) => 1 - code);
    expect(fitTemperature(logits(1), wrong, ones)).toBe(Math.exp(-10));
    const right = Int32Array.from(scores, (score) => (score > 0 ? 1 : 0));
    expect(fitTemperature(logits(1e-4), right, ones)).toBe(Math.exp(10));
  });
});
