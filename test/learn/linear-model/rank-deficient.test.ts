import { describe, expect, test } from "bun:test";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import { triangleOf } from "../../../src/learn/linear-model/orthogonal.ts";
import { Ridge } from "../../../src/learn/linear-model/ridge.ts";
import { readGolden } from "../golden/cases.ts";
import { type OneHotTable, oneHotTable } from "../golden/made-up.ts";
import { changed, distance, tableOf } from "./reference-data.ts";

interface Figures {
  readonly table: OneHotTable;
  readonly estimator: "LinearRegression" | "Ridge";
  readonly params: Record<string, unknown>;
  /** The predictions of 20 evenly spaced rows. */
  readonly predictions: readonly number[];
  /** ‖w‖. */
  readonly length: number;
}

describe("predictions on wide one-hot tables are scikit-learn's, with coefficients of no greater norm", () => {
  for (const { table, estimator, params, predictions, length } of readGolden("figures/rank_deficient.json")
    .cases as Figures[]) {
    const { rows, categories, numbers } = table;
    test(`${estimator} ${JSON.stringify(params)}, ${rows} rows, ${categories} categories, ${numbers} numbers`, () => {
      const made = oneHotTable(table);
      const X = tableOf(made.X);
      const step = estimator === "Ridge" ? new Ridge(params) : new LinearRegression(params);
      const all = step.fit(X, made.y).predict(X).data;
      const stride = Math.floor(rows / 20);
      const chosen = predictions.map((_, at) => all[at * stride]!);
      expect(distance(chosen, predictions)).toBeLessThan(1e-10);
      expect(Math.abs(Math.hypot(...step.state.coef) / length - 1)).toBeLessThan(1e-8);
    }, 60_000);
  }
});

/** Columns, and combinations of the centred columns that are 0 in every row. */
interface DependentTable {
  readonly X: Matrix;
  readonly y: Matrix;
  readonly dependences: readonly ReadonlyMap<number, number>[];
}

/** Returns numbers, one-hot groups with skewed categories, copies, sums, and constant columns, in random order. */
function dependentTable(seed: number, rows: number, columns: number): DependentTable {
  const random = new Random(seed);
  const place = random.permutation(columns);
  const data = new Float64Array(rows * columns);
  const dependences: Map<number, number>[] = [];
  const set = (i: number, j: number, value: number) => {
    data[i * columns + place[j]!] = value;
  };
  const get = (i: number, j: number) => data[i * columns + place[j]!]!;
  const each = (fill: (i: number) => void) => {
    for (let i = 0; i < rows; i++) fill(i);
  };
  let used = 0;
  while (used < columns) {
    const j = used;
    const kind = j < 2 ? 0 : random.below(5);
    if (kind === 0) {
      const scale = 10 ** (2 * random.next() - 1);
      each((i) => set(i, j, scale * (random.normal() + 1)));
      used++;
    } else if (kind === 1) {
      const size = Math.min(columns - used, 1 + random.below(Math.ceil(columns / 2)));
      const power = 1 + 5 * random.next();
      each((i) => set(i, j + Math.floor(size * random.next() ** power), 1));
      dependences.push(new Map(Array.from({ length: size }, (_, a) => [place[j + a]!, 1])));
      used += size;
    } else if (kind === 2) {
      const value = random.next();
      each((i) => set(i, j, value));
      dependences.push(new Map([[place[j]!, 1]]));
      used++;
    } else {
      const a = random.below(j);
      const b = (a + 1 + random.below(j - 1)) % j;
      const [ofA, ofB] = kind === 3 ? [1, 0] : [0.7, -0.4];
      each((i) => set(i, j, ofA * get(i, a) + ofB * get(i, b)));
      dependences.push(
        new Map([
          [place[j]!, 1],
          [place[a]!, -ofA],
          [place[b]!, -ofB],
        ]),
      );
      used++;
    }
  }
  const y = Float64Array.from({ length: rows }, (_, i) => data[i * columns]! + 3 * random.normal() + 5);
  return { X: { rows, columns, data }, y: { rows, columns: 1, data: y }, dependences };
}

