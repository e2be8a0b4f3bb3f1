import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { symmetricEigen } from "../../../src/learn/decomposition/symmetric-eigen.ts";

const random = new Random(5);

/** Returns BᵀB for a random B with `rank` rows, whose columns have the given sizes. */
function product(n: number, rank: number, sizeOf: (j: number) => number): Float64Array {
  const B = Float64Array.from({ length: rank * n }, (_, at) => random.normal() * sizeOf(at % n));
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) for (let r = 0; r < rank; r++) A[i * n + j]! += B[r * n + i]! * B[r * n + j]!;
  }
  return A;
}

/** Returns the largest entries of A v − λ v, relative to the largest eigenvalue, and of VᵀV − I. */
function errorsOf(A: Float64Array, n: number): [number, number] {
  const { values, entry } = symmetricEigen(A, n);
  let residual = 0;
  let slant = 0;
  for (let a = 0; a < n; a++) {
    for (let i = 0; i < n; i++) {
      let sum = -values[a]! * entry(i, a);
      for (let j = 0; j < n; j++) sum += A[i * n + j]! * entry(j, a);
      residual = Math.max(residual, Math.abs(sum) / values[0]!);
    }
    for (let b = 0; b <= a; b++) {
      let dot = a === b ? -1 : 0;
      for (let i = 0; i < n; i++) dot += entry(i, a) * entry(i, b);
      slant = Math.max(slant, Math.abs(dot));
    }
  }
  for (let a = 1; a < n; a++) expect(values[a]!).toBeLessThanOrEqual(values[a - 1]!);
  return [residual, slant];
}

for (const [title, n, rank, sizeOf] of [
  ["one column", 1, 3, () => 2],
  ["two columns", 2, 5, () => 1],
  ["as many columns as rows", 12, 12, () => 1],
  ["many columns", 90, 200, () => 1],
  ["dependent columns", 30, 7, () => 1],
  ["columns of very different size", 15, 40, (j: number) => 10 ** (3 * (j % 5) - 6)],
  ["tiny numbers", 8, 20, () => 1e-150],
  ["huge numbers", 8, 20, () => 1e150],
] as const) {
  test(`eigenvectors of ${title} are orthogonal and satisfy A v = λ v`, () => {
    const [residual, slant] = errorsOf(product(n, rank, sizeOf), n);
    expect(residual).toBeLessThan(1e-14 * n);
    expect(slant).toBeLessThan(1e-14 * n);
  });
}

test("a diagonal matrix and a zero matrix have the unit vectors as eigenvectors", () => {
  const diagonal = Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2);
  const { values, entry } = symmetricEigen(diagonal, 3);
  expect(Array.from(values)).toEqual([3, 2, 1]);
  expect([0, 1, 2].map((index) => [0, 1, 2].map((row) => Math.abs(entry(row, index))))).toEqual([
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ]);
  expect(Array.from(symmetricEigen(new Float64Array(9), 3).values)).toEqual([0, 0, 0]);
});
