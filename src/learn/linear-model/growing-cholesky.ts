import { dot } from "../linalg/dot.ts";
import { choleskySolve } from "./cholesky.ts";

/**
 * The Cholesky factor of a symmetric positive definite matrix to which rows and columns are added and from
 * which they are removed. Adding one and solving cost m², removing one at most m², where m is the present size.
 * Reference: Golub and Van Loan, Matrix Computations, 4th edition, 6.5.
 */
export class GrowingCholesky {
  readonly #factor: Float64Array;
  readonly #stride: number;
  #size = 0;

  /** `most`: the largest number of rows. */
  constructor(most: number) {
    this.#stride = most;
    this.#factor = new Float64Array(most * most);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds a row and column: `entries` are its products with the present ones, followed by its diagonal entry.
   * Returns false, without adding anything, if the present ones explain it up to a fraction `least` of its
   * diagonal entry.
   */
  append(entries: Float64Array, least: number): boolean {
    const L = this.#factor;
    const m = this.#size;
    const row = m * this.#stride;
    for (let j = 0, other = 0; j < m; j++, other += this.#stride) {
      L[row + j] = (entries[j]! - dot(L, row, L, other, j)) / L[other + j]!;
    }
    const pivot = entries[m]! - dot(L, row, L, row, m);
    if (!(pivot > least * entries[m]!)) return false;
    L[row + m] = Math.sqrt(pivot);
    this.#size++;
    return true;
  }

  /** Removes row and column `index`; later ones move up. Givens rotations restore the triangular form. */
  remove(index: number): void {
    const L = this.#factor;
    const stride = this.#stride;
    const m = --this.#size;
    for (let i = index; i < m; i++) {
      L.copyWithin(i * stride, (i + 1) * stride, (i + 1) * stride + i + 2);
    }
    for (let j = index; j < m; j++) {
      const at = j * stride + j;
      const length = Math.hypot(L[at]!, L[at + 1]!);
      const cosine = L[at]! / length;
      const sine = L[at + 1]! / length;
      L[at] = length;
      L[at + 1] = 0;
      for (let i = j + 1, other = at + stride; i < m; i++, other += stride) {
        const left = L[other]!;
        const right = L[other + 1]!;
        L[other] = cosine * left + sine * right;
        L[other + 1] = cosine * right - sine * left;
      }
    }
  }

  /** Solves A x = b in place. */
  solve(b: Float64Array): void {
    choleskySolve(this.#factor, this.#size, b, 0, this.#stride);
  }
}
