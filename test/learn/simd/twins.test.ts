import { describe, expect, test } from "bun:test";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { median, medianOfFew } from "../../../src/learn/linalg/order-statistics.ts";
import { sortNumbers } from "../../../src/learn/linalg/sort-numbers.ts";
import { affineScores } from "../../../src/learn/simd/affine-scores.ts";
import { binaryLogLoss } from "../../../src/learn/simd/binary-log-loss.ts";
import { columnSums, sumsOf } from "../../../src/learn/simd/column-sums.ts";
import { crossProducts } from "../../../src/learn/simd/cross-products.ts";
import { gramSums, paddedWidth } from "../../../src/learn/simd/gram.ts";
import { multinomialLogLoss } from "../../../src/learn/simd/multinomial-log-loss.ts";
import { partBetween } from "../../../src/learn/simd/part-between.ts";
import { type Workspace, workspaceOfItsOwn } from "../../../src/learn/simd/workspace.ts";

const random = new Random(7);
const numbers = (length: number, scale = 1) => Float64Array.from({ length }, () => scale * random.normal());
const matrix = (rows: number, columns: number): Matrix => ({ rows, columns, data: numbers(rows * columns) });

/** A workspace without kernels, so that the plain twin is used. */
const nowhere = () => undefined;

/** Returns a workspace filled with numbers that must not be read; `used` counts the requests. */
function dirty() {
  const asked = { times: 0 };
  const space = (doubles: number): Workspace | undefined => {
    asked.times++;
    const work = workspaceOfItsOwn(doubles);
    work?.values.fill(Number.NaN);
    return work;
  };
  return { asked, space };
}

/** Returns the bits of doubles: 0 and -0 differ, and `NaN` equals itself. */
const bits = (values: Float64Array) => new BigUint64Array(values.slice().buffer);

const SHAPES = [
  [1, 1],
  [2, 3],
  [7, 2],
  [64, 5],
  [129, 20],
  [255, 31],
  [300, 4],
  [40, 130],
] as const;

