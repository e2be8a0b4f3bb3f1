import { expect, test } from "bun:test";
import { median, mode, quantile } from "../../../src/learn/kernels/order-statistics.ts";

test("quantiles are interpolated as NumPy does", () => {
  const sorted = Float64Array.of(1, 2, 4, 5);
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile(sorted, 4, share))).toEqual([1, 1.75, 3, 4.7, 5]);
  expect(quantile(sorted, 1, 0.3)).toBe(1);
  expect(quantile(sorted, 0, 0.3)).toBeNaN();
});

test("the median of an even number is the mean of the two middle ones, even of huge ones", () => {
  expect(median(Float64Array.of(1, 2, 4, 9), 4)).toBe(3);
  expect(median(Float64Array.of(-7, 1, 2), 3)).toBe(1);
  expect(median(Float64Array.of(1.5e308, 1.7e308), 2)).toBe(1.6e308);
  expect(median(new Float64Array(2), 0)).toBeNaN();
});

test("of values that are equally frequent the smallest is the mode, and both zeros are the same", () => {
  expect(mode(Float64Array.of(1, 2, 2, 3, 3, 4), 6)).toBe(2);
  expect(mode(Float64Array.of(-1, -0, 0, 5), 4)).toBe(0);
  expect(mode(Float64Array.of(1, 2, 2), 1)).toBe(1);
  expect(mode(new Float64Array(2), 0)).toBeNaN();
});
