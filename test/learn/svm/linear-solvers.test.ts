import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { matrixRows } from "../../../src/learn/linalg/matrix-rows.ts";
import { dualCoordinateDescent } from "../../../src/learn/svm/dual-coordinate-descent.ts";
import { l1CoordinateDescent } from "../../../src/learn/svm/l1-coordinate-descent.ts";
import { type LinearProblem, SquaredHinge } from "../../../src/learn/svm/squared-hinge.ts";
import { trustRegionNewton } from "../../../src/learn/svm/trust-region-newton.ts";
import { COLUMNS, distance, TWO, X } from "./rows.ts";

const signs = Float64Array.from(TWO.codes, (code) => (code === 1 ? 1 : -1));
const costsOf = (positive: number, negative: number) => signs.map((sign) => (sign > 0 ? positive : negative));
const problem: LinearProblem = {
  X: X.toMatrix(),
  rows: matrixRows(X.toMatrix()),
  signs,
  costs: costsOf(0.7, 0.3),
  bias: 2,
};
const size = COLUMNS + 1;
const descent = () => ({ tolerance: 1e-10, maxIterations: 100_000, random: new Random(1) });

/** Returns 1 − yᵢ w·xᵢ for every row. */
function misses(w: ArrayLike<number>): number[] {
  const { rows, data } = problem.X;
  return Array.from({ length: rows }, (_, i) => {
    let score = problem.bias * w[COLUMNS]!;
    for (let j = 0; j < COLUMNS; j++) score += w[j]! * data[i * COLUMNS + j]!;
    return 1 - problem.signs[i]! * score;
  });
}
const squared = (w: ArrayLike<number>) =>
  misses(w).reduce((sum, miss, i) => sum + problem.costs[i]! * Math.max(miss, 0) ** 2, 0);
const half = (w: Float64Array) => 0.5 * w.reduce((sum, value) => sum + value * value, 0);

describe("SquaredHinge", () => {
  const w = Float64Array.of(0.3, -0.4, 0.2, 0.1);

  test("has the value of the definition and the gradient of finite differences", () => {
    const loss = new SquaredHinge(problem);
    const gradient = new Float64Array(size);
    expect(loss.evaluate(w, gradient)).toBeCloseTo(half(w) + squared(w), 12);
    const scratch = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      const [more, less] = [1e-6, -1e-6].map((step) => loss.evaluate(w.with(j, w[j]! + step), scratch)) as [
        number,
        number,
      ];
      expect(gradient[j]).toBeCloseTo((more - less) / 2e-6, 5);
    }
  });

  test("multiplies by the Hessian at the last accepted point, whatever was evaluated since", () => {
    const loss = new SquaredHinge(problem);
    const at = new Float64Array(size);
    loss.evaluate(w, at);
    loss.accept();
    const v = Float64Array.of(1, -2, 0.5, 3);
    const product = new Float64Array(size);
    const near = new Float64Array(size);
    loss.evaluate(
      w.map((value, j) => value + 1e-7 * v[j]!),
      near,
    );
    loss.evaluate(new Float64Array(size).fill(50), new Float64Array(size));
    loss.hessianTimes(v, product);
    for (let j = 0; j < size; j++) expect(product[j]).toBeCloseTo((near[j]! - at[j]!) / 1e-7, 4);
  });

  test("has gradient 0 at its minimum", () => {
    const { w: best } = trustRegionNewton(new SquaredHinge(problem), {
      tolerance: 1e-12,
      maxIterations: 1000,
    });
    const gradient = new Float64Array(size);
    new SquaredHinge(problem).evaluate(best, gradient);
    expect(distance(gradient, new Float64Array(size))).toBeLessThan(1e-6);
  });
});

describe("dualCoordinateDescent", () => {
  test("finds the minimum of the primal problem with the squared hinge", () => {
    const primal = trustRegionNewton(new SquaredHinge(problem), { tolerance: 1e-12, maxIterations: 1000 });
    const dual = dualCoordinateDescent(problem, "squared_hinge", descent());
    expect(distance(dual.w, primal.w)).toBeLessThan(1e-7);
  });

  test("finds a point that no small step improves, with the hinge", () => {
    const value = (w: Float64Array) =>
      half(w) + misses(w).reduce((sum, miss, i) => sum + problem.costs[i]! * Math.max(miss, 0), 0);
    const { w } = dualCoordinateDescent(problem, "hinge", descent());
    const best = value(w);
    const random = new Random(5);
    for (let n = 0; n < 2000; n++) {
      const step = 10 ** -(1 + 4 * random.next());
      expect(value(w.map((entry) => entry + step * random.normal()))).toBeGreaterThan(best - 1e-9);
    }
  });

  test("ignores rows of weight 0", () => {
    const { w } = dualCoordinateDescent({ ...problem, costs: costsOf(0.7, 0) }, "squared_hinge", descent());
    const primal = trustRegionNewton(new SquaredHinge({ ...problem, costs: costsOf(0.7, 0) }), {
      tolerance: 1e-12,
      maxIterations: 1000,
    });
    expect(distance(w, primal.w)).toBeLessThan(1e-7);
  });

  test("finds the same minimum for every seed", () => {
    const a = dualCoordinateDescent(problem, "hinge", descent());
    const b = dualCoordinateDescent(problem, "hinge", { ...descent(), random: new Random(77) });
    expect(a.iterations).not.toBe(b.iterations);
    expect(distance(a.w, b.w)).toBeLessThan(1e-7);
  });
});

describe("l1CoordinateDescent", () => {
  test("ends at a point that satisfies the conditions of the minimum, with some coefficients 0", () => {
    const weak = { ...problem, costs: costsOf(0.05, 0.05) };
    const { w } = l1CoordinateDescent(weak, descent());
    expect(w.some((value) => value === 0)).toBe(true);
    expect(w.some((value) => value !== 0)).toBe(true);
    const gradient = new Float64Array(size);
    new SquaredHinge(weak).evaluate(w, gradient);
    w.forEach((value, j) => {
      // The gradient of the loss without the penalty.
      const slope = gradient[j]! - value;
      if (value === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(1 + 1e-8);
      else expect(slope).toBeCloseTo(-Math.sign(value), 7);
    });
  });
});
