import { describe, expect, test } from "bun:test";
import {
  addTransposedProduct,
  multiplyAdd,
  multiplyTransposed,
} from "../../../src/learn/linalg/matrix-products.ts";
import { addPlainGram, paddedWidth } from "../../../src/learn/simd/gram.ts";

const made = (length: number, seed: number) =>
  Float64Array.from({ length }, (_, i) => Math.sin(i * 1.9 + seed) + 0.1 * seed);
const SIZES = [1, 2, 3, 4, 5, 8, 11];

function close(actual: Float64Array, expected: (at: number) => number): void {
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected(at))).toBeLessThan(1e-13);
  });
}

describe("products of every size equal plain sums", () => {
  for (const m of SIZES) {
    test(`with ${m} rows`, () => {
      for (const p of SIZES) {
        for (const q of SIZES) {
          const A = made(m * p, 1);
          const D = made(m * q, 2);
          // Coefficients and intercepts start at arbitrary positions in the array of all weights.
          const weights = made(3 + p * q + 2 + q, 3);
          const w = 3;
          const b = 3 + p * q + 2;
          const Z = new Float64Array(m * q);
          multiplyAdd(A, m, p, weights, w, b, q, Z);
          close(Z, (at) => {
            let sum = weights[b + (at % q)]!;
            for (let k = 0; k < p; k++)
              sum += A[Math.floor(at / q) * p + k]! * weights[w + k * q + (at % q)]!;
            return sum;
          });
          const G = new Float64Array(p * q + 1).fill(0.5);
          addTransposedProduct(A, D, m, p, q, G, 1);
          close(G, (at) => {
            let sum = 0.5;
            if (at === 0) return sum;
            for (let i = 0; i < m; i++)
              sum += A[i * p + Math.floor((at - 1) / q)]! * D[i * q + ((at - 1) % q)]!;
            return sum;
          });
          const E = new Float64Array(m * p);
          multiplyTransposed(D, m, q, weights, w, p, E);
          close(E, (at) => {
            let sum = 0;
            for (let k = 0; k < q; k++)
              sum += D[Math.floor(at / p) * q + k]! * weights[w + (at % p) * q + k]!;
            return sum;
          });
        }
      }
    });
  }
});

test("the result of a row does not depend on its position, bit for bit", () => {
  const [p, q] = [7, 11];
  const weights = made(p * q + q, 3);
  const row = made(p, 5);
  const alone = new Float64Array(q);
  multiplyAdd(row, 1, p, weights, 0, p * q, q, alone);
  for (let m = 1; m < 6; m++) {
    const A = made(m * p, 1);
    A.set(row, (m - 1) * p);
    const Z = new Float64Array(m * q);
    multiplyAdd(A, m, p, weights, 0, p * q, q, Z);
    expect(Z.subarray((m - 1) * q)).toEqual(alone);
  }
});

test("products of columns fill the upper triangle, with a width that is not a multiple of 16", () => {
  for (const q of [1, 4, 13, 15, 16, 61, 64]) {
    const width = paddedWidth(q);
    expect(width >= q && width % 4 === 0 && width % 16 !== 0).toBe(true);
    const B = made(9 * width, 1);
    const G = new Float64Array(width * width);
    addPlainGram(B, 9, width, G);
    for (let a = 0; a < width; a++) {
      for (let b = a; b < width; b++) {
        let sum = 0;
        for (let i = 0; i < 9; i++) sum += B[i * width + a]! * B[i * width + b]!;
        expect(Math.abs(G[a * width + b]! - sum)).toBeLessThan(1e-13);
      }
    }
  }
});
