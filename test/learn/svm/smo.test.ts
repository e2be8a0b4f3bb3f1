import { describe, expect, test } from "bun:test";
import type { Kernel } from "../../../src/learn/svm/kernel.ts";
import { KernelRows } from "../../../src/learn/svm/kernel-rows.ts";
import { type DualProblem, type DualSolution, solveDual } from "../../../src/learn/svm/smo.ts";
import { distance } from "./rows.ts";

const LINEAR: Kernel = { name: "linear", gamma: 1, coef0: 0, degree: 3 };
const RBF: Kernel = { name: "rbf", gamma: 0.5, coef0: 0, degree: 3 };
const COUNT = 400;
const POSITIVES = 170;
/** Two overlapping classes. */
const data = Float64Array.from({ length: COUNT * 2 }, (_, at) => {
  const row = at >> 1;
  return Math.sin(at * 3.7) * 1.5 + (row < POSITIVES ? 0.6 : -0.6) * (at % 2 === 0 ? 1 : -0.5);
});

/** Returns bounds for the rows of either class. */
const boundsOf = (positive: number, negative: number) =>
  new Float64Array(COUNT).fill(positive, 0, POSITIVES).fill(negative, POSITIVES);

function solve(kernel: Kernel, options: Partial<DualProblem> = {}, bytes = 1e9): DualSolution {
  return solveDual({
    rows: new KernelRows(kernel, data.slice(), COUNT, 2, bytes),
    count: COUNT,
    positives: POSITIVES,
    bounds: boundsOf(1, 1),
    tolerance: 1e-6,
    shrinking: true,
    maxIterations: 1_000_000,
    ...options,
  });
}

/** Returns the largest violation of the optimality conditions, from kernel values in double precision. */
function violation({ coefficients }: DualSolution, positiveBound: number, negativeBound: number): number {
  let up = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  for (let i = 0; i < COUNT; i++) {
    const sign = i < POSITIVES ? 1 : -1;
    let score = sign;
    for (let j = 0; j < COUNT; j++) {
      const squared = (data[2 * i]! - data[2 * j]!) ** 2 + (data[2 * i + 1]! - data[2 * j + 1]!) ** 2;
      score -= coefficients[j]! * Math.exp(-RBF.gamma * squared);
    }
    const beta = coefficients[i]!;
    if (beta < (sign > 0 ? positiveBound : 0)) up = Math.max(up, score);
    if (beta > (sign > 0 ? 0 : -negativeBound)) low = Math.min(low, score);
  }
  return up - low;
}

test("two points are separated halfway between them", () => {
  const solution = solveDual({
    rows: new KernelRows(LINEAR, Float64Array.of(3, 1), 2, 1, 1000),
    count: 2,
    positives: 1,
    bounds: Float64Array.of(10, 10),
    tolerance: 1e-9,
    shrinking: true,
    maxIterations: 100,
  });
  // w = 2 / (distance of the points), β = w / distance, and the middle is at 2.
  expect(Array.from(solution.coefficients)).toEqual([0.5, -0.5]);
  expect(solution.intercept).toBeCloseTo(-2, 12);
  expect(solution).toMatchObject({ iterations: 1, converged: true });
});

describe("on overlapping classes", () => {
  test("the optimality conditions and the bounds hold, and the coefficients sum to 0", () => {
    const solution = solve(RBF, { bounds: boundsOf(2, 0.5) });
    expect(violation(solution, 2, 0.5)).toBeLessThan(1e-4);
    let sum = 0;
    solution.coefficients.forEach((beta, i) => {
      expect(beta).toBeWithin(i < POSITIVES ? 0 : -0.5, i < POSITIVES ? 2 + 1e-15 : 1e-15);
      sum += beta;
    });
    expect(Math.abs(sum)).toBeLessThan(1e-12);
  });

  test("shrinking does not change the solution", () => {
    for (const kernel of [RBF, LINEAR]) {
      const a = solve(kernel, { tolerance: 1e-8 });
      const b = solve(kernel, { tolerance: 1e-8, shrinking: false });
      expect(a.intercept).toBeCloseTo(b.intercept, 6);
      if (kernel === RBF) expect(distance(a.coefficients, b.coefficients)).toBeLessThan(1e-5);
    }
  });

  test("the number of cached rows does not affect the result, bit for bit", () => {
    const whole = solve(RBF);
    for (const bytes of [1, 10 * COUNT * 4, 50 * COUNT * 4]) expect(solve(RBF, {}, bytes)).toEqual(whole);
  });

  test("it ends at max_iter, and reports that it did not converge", () => {
    expect(solve(RBF, { maxIterations: 25 })).toMatchObject({ iterations: 25, converged: false });
    const none = solve(RBF, { maxIterations: 0 });
    expect(none).toMatchObject({ iterations: 0, converged: false, intercept: 0 });
    expect(none.coefficients.every((beta) => beta === 0)).toBe(true);
  });

  test("it ends even for a tolerance below the rounding error", () => {
    expect(solve(RBF, { tolerance: 1e-300, maxIterations: 300_000 }).iterations).toBeLessThanOrEqual(300_000);
  });

  test("it reports its progress", () => {
    const seen: number[] = [];
    solve(RBF, { onIteration: (iterations) => seen.push(iterations) });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

test("equal rows of both classes have a solution", () => {
  const solution = solveDual({
    rows: new KernelRows(RBF, new Float64Array(10).fill(3), 10, 1, 1e6),
    count: 10,
    positives: 4,
    bounds: new Float64Array(10).fill(1),
    tolerance: 1e-3,
    shrinking: true,
    maxIterations: 1000,
  });
  expect(solution.converged).toBe(true);
  expect(solution.intercept).toBe(-1);
});
