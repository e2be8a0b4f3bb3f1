import { expect, test } from "bun:test";
import { logisticHessian } from "../../../src/learn/linear-model/logistic-hessian.ts";
import { coefficientWidth, logisticLoss } from "../../../src/learn/linear-model/logistic-loss.ts";

/** Seven rows: four are processed together, and three remain. */
const X = {
  rows: 7,
  columns: 2,
  data: new Float64Array([1, 2, -1, 0.5, 0.3, -2, 2, 2, -3, 1, 0, 0.1, -0.7, 0.9]),
};
const CLASS_WEIGHTS = [1, 2, 0.5];

for (const [classCount, y] of [
  [2, [0, 1, 1, 0, 1, 0, 1]],
  [3, [0, 1, 2, 0, 1, 2, 1]],
] as const) {
  test(`the gradient of the loss of ${classCount} classes is that of finite differences`, () => {
    const problem = {
      X,
      y: Int32Array.from(y),
      classWeights: Float64Array.from(CLASS_WEIGHTS.slice(0, classCount)),
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

  test(`the Hessian of the loss of ${classCount} classes is that of finite differences of the gradient`, () => {
    const classWeights = Float64Array.from(CLASS_WEIGHTS.slice(0, classCount));
    const problem = { X, y: Int32Array.from(y), classWeights, l2: 0.3, fitIntercept: true };
    const size = coefficientWidth(problem) * (classCount === 2 ? 1 : classCount);
    const w = Float64Array.from({ length: size }, (_, i) => Math.sin(i + 1));
    const hessian = logisticHessian(problem, w);
    const loss = logisticLoss(problem);
    const [up, down] = [new Float64Array(size), new Float64Array(size)];
    // A direction in which the classes do not all shift equally: only there do the two agree.
    const direction = Float64Array.from({ length: size }, (_, i) => Math.cos(i * i + 1));
    if (classCount > 2) {
      for (let j = 0; j < 3; j++) direction[j] = -direction[j + 3]! - direction[j + 6]!;
    }
    loss(
      Float64Array.from(w, (v, i) => v + 1e-5 * direction[i]!),
      up,
    );
    loss(
      Float64Array.from(w, (v, i) => v - 1e-5 * direction[i]!),
      down,
    );
    for (let i = 0; i < size; i++) {
      let product = 0;
      for (let j = 0; j < size; j++) product += hessian[i * size + j]! * direction[j]!;
      expect(Math.abs((up[i]! - down[i]!) / 2e-5 - product)).toBeLessThan(1e-8);
    }
  });
}

test("the loss of equally weighted rows is the mean of the rows' losses, also for extreme scores", () => {
  const far = { rows: 4, columns: 1, data: new Float64Array([800, -800, 1e-9, 30]) };
  const y = Int32Array.from([1, 0, 1, 0]);
  const problem = {
    X: far,
    y,
    classWeights: Float64Array.of(1, 1),
    l2: 0,
    fitIntercept: false,
  };
  const value = logisticLoss(problem)(new Float64Array([1]), new Float64Array(1));
  const expected = [800, 800, 1e-9, -30].reduce((sum, z) => sum + Math.log1p(Math.exp(-z)), 0) / 4;
  expect(Math.abs(value / expected - 1)).toBeLessThan(1e-15);
});
