import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { median, medianOf, mode } from "../../../src/learn/linalg/order-statistics.ts";

test("the median of an even number of values is the mean of the two middle ones, also for huge values", () => {
  expect(median(Float64Array.of(1, 2, 4, 9), 4)).toBe(3);
  expect(median(Float64Array.of(-7, 1, 2), 3)).toBe(1);
  expect(median(Float64Array.of(1.5e308, 1.7e308), 2)).toBe(1.6e308);
  expect(median(new Float64Array(2), 0)).toBeNaN();
});

test("the mode is the smallest of equally frequent values, and 0 and -0 are the same", () => {
  expect(mode(Float64Array.of(1, 2, 2, 3, 3, 4), 6)).toBe(2);
  expect(mode(Float64Array.of(-1, -0, 0, 5), 4)).toBe(0);
  expect(mode(Float64Array.of(1, 2, 2), 1)).toBe(1);
  expect(mode(new Float64Array(2), 0)).toBeNaN();
});

test("the median does not depend on the order of the values, even if the sample is misleading", () => {
  const random = new Random(4);
  const made: ((i: number) => number)[] = [
    () => random.normal(),
    (i) => i,
    (i) => -i,
    (i) => i % 2,
    () => 7,
    (i) => (i % 3 === 0 ? Number.NaN : random.next()),
    // The sample contains every fourth of 16,384 values, and every ninth of 40,000.
    (i) => (i % 4 === 0 ? 100 : random.next()),
    (i) => (i % 9 === 0 ? -100 : random.next()),
    (i) => (i % 4 === 0 ? Number.NaN : random.next()),
    () => (random.below(2) === 0 ? -1.7e308 : 1.7e308),
  ];
  for (const count of [1, 2, 5, 8192, 8193, 16_384, 40_000]) {
    for (const value of made) {
      const values = Float64Array.from({ length: count }, (_, i) => value(i));
      const bits = new BigUint64Array(values.slice().buffer);
      const present = values.filter((number) => !Number.isNaN(number)).sort();
      expect(medianOf(values, present.length)).toBe(median(present, present.length));
      expect(new BigUint64Array(values.buffer)).toEqual(bits);
    }
  }
});