/**
 * Returns the largest |Xᵀ(y − Xw − b)|, relative to the lengths of the column and of y, and the sum of the residual.
 */
function slopes({ X, y }: DependentTable, coef: Float64Array, intercept: number): number {
  const { rows, columns, data } = X;
  const products = new Float64Array(columns);
  const squares = new Float64Array(columns);
  let size = 0;
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    let rest = y.data[i]! - intercept;
    for (let j = 0; j < columns; j++) rest -= data[i * columns + j]! * coef[j]!;
    sum += rest;
    size += y.data[i]! ** 2;
    for (let j = 0; j < columns; j++) {
      products[j]! += data[i * columns + j]! * rest;
      squares[j]! += data[i * columns + j]! ** 2;
    }
  }
  let worst = Math.abs(sum) / Math.sqrt(rows * size);
  for (let j = 0; j < columns; j++) {
    if (squares[j]! > 0) worst = Math.max(worst, Math.abs(products[j]!) / Math.sqrt(squares[j]! * size));
  }
  return worst;
}

describe("on random tables with dependent columns", () => {
  const sizes = [
    ...Array.from({ length: 60 }, (_, seed) => [seed, 5 + seed * 7, 2 + ((seed * 13) % 90)] as const),
    [101, 2000, 600],
    [102, 400, 700],
    [103, 1700, 1500],
  ] as const;
  for (const [seed, rows, columns] of sizes) {
    test(`seed ${seed}, ${rows} × ${columns}: the residual is orthogonal to every column, and w to every dependence`, () => {
      const table = dependentTable(seed, rows, columns);
      const X = tableOf(table.X);
      for (const step of [new LinearRegression(), new Ridge({ alpha: 0 })]) {
        const { coef, intercept } = step.fit(X, table.y).state;
        expect(slopes(table, coef, intercept[0]!)).toBeLessThan(1e-11);
        const length = Math.hypot(...coef);
        for (const dependence of table.dependences) {
          let product = 0;
          let squares = 0;
          for (const [j, weight] of dependence) {
            product += weight * coef[j]!;
            squares += weight * weight;
          }
          expect(Math.abs(product)).toBeLessThan(1e-9 * length * Math.sqrt(squares));
        }
      }
    }, 240_000);
  }
});

test("a column that depends on others up to 1e-9 is ignored, like singular values below tol", () => {
  for (const seed of [1, 2, 3]) {
    const { X, y } = oneHotTable({ seed, rows: 800, categories: [150, 20], numbers: 4 });
    const p = X.columns;
    const random = new Random(seed);
    const near = changed(tableOf(X), (row) => [...row, row[p - 1]! + row[p - 2]! + 1e-9 * random.normal()]);
    const predictions = new LinearRegression().fit(near, y).predict(near).data;
    const without = new LinearRegression().fit(tableOf(X), y).predict(tableOf(X)).data;
    expect(distance(predictions, [...without])).toBeLessThan(1e-8);
  }
});

test("the triangle of a wide one-hot table has the same products of columns", () => {
  for (const [seed, categories] of [
    [1, [250]],
    [2, [120, 90]],
    [3, [300]],
  ] as const) {
    const { X } = oneHotTable({ seed, rows: 2000, categories, numbers: seed });
    const { rows, columns: p, data } = X;
    const mean = new Float64Array(p);
    for (let at = 0; at < data.length; at++) mean[at % p]! += data[at]! / rows;
    const centred = data.map((value, at) => value - mean[at % p]!);
    const R = triangleOf(rows, p, 0, (target, offset, first, count) => {
      target.set(centred.subarray(first * p, (first + count) * p), offset);
    });
    const products = (A: Float64Array, m: number) => {
      const G = new Float64Array(p * p);
      for (let i = 0; i < m; i++) {
        for (let a = 0; a < p; a++) {
          const value = A[i * p + a]!;
          if (value !== 0) for (let b = 0; b < p; b++) G[a * p + b]! += value * A[i * p + b]!;
        }
      }
      return G;
    };
    expect(distance(products(R, p), [...products(centred, rows)])).toBeLessThan(1e-12);
  }
}, 60_000);
