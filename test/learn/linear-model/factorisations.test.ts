import { describe, expect, test } from "bun:test";
import {
  choleskyFactor,
  choleskySolve,
  diagonalOfInverse,
} from "../../../src/learn/linear-model/cholesky.ts";
import { minimumNorm, triangleOf } from "../../../src/learn/linear-model/orthogonal.ts";
import { distance } from "./reference-data.ts";

const A = [4, 2, -2, 2, 5, 1, -2, 1, 6];

describe("the Cholesky factorisation", () => {
  test("solves equations, and computes the diagonal of the inverse", () => {
    const factor = Float64Array.from(A);
    expect(choleskyFactor(factor, 3)).toBeGreaterThan(0);
    const x = new Float64Array([9, 8, 1, -2]).subarray(0, 4);
    const b = Float64Array.from([
      99,
      ...[0, 1, 2].map((i) => A[3 * i]! * x[0]! + A[3 * i + 1]! * x[1]! + A[3 * i + 2]! * x[2]!),
    ]);
    choleskySolve(factor, 3, b, 1);
    expect(distance(b, [99, 9, 8, 1])).toBeLessThan(1e-14);
    const diagonal = diagonalOfInverse(factor, 3);
    for (let i = 0; i < 3; i++) {
      const unit = new Float64Array(3);
      unit[i] = 1;
      choleskySolve(factor, 3, unit);
      expect(Math.abs(diagonal[i]! - unit[i]!)).toBeLessThan(1e-15);
    }
  });

  test("returns 0 for a matrix that is not positive definite, and a small pivot for a nearly singular one", () => {
    expect(choleskyFactor(new Float64Array([1, 0, 2, 1]), 2)).toBe(0);
    expect(choleskyFactor(new Float64Array([0]), 1)).toBe(0);
    expect(choleskyFactor(new Float64Array([Number.NaN]), 1)).toBe(0);
    const nearly = choleskyFactor(new Float64Array([1, 0, 1, 1 + 1e-9]), 2);
    expect(Math.abs(nearly / 1e-9 - 1)).toBeLessThan(1e-6);
  });

  test("measures pivots independently of the scale of the columns", () => {
    const share = choleskyFactor(Float64Array.from([1e20, 0, 0.5, 1e-20]), 2);
    expect(Math.abs(share - 0.75)).toBeLessThan(1e-12);
  });
});

describe("the triangle of a QR decomposition", () => {
  test("has the same products of columns as the data, for any number of blocks of rows", () => {
    for (const rows of [3, 64, 65, 200]) {
      const entry = (i: number, j: number) => Math.sin(3 * i + j * j) + (j === 1 ? 1e-9 * i : 0);
      const R = triangleOf(rows, 3, 1, (target, offset, first, count) => {
        for (let i = 0; i < count; i++)
          for (let j = 0; j < 4; j++) target[offset + 4 * i + j] = entry(first + i, j);
      });
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 4; b++) {
          let own = 0;
          let expected = 0;
          for (let i = 0; i < 3; i++) own += R[4 * i + a]! * R[4 * i + b]!;
          for (let i = 0; i < rows; i++) expected += entry(i, a) * entry(i, b);
          expect(Math.abs(own - expected)).toBeLessThan(1e-12 * rows);
        }
      }
    }
  });

  test("is finite for zero columns and numbers whose squares underflow", () => {
    const rows = [
      [0, 1e-200, 1],
      [0, 1e-200, 3],
    ];
    const R = triangleOf(2, 2, 1, (target, offset) => target.set(rows.flat(), offset));
    expect(R.every(Number.isFinite)).toBe(true);
    expect(Math.abs(Math.abs(R[4]! / 1e-200) - Math.SQRT2)).toBeLessThan(1e-12);
  });
});

test("minimumNorm finds the shortest solution, and a penalty shrinks it", () => {
  const w = minimumNorm(new Float64Array([1, 1, 1, 1]), 2, 2, new Float64Array([2, 2]), [0], 1e-12);
  expect(distance(w, [1, 1])).toBeLessThan(1e-14);
  // ‖2 − (a + b)‖² twice + 4 (a² + b²) has its minimum at a = b = 1/2.
  const shrunk = minimumNorm(new Float64Array([1, 1, 1, 1]), 2, 2, new Float64Array([2, 2]), [4], 1e-12);
  expect(distance(shrunk, [0.5, 0.5])).toBeLessThan(1e-14);
});
