import { describe, expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { ACTIVATIONS } from "../../../src/learn/neural-network/activations.ts";
import { Backpropagation } from "../../../src/learn/neural-network/backpropagation.ts";
import { classTargets, numericTargets } from "../../../src/learn/neural-network/examples.ts";
import { initialWeights, network } from "../../../src/learn/neural-network/network.ts";

const ROWS = 11;
const X = {
  rows: ROWS,
  columns: 3,
  data: Float64Array.from({ length: 3 * ROWS }, (_, i) => Math.sin(2.1 * i) * 1.5),
};
const codes = (K: number) => Int32Array.from({ length: ROWS }, (_, i) => (i * 5) % K);
const numbers = (k: number) => ({
  rows: ROWS,
  columns: k,
  data: Float64Array.from({ length: k * ROWS }, (_, i) => Math.cos(1.3 * i) * 3),
});
const ORDER = Int32Array.from({ length: ROWS }, (_, i) => (i * 4) % ROWS);

for (const activation of ACTIVATIONS) {
  describe(`the gradient with ${activation} neurons is that of finite differences`, () => {
    for (const [name, output, targets] of [
      ["one number", "identity", numericTargets(numbers(1))],
      [
        "a count",
        "exp",
        numericTargets({ ...numbers(1), data: numbers(1).data.map((v) => Math.round(v * v)) }),
      ],
      ["two classes", "logistic", classTargets(codes(2), 2)],
      ["four classes", "softmax", classTargets(codes(4), 4)],
    ] as const) {
      for (const hidden of [[], [5], [6, 3]]) {
        test(`for ${name} and hidden layers ${JSON.stringify(hidden)}`, () => {
          const shape = network([3, ...hidden, targets.width], activation, output);
          const weights = initialWeights(shape, new Random(3));
          const backpropagation = new Backpropagation(shape, { X, targets }, 0.7, ROWS);
          const gradient = new Float64Array(shape.size);
          const unused = new Float64Array(shape.size);
          backpropagation.batch(weights, ORDER, 1, 9, gradient);
          for (let at = 0; at < shape.size; at++) {
            const kept = weights[at]!;
            weights[at] = kept + 1e-6;
            const up = backpropagation.batch(weights, ORDER, 1, 9, unused);
            weights[at] = kept - 1e-6;
            const down = backpropagation.batch(weights, ORDER, 1, 9, unused);
            weights[at] = kept;
            expect(Math.abs((up - down) / 2e-6 - gradient[at]!)).toBeLessThan(1e-8);
          }
        });
      }
    }
  });
}

test("the squared error of several outputs is averaged over them but its gradient is not, as in scikit-learn", () => {
  const targets = numericTargets(numbers(3));
  const shape = network([3, 4, 3], "tanh", "identity");
  const weights = initialWeights(shape, new Random(1));
  const mean = new Backpropagation(shape, { X, targets }, 0, ROWS);
  const sum = new Backpropagation(shape, { X, targets }, 0, ROWS, "sum");
  const [a, b] = [new Float64Array(shape.size), new Float64Array(shape.size)];
  expect(sum.batch(weights, ORDER, 0, ROWS, a) / mean.batch(weights, ORDER, 0, ROWS, b)).toBeCloseTo(3, 12);
  expect(a).toEqual(b);
});

test("the loss of a batch larger than a block is the mean over its blocks", () => {
  const many = 700;
  const wide = {
    rows: many,
    columns: 2,
    data: Float64Array.from({ length: 2 * many }, (_, i) => Math.sin(i)),
  };
  const targets = classTargets(
    Int32Array.from({ length: many }, (_, i) => i % 2),
    2,
  );
  const shape = network([2, 4, 1], "relu", "logistic");
  const weights = initialWeights(shape, new Random(1));
  const order = Int32Array.from({ length: many }, (_, i) => i);
  const backpropagation = new Backpropagation(shape, { X: wide, targets }, 0, many);
  const gradient = new Float64Array(shape.size);
  const loss = backpropagation.batch(weights, order, 0, many, gradient);
  let sum = 0;
  const sums = new Float64Array(shape.size);
  const part = new Float64Array(shape.size);
  for (let from = 0; from < many; from += 100) {
    sum += backpropagation.batch(weights, order, from, from + 100, part) / 7;
    part.forEach((value, at) => {
      sums[at]! += value / 7;
    });
  }
  expect(Math.abs(sum - loss)).toBeLessThan(1e-13);
  for (let at = 0; at < shape.size; at++) expect(Math.abs(sums[at]! - gradient[at]!)).toBeLessThan(1e-13);
});
