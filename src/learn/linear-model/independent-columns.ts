import type { Matrix } from "../core/matrix.ts";
import { dot } from "../linalg/dot.ts";
import { choleskyFactor, choleskySolve, pivotedCholesky, solveTransposed } from "./cholesky.ts";

/** Number of attempts to correct the combinations before the columns are judged not to depend on the others. */
const MOST_CORRECTIONS = 2;

/**
 * The columns of a matrix X (n × p) divided into independent ones, C, and ones that are combinations of them up
 * to rounding: X = C (I Tᵀ) up to the order of columns. One-hot columns together with an intercept are the
 * usual case.
 *
 * Using only the normal equations of C, this solves the least-squares problems of X and of Xᵀ for the solution
 * of least norm. Reference: Björck, Numerical Methods for Least Squares Problems, 1996, section 2.7.
 */
export class IndependentColumns {
  /** The independent columns. */
  readonly columns: Int32Array;
  /** The factor L of CᵀC = L Lᵀ, r × r. */
  readonly factor: Float64Array;
  readonly #dependent: Int32Array;
  /** T, d × r: the dependent columns as combinations of the independent ones. */
  readonly #weights: Float64Array;
  readonly #size: number;
  /** The Cholesky factor of I + T Tᵀ or I + TᵀT, whichever is smaller. */
  readonly #gramFactor: Float64Array;

  private constructor(
    columns: Int32Array,
    dependent: Int32Array,
    factor: Float64Array,
    weights: Float64Array,
  ) {
    this.columns = columns;
    this.factor = factor;
    this.#dependent = dependent;
    this.#weights = weights;
    const r = columns.length;
    const d = dependent.length;
    this.#size = Math.min(r, d);
    this.#gramFactor = unitPlusGram(d <= r ? weights : transposed(weights, d, r), this.#size, Math.max(r, d));
  }

  /**
   * Divides the columns of X − mean, whose products are `gram`. A column counts as dependent if the others
   * leave at most a fraction `leastPivot` of its squared length unexplained. Returns undefined if a column that
   * looks dependent in the products turns out not to be in the data: its dependence is then near but not exact
   * up to rounding.
   * Cost p·r² and a pass over the data of n·r·d.
   */
  static of(
    X: Matrix,
    mean: Float64Array,
    gram: Float64Array,
    leastPivot: number,
  ): IndependentColumns | undefined {
    const p = X.columns;
    const { order, rank, factor, dependent: weights } = pivotedCholesky(gram, p, leastPivot);
    const columns = order.slice(0, rank);
    const dependent = order.slice(rank);
    for (let d = 0; d < dependent.length; d++) solveTransposed(factor, rank, weights, d * rank);
    const check = new DependenceCheck(X, mean, gram, columns, dependent);
    for (let corrections = 0; !check.holds(weights); corrections++) {
      if (corrections === MOST_CORRECTIONS) return undefined;
      check.correct(weights, factor);
    }
    return new IndependentColumns(columns, dependent, factor, weights);
  }

  /**
   * Replaces b = Xᵀ y, the p numbers of `b` from `offset` on, by the w of least norm that minimises ‖y − X w‖.
   * If z solves CᵀC z = Cᵀ y, w is (I + TᵀT)⁻¹ z on the independent columns and T times that on the others.
   */
  solveColumns(b: Float64Array, offset = 0): void {
    const z = Float64Array.from(this.columns, (j) => b[offset + j]!);
    choleskySolve(this.factor, z.length, z);
    this.#shrink(z);
    this.columns.forEach((j, a) => {
      b[offset + j] = z[a]!;
    });
    this.#dependent.forEach((j, d) => {
      b[offset + j] = dot(this.#weights, d * z.length, z, 0, z.length);
    });
  }

  /**
   * Replaces the p numbers of `b` by a v for which X v is the vector of least norm that minimises ‖b − Xᵀ (X
   * v)‖: CᵀC v = (I + TᵀT)⁻¹ (I Tᵀ) b on the independent columns, 0 on the others.
   */
  solveRows(b: Float64Array): void {
    const v = Float64Array.from(this.columns, (j) => b[j]!);
    const r = v.length;
    this.#dependent.forEach((j, d) => {
      for (let a = 0, at = d * r; a < r; a++, at++) v[a] = v[a]! + this.#weights[at]! * b[j]!;
      b[j] = 0;
    });
    this.#shrink(v);
    choleskySolve(this.factor, r, v);
    this.columns.forEach((j, a) => {
      b[j] = v[a]!;
    });
  }

  /** Computes (I + TᵀT)⁻¹ z in place; if there are fewer dependent columns, as z − Tᵀ (I + T Tᵀ)⁻¹ T z. */
  #shrink(z: Float64Array): void {
    const d = this.#dependent.length;
    const r = z.length;
    if (d > r) {
      choleskySolve(this.#gramFactor, r, z);
      return;
    }
    const weights = this.#weights;
    const combined = Float64Array.from({ length: d }, (_, at) => dot(weights, at * r, z, 0, r));
    choleskySolve(this.#gramFactor, d, combined);
    for (let at = 0, e = 0; e < d; e++) {
      for (let a = 0; a < r; a++, at++) z[a] = z[a]! - weights[at]! * combined[e]!;
    }
  }
}

