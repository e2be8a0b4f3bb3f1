import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { quantile, quantileBySelection } from "../../../src/learn/linalg/quantiles.ts";

test("quantiles are interpolated as NumPy does", () => {
  const sorted = Float64Array.of(1, 2, 4, 5);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile(sorted, 4, share))).toEqual([1, 1.75, 3, 4.7, 5]);
  expect(quantile(sorted, 1, 0.3)).toBe(1);
  expect(quantile(sorted, 0, 0.3)).toBeNaN();
});

test("a quantile by selection is that of the sorted values, also with many equal ones", () => {
  const random = new Random(5);
  for (let n = 1; n < 60; n++) {
    for (const levels of [2, 5, 1000]) {
      const values = Float64Array.from({ length: n }, () => random.below(levels));
      const sorted = values.slice().sort();
      for (const q of [0.01, 0.25, 0.5, 0.8, 0.99]) {
        const position = q * (n - 1);
        const low = sorted[Math.floor(position)]!;
        const high = sorted[Math.ceil(position)]!;
        expect(quantileBySelection(values.slice(), q)).toBeCloseTo(low + (high - low) * (position % 1), 9);
      }
    }
  }
});

test("the median of an even number of values is the mean of the middle two", () => {
  expect(quantileBySelection(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2.5);
});
