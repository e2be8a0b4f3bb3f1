import { describe, expect, test } from "bun:test";
import { nonNegativeLeastSquares } from "../../../src/learn/linear/non-negative.ts";
import { Random } from "../../../src/learn/random.ts";

/** Random columns, of which some are sums of others, and random labels. */
function problem(seed: number, n: number, p: number) {
  const random = new Random(seed);
  const data = new Float64Array(n * p);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) {
      data[i * p + j] =
        j > 1 && j % 4 === 3 ? data[i * p + j - 1]! + data[i * p + j - 2]! : random.normal() + 0.3;
    }
  }
  const y = Float64Array.from({ length: n }, () => random.normal() * 2);
  return { X: { rows: n, columns: p, data }, y: { rows: n, columns: 1, data: y } };
}

describe("least squares without negative coefficients", () => {
  test("meet the conditions of a minimum, also where columns depend on one another or are many", () => {
    for (let seed = 0; seed < 60; seed++) {
      const n = 5 + (seed % 7) * 4;
      const p = 1 + (seed % 11);
      const { X, y } = problem(seed, n, p);
      for (const alpha of [0, 0.7]) {
        const { coef, intercept } = nonNegativeLeastSquares(X, y, true, new Float64Array([alpha]), "test");
        const rest = Array.from(y.data, (value, i) => {
          let residual = value - intercept[0]!;
          for (let j = 0; j < p; j++) residual -= X.data[i * p + j]! * coef[j]!;
          return residual;
        });
        for (let j = 0; j < p; j++) {
          let slope = -alpha * coef[j]!;
          for (let i = 0; i < n; i++) slope += rest[i]! * X.data[i * p + j]!;
          expect(coef[j]!).toBeGreaterThanOrEqual(0);
          if (coef[j]! > 0) expect(Math.abs(slope)).toBeLessThan(1e-8);
          else expect(slope).toBeLessThan(1e-8);
        }
      }
    }
  });

  test("are those without the condition where none of these is negative", () => {
    const X = { rows: 4, columns: 2, data: new Float64Array([1, 0, 0, 1, 1, 1, 2, 1]) };
    const y = { rows: 4, columns: 1, data: new Float64Array([2, 3, 5, 7]) };
    const { coef } = nonNegativeLeastSquares(X, y, false, new Float64Array(1), "test");
    expect(Math.abs(coef[0]! - 2) + Math.abs(coef[1]! - 3)).toBeLessThan(1e-14);
  });
});
