import { describe, expect, test } from "bun:test";
import { minimizeBounded, minimizeFrom } from "../../../src/learn/linalg/scalar-minimum.ts";

/** Functions with the minima that `fminbound` and `brent` of SciPy 1.17.1 find, the former between two bounds. */
const CASES = [
  [(x: number) => (x - 3) ** 2 * (1 + 0.1 * Math.sin(5 * x)), -1, 10, 3.0000000003293614, 3.000000004141976],
  [(x: number) => Math.abs(x - 0.7) + 0.1 * x * x, -4, 6, 0.7000000069929272, 0.7000000038603915],
  // Of several minima, the same one.
  [(x: number) => Math.cos(x) + 0.05 * x, -20, 20, -9.474798828851705, -9.474798851748108],
] as const;

describe("the minimum of a function of one number", () => {
  test.each(CASES)("%p between %d and %d", (f, low, high, bounded, free) => {
    expect(Math.abs(minimizeBounded(f, low, high, 1.48e-8) - bounded)).toBeLessThan(1e-7);
    expect(Math.abs(minimizeFrom(f, -2, 2) - free)).toBeLessThan(1e-7);
  });

  test("is at a bound where the function falls towards it, and NaN where no bound is given", () => {
    expect(minimizeBounded((x) => -x, 0, 5, 1e-8)).toBeCloseTo(5, 6);
    expect(minimizeFrom((x) => -x, 0, 1)).toBeNaN();
    // As flat everywhere: there is no interval around a minimum.
    expect(minimizeFrom(() => 1, 0, 1)).toBeNaN();
  });
});
