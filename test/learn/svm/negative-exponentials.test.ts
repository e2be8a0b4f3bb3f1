import { expect, test } from "bun:test";
import { negativeExponentials } from "../../../src/learn/svm/negative-exponentials.ts";

function exponentialOf(x: number): number {
  const values = Float64Array.of(x);
  negativeExponentials(values, 1, 1);
  return values[0]!;
}

test("exp(−x) is accurate to a few units in the last place, from 0 until it underflows", () => {
  let worst = 0;
  for (let n = 0; n <= 200_000; n++) {
    const x = (n / 200_000) ** 3 * 699;
    const error = Math.abs(exponentialOf(x) / Math.exp(-x) - 1) / 2 ** -52;
    worst = Math.max(worst, error / (2 + x));
  }
  expect(worst).toBeLessThan(1);
});

test("exp(−x) is 1 at 0, 0 for large numbers, and NaN for NaN", () => {
  expect(exponentialOf(0)).toBe(1);
  expect(exponentialOf(5e-324)).toBe(1);
  expect(exponentialOf(705)).toBe(Math.exp(-705));
  expect(exponentialOf(1e6)).toBe(0);
  expect(exponentialOf(Number.POSITIVE_INFINITY)).toBe(0);
  expect(exponentialOf(Number.NaN)).toBeNaN();
});

test("exp(−x) decreases as x increases", () => {
  let before = 2;
  for (let x = 0; x < 690; x += 0.0103) {
    const now = exponentialOf(x);
    expect(now).toBeLessThan(before);
    before = now;
  }
});

test("only the first numbers are replaced", () => {
  const values = Float64Array.of(1, 1, 1);
  negativeExponentials(values, 2, 0.5);
  expect(Array.from(values.subarray(1))).toEqual([values[0]!, 1]);
});
