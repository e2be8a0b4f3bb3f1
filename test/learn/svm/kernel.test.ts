import { describe, expect, test } from "bun:test";
import {
  type Kernel,
  kernelRow,
  kernelValues,
  largestValue,
  squaredNorms,
} from "../../../src/learn/svm/kernel.ts";
import { distance } from "./rows.ts";

const P = 7;
const ROWS = 23;
const data = Float64Array.from({ length: ROWS * P }, (_, at) => Math.sin(at * 1.3) * 2);
const kernels: Kernel[] = [
  { name: "rbf", gamma: 0.3, coef0: 0, degree: 3 },
  { name: "linear", gamma: 0.3, coef0: 0, degree: 3 },
  { name: "poly", gamma: 0.3, coef0: 0.5, degree: 3 },
  { name: "sigmoid", gamma: 0.3, coef0: -0.5, degree: 3 },
];

/** Returns the kernel value by definition. */
function defined({ name, gamma, coef0, degree }: Kernel, i: number, j: number): number {
  let product = 0;
  let squared = 0;
  for (let c = 0; c < P; c++) {
    product += data[i * P + c]! * data[j * P + c]!;
    squared += (data[i * P + c]! - data[j * P + c]!) ** 2;
  }
  if (name === "rbf") return Math.exp(-gamma * squared);
  if (name === "linear") return product;
  return name === "poly" ? (gamma * product + coef0) ** degree : Math.tanh(gamma * product + coef0);
}

for (const kernel of kernels) {
  describe(kernel.name, () => {
    const expected = Float64Array.from({ length: ROWS }, (_, k) => defined(kernel, 5, k));
    const values = new Float64Array(ROWS);

    test("has the values of the definition", () => {
      kernelValues(kernel, data, P, data, 5 * P, 0, ROWS, values);
      expect(distance(values, expected)).toBeLessThan(1e-12);
      kernelRow(kernel, data, squaredNorms(data, ROWS, P), P, 5, 0, ROWS, values);
      expect(distance(values, expected)).toBeLessThan(1e-12);
    });

    test("has values that do not depend on the range, bit for bit", () => {
      kernelValues(kernel, data, P, data, 5 * P, 0, ROWS, values);
      const squares = squaredNorms(data, ROWS, P);
      const whole = new Float64Array(ROWS);
      kernelRow(kernel, data, squares, P, 5, 0, ROWS, whole);
      for (const [from, to] of [
        [3, 4],
        [1, 10],
        [6, 23],
      ] as const) {
        const part = new Float64Array(to - from);
        kernelValues(kernel, data, P, data, 5 * P, from, to, part);
        expect(part).toEqual(values.slice(from, to));
        kernelRow(kernel, data, squares, P, 5, from, to, part);
        expect(part).toEqual(whole.slice(from, to));
      }
    });

    test("does not exceed the bound for its rows", () => {
      const bound = largestValue(kernel, squaredNorms(data, ROWS, P));
      for (let i = 0; i < ROWS; i++) {
        for (let j = 0; j < ROWS; j++) expect(Math.abs(defined(kernel, i, j))).toBeLessThanOrEqual(bound);
      }
    });
  });
}

test("rbf is 1 for equal rows, and for γ = 0 at any distance", () => {
  const far = Float64Array.of(1e200, -1e200);
  const value = new Float64Array(1);
  kernelRow(kernels[0]!, data, squaredNorms(data, ROWS, P), P, 11, 11, 12, value);
  expect(value[0]).toBe(1);
  kernelValues({ ...kernels[0]!, gamma: 0 }, far, 1, far, 0, 1, 2, value);
  expect(value[0]).toBe(1);
  kernelValues(kernels[0]!, far, 1, far, 0, 1, 2, value);
  expect(value[0]).toBe(0);
});

test("degree 0 makes every value 1", () => {
  const value = new Float64Array(1);
  kernelValues({ ...kernels[2]!, degree: 0 }, data, P, data, 0, 1, 2, value);
  expect(value[0]).toBe(1);
});
