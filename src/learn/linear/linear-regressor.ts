import { StateError, ValueError } from "../errors.ts";
import { RegressorEstimator, type RestoreStep, type StepState } from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import { checkLengths } from "../restored.ts";
import type { Table } from "../table.ts";

/** What every linear regression learns. */
export interface LinearState {
  /** Row-major, k × p: one row a label. */
  readonly coef: Float64Array;
  /** One number a label; 0 without `fit_intercept`. */
  readonly intercept: Float64Array;
}

/** A regressor whose prediction is X coefᵀ + intercept. Subclasses differ in how they find the coefficients. */
export abstract class LinearRegressor<P, F extends LinearState = LinearState> extends RegressorEstimator<
  P,
  F
> {
  /** n × k. Throws `ValueError` for missing or infinite values and another number of columns. Cost n·p·k. */
  override predict(X: Table): Matrix {
    const { coef, intercept } = this.state;
    const k = intercept.length;
    const p = coef.length / k;
    checkWidth(X, p, this.type);
    const { rows, data } = numericInput(X, this.type);
    return { rows, columns: k, data: linearScores(data, rows, p, coef, intercept) };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkLinearState(this.type, this.state?.coef, this.state?.intercept);
  }
}

/** X coefᵀ + intercept, n × k: each row by itself, so that a row gives the same whatever rows are beside it. */
export function linearScores(
  data: Float64Array,
  rows: number,
  p: number,
  coef: Float64Array,
  intercept: Float64Array,
): Float64Array {
  const k = intercept.length;
  const scores = new Float64Array(rows * k);
  for (let i = 0, row = 0, at = 0; i < rows; i++, row += p) {
    for (let o = 0, c = 0; o < k; o++, at++) {
      let sum = intercept[o]!;
      for (let j = 0; j < p; j++, c++) sum += data[row + j]! * coef[c]!;
      scores[at] = sum;
    }
  }
  return scores;
}

/** Throws `StateError` unless `coef` is k × p and `intercept` has k ≥ 1 numbers, for some p ≥ 1. */
export function checkLinearState(type: string, coef: unknown, intercept: unknown): void {
  const k = intercept instanceof Float64Array ? intercept.length : 0;
  const p = k > 0 && coef instanceof Float64Array ? coef.length / k : 0;
  if (!(Number.isInteger(p) && p >= 1)) throw new StateError(`the state of its ${type} is malformed`);
  checkLengths(type, [intercept], k);
  checkLengths(type, [coef], k * p);
}

/** yMean − xMean · w for every label. Throws `ValueError` when a coefficient or an intercept is not finite. */
export function interceptsOf(
  coef: Float64Array,
  xMean: Float64Array,
  yMean: Float64Array,
  owner: string,
): Float64Array {
  const p = xMean.length;
  const intercept = yMean.map((mean, o) => {
    let shift = 0;
    for (let j = 0; j < p; j++) shift += xMean[j]! * coef[o * p + j]!;
    return mean - shift;
  });
  if (!(coef.every(Number.isFinite) && intercept.every(Number.isFinite))) {
    throw new ValueError(
      `${owner} found no finite solution; the data may hold large numbers, scale them before`,
    );
  }
  return intercept;
}
