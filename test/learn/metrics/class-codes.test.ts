import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import {
  accuracyScore,
  balancedAccuracyScore,
  matthewsCorrcoef,
} from "../../../src/learn/metrics/accuracy.ts";
import {
  logLossOfCodes,
  rocAucOfCodes,
  rocAucOvrMacroOfCodes,
} from "../../../src/learn/metrics/class-codes.ts";
import { codesOf, uniqueLabels } from "../../../src/learn/metrics/class-labels.ts";
import { confusionMatrix } from "../../../src/learn/metrics/confusion-matrix.ts";
import { f1Score, precisionScore, recallScore } from "../../../src/learn/metrics/precision-recall.ts";
import { logLoss } from "../../../src/learn/metrics/probability-losses.ts";
import { rocAucScore } from "../../../src/learn/metrics/roc-auc.ts";

const random = new Random(7);
const ROWS = 60;
const TRUTH = Int32Array.from({ length: ROWS }, () => random.below(3));
const PREDICTED = Int32Array.from(TRUTH, (code) => (random.below(4) === 0 ? random.below(3) : code));
const PROBABILITIES = {
  rows: ROWS,
  columns: 3,
  data: Float64Array.from(TRUTH).reduce(
    (data, _, i) => {
      const shares = [random.next(), random.next(), random.next()];
      const sum = shares[0]! + shares[1]! + shares[2]!;
      data.set(
        shares.map((share) => share / sum),
        i * 3,
      );
      return data;
    },
    new Float64Array(3 * ROWS),
  ),
};

describe("class numbers in a typed array", () => {
  test("have the same scores as the same labels in a list", () => {
    const macro = { average: "macro" } as const;
    const lists = [Array.from(TRUTH), Array.from(PREDICTED)] as const;
    const codes = [TRUTH, PREDICTED] as const;
    for (const metric of [accuracyScore, balancedAccuracyScore, matthewsCorrcoef]) {
      expect(metric(...codes)).toBe(metric(...lists));
    }
    for (const metric of [precisionScore, recallScore, f1Score]) {
      expect(metric(...codes, macro)).toBe(metric(...lists, macro));
    }
    expect(confusionMatrix(...codes)).toEqual(confusionMatrix(...lists));
  });

  test("may be negative, and lie far apart", () => {
    for (const labels of [
      [-1, 0, 2],
      [0, 70_000],
      [-2_147_483_648, 2_147_483_647],
    ]) {
      const list = Array.from({ length: 9 }, (_, i) => labels[i % labels.length]!);
      expect(uniqueLabels(Int32Array.from(list))).toEqual(labels);
      expect(codesOf(Int32Array.from(list), labels)).toEqual(codesOf(list, labels));
    }
    expect(Array.from(codesOf(Int32Array.of(5, -1, 0), [0]))).toEqual([-1, -1, 0]);
    expect(uniqueLabels(new Int32Array(0))).toEqual([]);
  });
});

describe("if every true class was learnt", () => {
  test("the log loss is that of the labels", () => {
    expect(logLossOfCodes(TRUTH, PROBABILITIES)).toBe(logLoss(TRUTH, PROBABILITIES));
  });

  test("the areas under the curves are those of the labels", () => {
    const area = rocAucScore(TRUTH, PROBABILITIES, { multi_class: "ovr" });
    expect(rocAucOvrMacroOfCodes(TRUTH, PROBABILITIES)).toBe(area);
    const isLast = TRUTH.map((code) => (code === 2 ? 1 : 0));
    const scores = PROBABILITIES.data.filter((_, at) => at % 3 === 2);
    expect(rocAucOfCodes(isLast, scores)).toBe(rocAucScore(isLast, scores));
  });
});

describe("a true class that was not learnt", () => {
  const probabilities = { rows: 2, columns: 2, data: Float64Array.of(0.5, 0.5, 1, 0) };

  test("has probability 0, clipped so that the log loss is finite", () => {
    const expected = (Math.log(2) - Math.log(Number.EPSILON)) / 2;
    expect(Math.abs(logLossOfCodes(Int32Array.of(0, -1), probabilities) - expected)).toBeLessThan(1e-14);
  });

  test("belongs to the rest in the curve of a class", () => {
    expect(rocAucOfCodes(Int32Array.of(1, -1, 0), Float64Array.of(0.9, 0.1, 0.95))).toBe(0.5);
    expect(rocAucOvrMacroOfCodes(Int32Array.of(0, -1), probabilities)).toBeNaN();
  });
});
