import { expect, test } from "bun:test";
import { columnMeans } from "../../../src/learn/linalg/column-means.ts";
import { crossProducts, scatter } from "../../../src/learn/simd/cross-products.ts";

const made = (rows: number, columns: number, offset = 0) => ({
  rows,
  columns,
  data: Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i * 1.3) * (1 + (i % 3)) + offset),
});

test("means and products equal plain sums, for any number of rows and columns", () => {
  for (const rows of [1, 3, 4, 129, 700]) {
    for (const p of [1, 2, 5, 13, 30]) {
      const X = made(rows, p);
      const Y = made(rows, 2);
      const mean = columnMeans(X);
      const yMean = columnMeans(Y);
      const { gram, cross, squares } = crossProducts(X, mean, Y, yMean);
      for (let a = 0; a < p; a++) {
        let sum = 0;
        for (let i = 0; i < rows; i++) sum += X.data[i * p + a]!;
        expect(Math.abs(mean[a]! - sum / rows)).toBeLessThan(1e-13);
        for (let b = 0; b < p; b++) {
          let product = 0;
          for (let i = 0; i < rows; i++)
            product += (X.data[i * p + a]! - mean[a]!) * (X.data[i * p + b]! - mean[b]!);
          expect(Math.abs(gram[a * p + b]! - product)).toBeLessThan(1e-11);
        }
        let product = 0;
        for (let i = 0; i < rows; i++)
          product += (X.data[i * p + a]! - mean[a]!) * (Y.data[2 * i + 1]! - yMean[1]!);
        expect(Math.abs(cross[p + a]! - product)).toBeLessThan(1e-11);
      }
      expect(squares).toHaveLength(2);
      expect(scatter(X, mean)).toEqual(gram);
    }
  }
});

test("products are accurate for means far from 0", () => {
  const near = made(300, 4);
  const far = made(300, 4, 1e8);
  const reference = scatter(near, columnMeans(near));
  scatter(far, columnMeans(far)).forEach((value, at) => {
    // The centred numbers have only 8 of 16 digits.
    expect(Math.abs(value - reference[at]!)).toBeLessThan(1e-4);
  });
});