describe("a kernel and its plain twin have the same result, bit for bit,", () => {
  test("for sums of columns", () => {
    for (const [rows, p] of SHAPES) {
      const X = matrix(rows, p);
      expect(bits(sumsOf(X, dirty().space))).toEqual(bits(sumsOf(X, nowhere)));
      expect(bits(columnSums(X))).toEqual(bits(sumsOf(X)));
    }
  });

  test("for values between two bounds", () => {
    for (const count of [1, 2, 8191, 8192, 20_001]) {
      const values = numbers(count);
      values[count >> 1] = Number.NaN;
      values[count >> 2] = 0.25;
      for (const [low, high] of [
        [-0.5, 0.25],
        [0.25, 0.25],
        [-9, 9],
        [3, -3],
      ] as const) {
        const [a, b] = [new Float64Array(count), new Float64Array(count)];
        const parted = partBetween(values, low, high, a, dirty().space);
        expect(parted).toEqual(partBetween(values, low, high, b, nowhere));
        expect(bits(a)).toEqual(bits(b));
        expect(parted.below).toBe(values.filter((value) => value < low).length);
        expect(parted.inside).toBe(values.filter((value) => value >= low && value <= high).length);
      }
    }
    const few = new Float64Array(3);
    expect(partBetween(numbers(100), -9, 9, few)).toEqual({ below: 0, inside: 100 });
  });

  test("for sorted numbers, of whatever size, sign and kind", () => {
    const odd = [
      0,
      -0,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      5e-324,
      -5e-324,
      1e308,
    ];
    for (const count of [256, 257, 1000, 8192]) {
      for (const values of [
        numbers(count),
        numbers(count, 1e-300),
        numbers(count).map((value) => Math.round(3 * value)),
        numbers(count).map((value, i) => (i % 3 === 0 ? odd[i % odd.length]! : value)),
        numbers(count).sort().reverse(),
        new Float64Array(count).fill(-2.5),
      ]) {
        const { asked, space } = dirty();
        expect(bits(sortNumbers(values.slice(), space))).toEqual(bits(sortNumbers(values.slice(), nowhere)));
        expect(asked.times).toBe(1);
      }
    }
    // A NaN may have a sign.
    const negative = new Float64Array(BigUint64Array.from([0xfff8000000000001n]).buffer)[0]!;
    const signed = Float64Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? negative : -i));
    expect(Array.from(sortNumbers(signed.slice()))).toEqual(Array.from(signed.slice().sort()));
  });

  test("for medians of few numbers, with and without missing ones", () => {
    for (const count of [1, 2, 3, 4, 17, 256, 1001, 8192]) {
      for (const values of [
        numbers(count),
        numbers(count).map((value) => Math.round(2 * value)),
        numbers(count).sort(),
        numbers(count).sort().reverse(),
        new Float64Array(count).fill(7),
        numbers(count, 1e308).map((value) => value * 1.5),
      ]) {
        const gaps = new Float64Array(2 * count).fill(Number.NaN);
        values.forEach((value, i) => {
          gaps[2 * i + (i % 2)] = value;
        });
        const { asked, space } = dirty();
        const plain = medianOfFew(values, count, nowhere);
        expect(plain).toBe(median(values.slice().sort(), count));
        expect(medianOfFew(values, count, space) + 0).toBe(plain + 0);
        expect(medianOfFew(gaps, count, space) + 0).toBe(plain + 0);
        expect(asked.times).toBe(2);
      }
    }
    expect(medianOfFew(new Float64Array(3).fill(Number.NaN), 0)).toBe(Number.NaN);
  });

  test("for products of centred columns", () => {
    for (const [rows, p] of SHAPES) {
      for (const k of [0, 1, 3]) {
        const [X, Y] = [matrix(rows, p), matrix(rows, k)];
        const [xMean, yMean] = [numbers(p), numbers(k)];
        const { asked, space } = dirty();
        const byKernel = crossProducts(X, xMean, Y, yMean, space);
        const plain = crossProducts(X, xMean, Y, yMean, nowhere);
        for (const part of ["gram", "cross", "squares"] as const) {
          expect(bits(byKernel[part])).toEqual(bits(plain[part]));
        }
        expect(asked.times).toBe(1);
      }
    }
  });

  test("for products of blocks that the caller fills", () => {
    for (const q of [1, 4, 13, 33]) {
      const width = paddedWidth(q);
      const byKernel = gramSums([width, 8], 64)[0]!;
      const plain = gramSums([width, 8], 64, nowhere)[0]!;
      for (const m of [64, 5, 1]) {
        for (const { block } of [byKernel, plain]) {
          for (let i = 0; i < m; i++)
            for (let j = 0; j < q; j++) block[i * width + j] = Math.sin(m + i * q + j);
        }
        byKernel.add(m);
        plain.add(m);
      }
      const [a, b] = [byKernel.sums(), plain.sums()];
      for (let i = 0; i < width; i++) {
        expect(bits(a.subarray(i * width + i, (i + 1) * width))).toEqual(
          bits(b.subarray(i * width + i, (i + 1) * width)),
        );
      }
    }
  });

  test("for scores, whatever the other rows are", () => {
    for (const [rows, p] of SHAPES) {
      for (const k of [1, 2, 3, 10]) {
        const X = matrix(rows, p);
        const [coef, intercept] = [numbers(k * p), numbers(k)];
        for (const shift of [null, numbers(p)]) {
          const plain = affineScores(X.data, rows, p, coef, intercept, shift, nowhere);
          expect(bits(affineScores(X.data, rows, p, coef, intercept, shift, dirty().space))).toEqual(
            bits(plain),
          );
          const last = X.data.subarray((rows - 1) * p);
          expect(bits(affineScores(last, 1, p, coef, intercept, shift))).toEqual(
            bits(plain.subarray((rows - 1) * k)),
          );
        }
      }
    }
  });

  for (const scale of [0.3, 10, 300]) {
    test(`for the log loss of two classes, with coefficients of size ${scale}`, () => {
      for (const [rows, p] of SHAPES) {
        for (const fitIntercept of [true, false]) {
          const y = Int32Array.from({ length: rows }, () => random.below(2));
          const problem = { X: matrix(rows, p), y, classWeights: Float64Array.of(0.3, 1.7), fitIntercept };
          const w = numbers(p + (fitIntercept ? 1 : 0), scale);
          const [a, b] = [new Float64Array(w.length), new Float64Array(w.length)];
          const { asked, space } = dirty();
          const byKernel = binaryLogLoss(problem, space)(w, a);
          const plain = binaryLogLoss(problem, nowhere)(w, b);
          expect(plain).toBeGreaterThanOrEqual(0);
          expect(byKernel).toBe(plain);
          expect(bits(a)).toEqual(bits(b));
          expect(asked.times).toBe(1);
        }
      }
    });

    test(`for the log loss of more classes, with coefficients of size ${scale}`, () => {
      for (const [rows, p] of SHAPES) {
        for (const K of [3, 4, 7]) {
          const fitIntercept = K !== 4;
          const y = Int32Array.from({ length: rows }, () => random.below(K));
          const classWeights = Float64Array.from({ length: K }, (_, k) => 0.5 + k);
          const problem = { X: matrix(rows, p), y, classWeights, fitIntercept };
          const w = numbers(K * (p + (fitIntercept ? 1 : 0)), scale);
          const [a, b] = [new Float64Array(w.length), new Float64Array(w.length)];
          const { asked, space } = dirty();
          const byKernel = multinomialLogLoss(problem, space)(w, a);
          const plain = multinomialLogLoss(problem, nowhere)(w, b);
          expect(plain).toBeGreaterThanOrEqual(0);
          expect(byKernel).toBe(plain);
          expect(bits(a)).toEqual(bits(b));
          expect(asked.times).toBe(1);
        }
      }
    });
  }
});

test("a log loss is the sum of the rows' losses, also for many rows and classes", () => {
  const rows = 1000;
  const K = 400;
  const X = { rows, columns: 1, data: new Float64Array(rows).fill(1) };
  const y = Int32Array.from({ length: rows }, (_, i) => i % K);
  const even = multinomialLogLoss({ X, y, classWeights: new Float64Array(K).fill(1), fitIntercept: false });
  expect(even(new Float64Array(K), new Float64Array(K)) / (rows * Math.log(K))).toBeCloseTo(1, 12);
  const two = y.map((code) => code % 2);
  const half = binaryLogLoss({ X, y: two, classWeights: Float64Array.of(1, 1), fitIntercept: false });
  expect(half(new Float64Array(1), new Float64Array(1)) / (rows * Math.LN2)).toBeCloseTo(1, 12);
});
