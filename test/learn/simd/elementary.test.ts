import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { exponential } from "../../../src/learn/simd/exponential.ts";
import { log, log1p } from "../../../src/learn/simd/logarithm.ts";

const UNIT = Number.EPSILON;
const random = new Random(3);

test("exp is accurate to one unit in the last place, from 0 until it underflows", () => {
  let worst = 0;
  for (let n = 0; n < 200_000; n++) {
    const x = -707.9 * (n % 2 === 0 ? n / 200_000 : random.next() ** 8);
    worst = Math.max(worst, Math.abs(exponential(x) / Math.exp(x) - 1));
  }
  // Math.exp may be off by another unit.
  expect(worst).toBeLessThanOrEqual(2 * UNIT);
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect(exponential(-709)).toBe(0);
  expect(exponential(Number.NEGATIVE_INFINITY)).toBe(0);
  expect(exponential(Number.NaN)).toBeNaN();
});

test("logarithms are accurate to one unit in the last place", () => {
  let worst = 0;
  for (let n = 0; n < 200_000; n++) {
    const x = 10 ** (600 * random.next() - 295);
    worst = Math.max(worst, Math.abs(log1p(x) / Math.log1p(x) - 1));
    const y = 1 + x;
    if (y > 1) worst = Math.max(worst, Math.abs(log(y) / Math.log(y) - 1));
  }
  expect(worst).toBeLessThanOrEqual(2 * UNIT);
  for (const f of [log1p, (x: number) => log(1 + x)]) {
    expect(f(0)).toBe(0);
    expect(f(1)).toBe(Math.LN2);
    expect(f(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(f(Number.NaN)).toBeNaN();
  }
});
