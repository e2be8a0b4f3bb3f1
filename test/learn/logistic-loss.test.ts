import { expect, test } from "bun:test";
import { lbfgs } from "../../src/learn/linear/lbfgs.ts";
import { coefficientWidth, logisticLoss } from "../../src/learn/linear/logistic-loss.ts";

const X = { rows: 6, columns: 2, data: new Float64Array([1, 2, -1, 0.5, 0.3, -2, 2, 2, -3, 1, 0, 0.1]) };

for (const [classCount, y] of [
  [2, [0, 1, 1, 0, 1, 0]],
  [3, [0, 1, 2, 0, 1, 2]],
] as const) {
  test(`the gradient of the loss of ${classCount} classes is that of finite differences`, () => {
    const problem = {
      X,
      y: Int32Array.from(y),
      classCount,
      weights: new Float64Array([1, 2, 1, 0.5, 1, 1]),
      l2: 0.3,
      fitIntercept: true,
    };
    const width = coefficientWidth(problem) * (classCount === 2 ? 1 : classCount);
    const w = Float64Array.from({ length: width }, (_, i) => Math.sin(i + 1));
    const loss = logisticLoss(problem);
    const gradient = new Float64Array(width);
    loss(w, gradient);
    const unused = new Float64Array(width);
    for (let i = 0; i < width; i++) {
      const step = 1e-6;
      const up = w.slice();
      const down = w.slice();
      up[i]! += step;
      down[i]! -= step;
      const slope = (loss(up, unused) - loss(down, unused)) / (2 * step);
      expect(Math.abs(slope - gradient[i]!)).toBeLessThan(1e-8);
    }
  });
}

test("lbfgs finds the minimum of Rosenbrock's valley", () => {
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

test("lbfgs says that it did not converge when its iterations run out", () => {
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
