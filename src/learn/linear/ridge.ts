import { CholeskyDecomposition, EigenvalueDecomposition, Matrix as MlMatrix } from "ml-matrix";
import { columnMeans, scatter } from "../decomposition/covariance.ts";
import { ValueError } from "../errors.ts";
import { RegressorEstimator, type RestoreStep, type StepState } from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import { checkLengths } from "../restored.ts";
import type { Table } from "../table.ts";

export interface RidgeParameters {
  /** Strength of the penalty, ≥ 0. Default 1. */
  readonly alpha?: number;
  /** Default true. */
  readonly fit_intercept?: boolean;
}

export interface RidgeState {
  /** Row-major, k × p: one row a label. */
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
}

/**
 * Ridge regression: minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label, b not penalised. Centred normal
 * equations by Cholesky, one step of iterative refinement; where they are singular (alpha = 0 and dependent
 * columns) the solution of least norm, by eigenvalues.
 */
export class Ridge extends RegressorEstimator<RidgeParameters, RidgeState> {
  static readonly type = "Ridge";

  constructor(parameters: RidgeParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for alpha < 0, missing or infinite values, and numbers too large to multiply. */
  override fit(X: Table, y: Matrix): this {
    const input = numericInput(X, this.type);
    const { alpha = 1, fit_intercept = true } = this.parameters;
    if (!(alpha >= 0)) throw new ValueError(`alpha=${alpha} must not be negative`);
    const { rows: n, columns: p } = input;
    const k = y.columns;
    const xMean = fit_intercept ? columnMeans(input) : new Float64Array(p);
    const yMean = fit_intercept ? columnMeans(y) : new Float64Array(k);
    const gram = scatter(input, xMean);
    for (let j = 0; j < p; j++) gram[j * p + j]! += alpha;
    if (!gram.every(Number.isFinite)) throw new ValueError("Ridge got numbers too large; scale them before");
    const solve = solver(MlMatrix.from1DArray(p, p, gram as unknown as number[]));
    const coef = new Float64Array(k * p);
    // The residual equation is solved twice: first from 0, then from that solution, whose rounding it mends.
    for (let round = 0; round < 2; round++) {
      const residual = normalResidual(input, y, xMean, yMean, coef, alpha);
      const correction = solve(MlMatrix.from1DArray(p, k, transpose(residual, k, p) as unknown as number[]));
      for (let o = 0; o < k; o++) for (let j = 0; j < p; j++) coef[o * p + j]! += correction.get(j, o);
    }
    if (n === 0 || !coef.every(Number.isFinite)) throw new ValueError("Ridge found no finite solution");
    const intercept = yMean.map((mean, o) => {
      let shift = 0;
      for (let j = 0; j < p; j++) shift += xMean[j]! * coef[o * p + j]!;
      return mean - shift;
    });
    this.fitted = { coef, intercept };
    return this;
  }

  override predict(X: Table): Matrix {
    const { coef, intercept } = this.state;
    const k = intercept.length;
    const p = coef.length / k;
    checkWidth(X, p, this.type);
    const { rows, data } = numericInput(X, this.type);
    const result = new Float64Array(rows * k);
    for (let i = 0; i < rows; i++) {
      for (let o = 0; o < k; o++) {
        let sum = intercept[o]!;
        for (let j = 0; j < p; j++) sum += data[i * p + j]! * coef[o * p + j]!;
        result[i * k + o] = sum;
      }
    }
    return { rows, columns: k, data: result };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { coef, intercept } = this.state;
    checkLengths(this.type, [intercept], intercept?.length);
    checkLengths(this.type, [coef], Math.round(coef?.length / intercept.length) * intercept.length);
  }
}

/** Xcᵀ (yc − Xc w) − alpha w for every label: k × p. */
function normalResidual(
  X: Matrix,
  y: Matrix,
  xMean: Float64Array,
  yMean: Float64Array,
  coef: Float64Array,
  alpha: number,
): Float64Array {
  const { rows, columns: p, data } = X;
  const k = y.columns;
  const result = coef.map((value) => -alpha * value);
  const row = new Float64Array(p);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < p; j++) row[j] = data[i * p + j]! - xMean[j]!;
    for (let o = 0; o < k; o++) {
      let rest = y.data[i * k + o]! - yMean[o]!;
      for (let j = 0; j < p; j++) rest -= row[j]! * coef[o * p + j]!;
      for (let j = 0; j < p; j++) result[o * p + j]! += rest * row[j]!;
    }
  }
  return result;
}

function transpose(data: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]!;
  return result;
}

/** A function that solves A x = b; by the pseudo-inverse where A is singular up to rounding. */
function solver(A: MlMatrix): (b: MlMatrix) => MlMatrix {
  const cholesky = new CholeskyDecomposition(A);
  if (cholesky.isPositiveDefinite()) {
    const L = cholesky.lowerTriangularMatrix.diagonal();
    const smallest = Math.min(...L);
    if (smallest * smallest > Math.max(...A.diagonal()) * A.rows * Number.EPSILON)
      return (b) => cholesky.solve(b);
  }
  const { realEigenvalues, eigenvectorMatrix: V } = new EigenvalueDecomposition(A, { assumeSymmetric: true });
  const cutoff = Math.max(...realEigenvalues) * A.rows * Number.EPSILON;
  const inverse = MlMatrix.diag(realEigenvalues.map((value) => (value > cutoff ? 1 / value : 0)));
  return (b) => V.mmul(inverse.mmul(V.transpose().mmul(b)));
}
