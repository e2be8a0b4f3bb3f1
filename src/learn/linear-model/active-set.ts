import { dot } from "../linalg/dot.ts";
import { GrowingCholesky } from "./growing-cholesky.ts";

/**
 * Active-set method for non-negative least squares: minimises ½ wᵀ(G + alpha I)w − qᵀw subject to w ≥ 0, where
 * G is p × p and positive semi-definite. The column of steepest descent joins the set of positive coefficients,
 * and columns that would become negative on the way to the minimum over the set leave it. The Cholesky factor
 * of the set is updated, so that a change of the set costs about p·m for m positive coefficients.
 * Reference: Lawson and Hanson, Solving Least Squares Problems, 1974, chapter 23.
 */
export class ActiveSet {
  /** The coefficients, p numbers. */
  readonly w: Float64Array;
  /** The columns with positive coefficients, in the order in which they joined. */
  readonly columns: number[] = [];
  readonly #G: Float64Array;
  readonly #q: Float64Array;
  readonly #p: number;
  readonly #alpha: number;
  readonly #factor: GrowingCholesky;
  readonly #isMember: Uint8Array;
  /**
   * Columns that joined and left at once, because of rounding or because they depend on others. They are not
   * tried again until another coefficient has changed.
   */
  readonly #isBarred: Uint8Array;

  constructor(G: Float64Array, q: Float64Array, p: number, alpha: number) {
    this.#G = G;
    this.#q = q;
    this.#p = p;
    this.#alpha = alpha;
    this.w = new Float64Array(p);
    this.#factor = new GrowingCholesky(p);
    this.#isMember = new Uint8Array(p);
    this.#isBarred = new Uint8Array(p);
  }

  minimise(): void {
    const p = this.#p;
    let largest = 0;
    for (const value of this.#q) largest = Math.max(largest, Math.abs(value));
    const flat = largest * p * 10 * Number.EPSILON;
    for (let round = 0; round < 3 * p + 10; round++) {
      const column = this.#steepest(flat);
      if (column < 0) break;
      const moved = this.#join(column) && this.#moveToMinimum();
      if (moved) this.#isBarred.fill(0);
      if (this.#isMember[column] === 0) this.#isBarred[column] = 1;
    }
  }

  /** Solves (G + alpha I) x = b restricted to `columns`, in place. */
  solve(b: Float64Array): void {
    this.#factor.solve(b);
  }

  /** Returns the diagonal of G + alpha I. */
  diagonal(): Float64Array {
    return Float64Array.from(this.w, (_, j) => this.#G[j * (this.#p + 1)]! + this.#alpha);
  }

  /**
   * Returns the column outside the set along which the objective falls fastest, by more than `flat`; -1 if
   * there is none.
   */
  #steepest(flat: number): number {
    const p = this.#p;
    let best = -1;
    let steepest = flat;
    for (let j = 0; j < p; j++) {
      if (this.#isMember[j] === 1 || this.#isBarred[j] === 1 || !(this.#G[j * (p + 1)]! > 0)) continue;
      const slope = this.#q[j]! - dot(this.#G, j * p, this.w, 0, p);
      if (slope > steepest) {
        best = j;
        steepest = slope;
      }
    }
    return best;
  }

  /**
   * Adds a column to the set, unless it depends on the columns in it and so adds nothing; returns whether it
   * was added.
   */
  #join(column: number): boolean {
    const entries = new Float64Array(this.columns.length + 1);
    this.columns.forEach((other, a) => {
      entries[a] = this.#G[column * this.#p + other]!;
    });
    entries[this.columns.length] = this.#G[column * (this.#p + 1)]! + this.#alpha;
    if (!this.#factor.append(entries, entries.length * 10 * Number.EPSILON)) return false;
    this.columns.push(column);
    this.#isMember[column] = 1;
    return true;
  }

  /**
   * Moves `w` to the minimum over the set; columns that would become negative leave it. Returns whether `w`
   * changed.
   */
  #moveToMinimum(): boolean {
    const w = this.w;
    let moved = false;
    for (;;) {
      const target = Float64Array.from(this.columns, (j) => this.#q[j]!);
      this.solve(target);
      let stepLength = 1;
      let limiting = -1;
      this.columns.forEach((j, a) => {
        if (target[a]! > 0) return;
        // 0 / 0 is a new column whose coefficient should stay 0.
        const reach = w[j]! > 0 ? w[j]! / (w[j]! - target[a]!) : 0;
        if (limiting >= 0 && reach >= stepLength) return;
        stepLength = reach;
        limiting = j;
      });
      this.columns.forEach((j, a) => {
        const value = j === limiting ? 0 : w[j]! + stepLength * (target[a]! - w[j]!);
        if (value !== w[j]) moved = true;
        w[j] = Math.max(0, value);
      });
      if (limiting < 0) return moved;
      this.#leave();
    }
  }

  /** Removes the columns with coefficient 0 from the set. */
  #leave(): void {
    for (let a = this.columns.length - 1; a >= 0; a--) {
      const column = this.columns[a]!;
      if (this.w[column]! > 0) continue;
      this.columns.splice(a, 1);
      this.#factor.remove(a);
      this.#isMember[column] = 0;
    }
  }
}