/**
 * Checks in the data whether columns of X − mean are the combinations of others that their products suggest.
 */
class DependenceCheck {
  readonly #X: Matrix;
  readonly #mean: Float64Array;
  readonly #columns: Int32Array;
  readonly #dependent: Int32Array;
  /** ‖x‖ of every column before centring, to which its rounding is relative. */
  readonly #lengths: Float64Array;

  constructor(X: Matrix, mean: Float64Array, gram: Float64Array, columns: Int32Array, dependent: Int32Array) {
    this.#X = X;
    this.#mean = mean;
    this.#columns = columns;
    this.#dependent = dependent;
    this.#lengths = mean.map((value, j) => Math.sqrt(gram[j * X.columns + j]! + X.rows * value * value));
  }

  /**
   * Returns whether each dependent column equals the combination `weights` (d × r) of the independent ones up
   * to rounding.
   */
  holds(weights: Float64Array): boolean {
    const r = this.#columns.length;
    const squares = new Float64Array(this.#dependent.length);
    this.#eachRest(weights, (rest) => {
      for (let d = 0; d < squares.length; d++) squares[d] = squares[d]! + rest[d]! * rest[d]!;
    });
    const tolerance = Math.max(this.#X.rows, this.#X.columns) * Number.EPSILON;
    return squares.every((sum, d) => {
      let scale = this.#lengths[this.#dependent[d]!]!;
      this.#columns.forEach((j, a) => {
        scale += Math.abs(weights[d * r + a]!) * this.#lengths[j]!;
      });
      return Math.sqrt(sum) <= tolerance * scale;
    });
  }

  /** Adds to `weights` the least-squares fit of what they leave unexplained. */
  correct(weights: Float64Array, factor: Float64Array): void {
    const r = this.#columns.length;
    const products = new Float64Array(weights.length);
    this.#eachRest(weights, (rest, values) => {
      for (let d = 0, at = 0; d < rest.length; d++) {
        for (let a = 0; a < r; a++, at++) products[at] = products[at]! + rest[d]! * values[a]!;
      }
    });
    for (let d = 0; d < this.#dependent.length; d++) choleskySolve(factor, r, products, d * r);
    for (let at = 0; at < weights.length; at++) weights[at] = weights[at]! + products[at]!;
  }

  /**
   * Calls `visit` for each row, with the unexplained part of its dependent entries and with its independent
   * entries.
   */
  #eachRest(weights: Float64Array, visit: (rest: Float64Array, values: Float64Array) => void): void {
    const { rows, columns: p, data } = this.#X;
    const mean = this.#mean;
    const columns = this.#columns;
    const dependent = this.#dependent;
    const r = columns.length;
    const values = new Float64Array(r);
    const rest = new Float64Array(dependent.length);
    if (rest.length === 0) return;
    for (let i = 0; i < rows; i++) {
      for (let a = 0; a < r; a++) values[a] = data[i * p + columns[a]!]! - mean[columns[a]!]!;
      for (let d = 0; d < rest.length; d++) {
        const j = dependent[d]!;
        rest[d] = data[i * p + j]! - mean[j]! - dot(weights, d * r, values, 0, r);
      }
      visit(rest, values);
    }
  }
}

/** Returns the Cholesky factor of I + A Aᵀ, where A is m × n. */
function unitPlusGram(A: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) result[i * m + j] = (i === j ? 1 : 0) + dot(A, i * n, A, j * n, n);
  }
  choleskyFactor(result, m);
  return result;
}

function transposed(A: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(A.length);
  for (let i = 0, at = 0; i < m; i++) for (let j = 0; j < n; j++, at++) result[j * m + i] = A[at]!;
  return result;
}
