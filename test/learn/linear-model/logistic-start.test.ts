import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { logisticLoss } from "../../../src/learn/linear-model/logistic-loss.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { startOf } from "../../../src/learn/linear-model/logistic-start.ts";

const OPTIONS = { maxIterations: 100, gradientTolerance: 1e-4 };
const ROWS = 40_000;

function problemOf(codeOf: (x: number, noise: number, row: number) => number, l2 = 1e-4) {
  const random = new Random(2);
  const data = Float64Array.from({ length: ROWS * 3 }, () => random.normal());
  const y = Int32Array.from({ length: ROWS }, (_, i) => codeOf(data[i * 3]!, random.normal(), i));
  const X = { rows: ROWS, columns: 3, data };
  return { X, y, classWeights: Float64Array.of(1, 1), l2, fitIntercept: true };
}

test("a descent over many rows starts at the minimum over a sample, and needs few passes", () => {
  const problem = problemOf((x, noise) => (2 * x + noise > 0.5 ? 1 : 0));
  let passes = 0;
  const loss = logisticLoss(problem);
  const counted = (w: Float64Array, gradient: Float64Array) => {
    passes++;
    return loss(w, gradient);
  };
  const start = startOf(problem, counted, OPTIONS)!;
  expect(passes).toBe(1);
  const gradient = new Float64Array(4);
  const known = start.loss(start.w, gradient);
  expect(passes).toBe(1);
  const again = new Float64Array(4);
  expect(known).toBe(loss(start.w, again));
  expect(gradient).toEqual(again);
  expect(start.loss(new Float64Array(4), again)).toBeCloseTo(Math.LN2, 12);
  expect(passes).toBe(2);
});

test("rows sorted by class, or with few of one class, lead to the same minimum", () => {
  for (const codeOf of [
    (x: number, noise: number) => (2 * x + noise > 0.5 ? 1 : 0),
    (_x: number, _noise: number, row: number) => (row < ROWS / 2 ? 0 : 1),
    (_x: number, _noise: number, row: number) => (row % 997 === 0 ? 1 : 0),
  ]) {
    const problem = problemOf(codeOf);
    const X = Table.fromMatrix(problem.X, ["a", "b", "c"]);
    const model = new LogisticRegression({ tol: 1e-8, C: 1 / (1e-4 * ROWS) });
    model.fit(X, { classes: [0, 1], codes: problem.y });
    expect(model.state.converged).toBe(true);
    const gradient = new Float64Array(4);
    logisticLoss(problem)(Float64Array.of(...model.state.coef, ...model.state.intercept), gradient);
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThanOrEqual(1e-8);
  }
});

test("there is no such start for few rows, nor without a penalty", () => {
  const problem = problemOf((x) => (x > 0 ? 1 : 0), 0);
  const loss = logisticLoss(problem);
  expect(startOf(problem, loss, OPTIONS)).toBeUndefined();
  const few = { ...problem, l2: 1, X: { ...problem.X, rows: 1000 } };
  expect(startOf(few, loss, OPTIONS)).toBeUndefined();
});
