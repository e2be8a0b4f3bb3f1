import { describe, expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import {
  hasStalled,
  holdOutRows,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/early-stopping.ts";

describe("rows held out", () => {
  test("are a fraction, rounded up, or a number of rows, in proportion from each class, and no row is in both parts", () => {
    const classes = Float64Array.from({ length: 203 }, (_, i) => (i % 10 === 0 ? 1 : 0));
    const { train, test: aside } = holdOutRows(203, 0.1, classes, new Random(0));
    expect([train.length, aside.length]).toEqual([182, 21]);
    expect(aside.filter((row) => classes[row] === 1).length).toBe(2);
    expect([...train, ...aside].sort((a, b) => a - b)).toEqual(Array.from({ length: 203 }, (_, i) => i));
    expect(holdOutRows(203, 7, null, new Random(0)).test.length).toBe(7);
  });

  test("are the same for the same seed, and differ for another seed", () => {
    const aside = (seed: number) => [...holdOutRows(100, 0.1, null, new Random(seed)).test];
    expect(aside(4)).toEqual(aside(4));
    expect(aside(4)).not.toEqual(aside(5));
  });

  test("must leave training rows and need two rows of each class", () => {
    expect(() => holdOutRows(5, 5, null, new Random(0))).toThrow(/validation_fraction=5 of 5 rows/);
    expect(() => holdOutRows(5, 0.2, Float64Array.of(0, 0, 0, 0, 1), new Random(0))).toThrow(
      /at least 2 rows/,
    );
    expect(() => holdOutRows(6, 0.1, Float64Array.of(0, 0, 0, 1, 1, 1), new Random(0))).toThrow(/too few/);
  });
});

test("progress has stalled when no recent loss is better than the one before them by more than the tolerance", () => {
  expect(hasStalled([5, 4, 4], 3, 0)).toBe(false);
  expect(hasStalled([5, 4, 4, 4], 2, 0)).toBe(true);
  expect(hasStalled([5, 4, 4, 3.9], 2, 0)).toBe(false);
  expect(hasStalled([5, 4, 4, 3.9], 2, 0.1)).toBe(true);
  expect(hasStalled([5, 4, Number.NaN, Number.NaN], 2, 0.1)).toBe(true);
});
