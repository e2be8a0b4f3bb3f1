import { expect, test } from "bun:test";
import { lbfgs } from "../../../src/learn/linear-model/lbfgs.ts";
import { newton } from "../../../src/learn/linear-model/newton.ts";

test("lbfgs finds the minimum of Rosenbrock's function", () => {
  const { w, converged } = lbfgs(
    ([x, y], gradient) => {
      gradient[0] = -400 * x! * (y! - x! * x!) - 2 * (1 - x!);
      gradient[1] = 200 * (y! - x! * x!);
      return 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2;
    },
    new Float64Array([-1.2, 1]),
    { maxIterations: 200, gradientTolerance: 1e-8, functionTolerance: 0 },
  );
  expect(converged).toBe(true);
  expect(Math.abs(w[0]! - 1)).toBeLessThan(1e-6);
  expect(Math.abs(w[1]! - 1)).toBeLessThan(1e-6);
});

test("lbfgs reports that it did not converge when its iterations run out", () => {
  const quartic = (w: Float64Array, gradient: Float64Array) => {
    gradient[0] = 4 * w[0]! ** 3;
    return w[0]! ** 4;
  };
  const { iterations, converged } = lbfgs(quartic, new Float64Array([5]), {
    maxIterations: 1,
    gradientTolerance: 1e-12,
  });
  expect([iterations, converged]).toEqual([1, false]);
});

test("lbfgs stops at once if it starts at the minimum, and reports a flat gradient", () => {
  const parabola = (w: Float64Array, gradient: Float64Array) => {
    gradient[0] = 2 * w[0]!;
    return w[0]! ** 2;
  };
  const options = { maxIterations: 10, gradientTolerance: 1e-9 };
  expect(lbfgs(parabola, new Float64Array([0]), options)).toMatchObject({
    iterations: 0,
    converged: true,
    isFlat: true,
  });
});

test("lbfgs exceeds its limit of evaluations by at most one line search", () => {
  let evaluations = 0;
  const valley = ([x, y]: Float64Array, gradient: Float64Array) => {
    evaluations++;
    gradient[0] = -400 * x! * (y! - x! * x!) - 2 * (1 - x!);
    gradient[1] = 200 * (y! - x! * x!);
    return 100 * (y! - x! * x!) ** 2 + (1 - x!) ** 2;
  };
  const options = { maxIterations: 200, maxEvaluations: 10, gradientTolerance: 1e-8 };
  expect(lbfgs(valley, new Float64Array([-1.2, 1]), options).converged).toBe(false);
  expect(evaluations).toBeLessThan(40);
});

test("lbfgs handles a function that is infinite in some region", () => {
  const barrier = (w: Float64Array, gradient: Float64Array) => {
    const x = w[0]!;
    gradient[0] = x > 0 ? 1 - 1 / x : Number.NaN;
    return x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY;
  };
  const { w, converged } = lbfgs(barrier, new Float64Array([20]), {
    maxIterations: 100,
    gradientTolerance: 1e-9,
  });
  expect(converged).toBe(true);
  expect(Math.abs(w[0]! - 1)).toBeLessThan(1e-6);
});

test("Newton's method finds the minimum of a smooth convex function to the last digits", () => {
  // f(x, y) = eˣ + eʸ − 2x − 3y + (x + y)²/2
  const loss = ([x, y]: Float64Array, gradient: Float64Array) => {
    gradient[0] = Math.exp(x!) - 2 + x! + y!;
    gradient[1] = Math.exp(y!) - 3 + x! + y!;
    return Math.exp(x!) + Math.exp(y!) - 2 * x! - 3 * y! + (x! + y!) ** 2 / 2;
  };
  const hessian = ([x, y]: Float64Array) => new Float64Array([Math.exp(x!) + 1, 1, 1, Math.exp(y!) + 1]);
  const result = newton(loss, hessian, new Float64Array([4, -4]), { maxIterations: 50, tolerance: 1e-14 });
  const gradient = new Float64Array(2);
  loss(result.w, gradient);
  expect(result.converged).toBe(true);
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-14);
});

test("Newton's method reports that it did not converge if the Hessian is singular", () => {
  const loss = ([x, y]: Float64Array, gradient: Float64Array) => {
    gradient.fill(2 * (x! + y! - 1));
    return (x! + y! - 1) ** 2;
  };
  const hessian = () => new Float64Array([2, 2, 2, 2]);
  const { converged } = newton(loss, hessian, new Float64Array(2), { maxIterations: 5, tolerance: 1e-9 });
  expect(converged).toBe(false);
});
