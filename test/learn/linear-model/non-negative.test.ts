import { describe, expect, test } from "bun:test";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { GrowingCholesky } from "../../../src/learn/linear-model/growing-cholesky.ts";
import { nonNegativeLeastSquares } from "../../../src/learn/linear-model/non-negative.ts";
import { readGolden } from "../golden/cases.ts";
import { type OneHotTable, oneHotTable } from "../golden/made-up.ts";
import { distance } from "./reference-data.ts";

/** Returns random columns, some of which are sums of others, and random labels. */
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

/**
 * Expects coefficients that satisfy the conditions of the minimum: not negative, with slope 0, or with a slope that
 * is not positive if the coefficient is 0.
 */
function expectMinimum(X: Matrix, y: Float64Array, w: Float64Array, intercept: number, alpha: number): void {
  const p = X.columns;
  const slopes = w.map((value) => -alpha * value);
  let size = 1;
  for (let i = 0; i < X.rows; i++) {
    const row = X.data.subarray(i * p, (i + 1) * p);
    const rest = y[i]! - intercept - row.reduce((sum, value, j) => sum + value * w[j]!, 0);
    size = Math.max(size, Math.abs(rest));
    for (let j = 0; j < p; j++) slopes[j]! += rest * row[j]!;
  }
  w.forEach((value, j) => {
    expect(value).toBeGreaterThanOrEqual(0);
    if (value > 0) expect(Math.abs(slopes[j]!)).toBeLessThan(1e-8 * size);
    else expect(slopes[j]!).toBeLessThan(1e-8 * size);
  });
}

describe("non-negative least squares", () => {
  test("satisfies the conditions of the minimum, also for dependent columns and many columns", () => {
    for (let seed = 0; seed < 60; seed++) {
      const n = 5 + (seed % 7) * 4;
      const p = 1 + (seed % 11);
      const { X, y } = problem(seed, n, p);
      for (const alpha of [0, 0.7]) {
        const { coef, intercept } = nonNegativeLeastSquares(X, y, true, new Float64Array([alpha]), "test");
        expectMinimum(X, y.data, coef, intercept[0]!, alpha);
      }
    }
  });

  test("is unconstrained least squares if no coefficient of that is negative", () => {
    const X = { rows: 4, columns: 2, data: new Float64Array([1, 0, 0, 1, 1, 1, 2, 1]) };
    const y = { rows: 4, columns: 1, data: new Float64Array([2, 3, 5, 7]) };
    const { coef } = nonNegativeLeastSquares(X, y, false, new Float64Array(1), "test");
    expect(Math.abs(coef[0]! - 2) + Math.abs(coef[1]! - 3)).toBeLessThan(1e-14);
  });
});

/** Returns four labels for the rows of a one-hot table: its own, and three derived from it. */
function fourLabels(y: Matrix): Matrix {
  const data = new Float64Array(y.rows * 4);
  y.data.forEach((value, i) => {
    data.set([value, 3 - value, value * value, Math.abs(value)], 4 * i);
  });
  return { rows: y.rows, columns: 4, data };
}

interface Figures {
  readonly table: OneHotTable;
  readonly fit_intercept: boolean;
  /** Σ (y − prediction)² of each label. */
  readonly squares: readonly number[];
  /** The predictions of 20 evenly spaced rows, if they are unique. */
  readonly predictions?: readonly (readonly number[])[];
}

describe("scikit-learn's fit with positive coefficients on wide one-hot tables", () => {
  for (const figures of readGolden("figures/non_negative.json").cases as Figures[]) {
    const { table, fit_intercept, squares, predictions } = figures;
    const { rows, categories, numbers } = table;
    test(`is reached or improved on for ${rows} rows, ${categories} categories, ${numbers} numbers, fit_intercept ${fit_intercept}`, () => {
      const { X, y: label } = oneHotTable(table);
      const y = fourLabels(label);
      const p = X.columns;
      const { coef, intercept } = nonNegativeLeastSquares(X, y, fit_intercept, new Float64Array(4), "test");
      expect(coef.every((value) => value >= 0)).toBe(true);
      const predicted = Float64Array.from(y.data, (_, at) => {
        const [i, o] = [at >> 2, at & 3];
        let sum = intercept[o]!;
        for (let j = 0; j < p; j++) sum += X.data[i * p + j]! * coef[o * p + j]!;
        return sum;
      });
      squares.forEach((theirs, o) => {
        let own = 0;
        for (let at = o; at < predicted.length; at += 4) own += (y.data[at]! - predicted[at]!) ** 2;
        // For dependent columns, scikit-learn's coefficients reach 1e11, and rounding shifts its predictions.
        expect(own).toBeLessThanOrEqual(theirs * (1 + 1e-5));
      });
      for (let o = 0; o < 4; o++) {
        const own = y.data.filter((_, at) => (at & 3) === o);
        expectMinimum(X, own, coef.subarray(o * p, (o + 1) * p), intercept[o]!, 0);
      }
      predictions?.forEach((row, at) => {
        const i = at * Math.floor(rows / 20);
        expect(distance(predicted.subarray(4 * i, 4 * i + 4), row)).toBeLessThan(1e-9);
      });
    }, 60_000);
  }
});

test("a factor after additions and removals has the same solutions as a new one", () => {
  const random = new Random(9);
  const most = 40;
  const columns = Array.from({ length: most }, () => Array.from({ length: 60 }, () => random.normal()));
  const product = (a: number, b: number) =>
    columns[a]!.reduce((sum, value, i) => sum + value * columns[b]![i]!, 0);
  const factor = new GrowingCholesky(most);
  const members: number[] = [];
  for (let step = 0; step < 400; step++) {
    const outside = columns.map((_, j) => j).filter((j) => !members.includes(j));
    if (outside.length > 0 && (members.length === 0 || random.next() < 0.6)) {
      const column = outside[random.below(outside.length)]!;
      members.push(column);
      expect(
        factor.append(
          Float64Array.from(members, (other) => product(column, other)),
          1e-12,
        ),
      ).toBe(true);
    } else {
      const [index] = [random.below(members.length)];
      members.splice(index, 1);
      factor.remove(index);
    }
    expect(factor.size).toBe(members.length);
    const x = Float64Array.from(members, () => random.normal());
    const b = Float64Array.from(members, (a) =>
      members.reduce((sum, c, at) => sum + product(a, c) * x[at]!, 0),
    );
    factor.solve(b);
    if (members.length > 0) expect(distance(b, [...x])).toBeLessThan(1e-9);
  }
  const twice = Float64Array.from([...members, 0], (j, at) =>
    product(members[0]!, at < members.length ? j : members[0]!),
  );
  expect(factor.append(twice, 1e-12)).toBe(false);
  expect(factor.size).toBe(members.length);
});
