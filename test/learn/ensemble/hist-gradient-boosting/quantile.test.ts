import { expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import { quantileOf } from "../../../../src/learn/ensemble/hist-gradient-boosting/quantile.ts";

test("a quantile is that of the sorted values, interpolated, also with many equal ones", () => {
  const random = new Random(5);
  for (let n = 1; n < 60; n++) {
    for (const levels of [2, 5, 1000]) {
      const values = Float64Array.from({ length: n }, () => random.below(levels));
      const sorted = values.slice().sort();
      for (const q of [0.01, 0.25, 0.5, 0.8, 0.99]) {
        const position = q * (n - 1);
        const low = sorted[Math.floor(position)]!;
        const high = sorted[Math.ceil(position)]!;
        expect(quantileOf(values.slice(), q)).toBeCloseTo(low + (high - low) * (position % 1), 9);
      }
    }
  }
});

test("the median of an even number of values is the mean of the middle two", () => {
  expect(quantileOf(Float64Array.of(4, 1, 3, 2), 0.5)).toBe(2.5);
});
