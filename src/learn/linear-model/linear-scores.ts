import type { Matrix } from "../core/matrix.ts";
import { checkFinite, checkLengths, checkSound, isWhole } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { affineScores } from "../simd/affine-scores.ts";
import { checkWidth, numericInput } from "../validation/input.ts";

/**
 * The state of every linear model: k rows of coefficients, one per label or class; a single one for two
 * classes.
 */
export interface LinearState {
  /** Row-major, k × p. */
  readonly coef: Float64Array;
  /** k numbers; 0 without `fit_intercept`. */
  readonly intercept: Float64Array;
}

/**
 * Returns the scores X coefᵀ + intercept, n × k. Throws `ValueError` for missing or infinite values and a wrong
 * number of columns. Cost n·p·k.
 */
export function scoresOf(X: Table, { coef, intercept }: LinearState, owner: string): Matrix {
  const k = intercept.length;
  const p = coef.length / k;
  checkWidth(X, p, owner);
  const { rows, data } = numericInput(X, owner);
  return { rows, columns: k, data: affineScores(data, rows, p, coef, intercept) };
}

/** Throws `StateError` unless `coef` is k × p and `intercept` has k ≥ 1 finite numbers, for some p ≥ 1. */
export function checkLinearState(type: string, coef: unknown, intercept: unknown): void {
  const k = intercept instanceof Float64Array ? intercept.length : 0;
  const p = k > 0 && coef instanceof Float64Array ? coef.length / k : 0;
  checkSound(type, isWhole(p, 1));
  checkLengths(type, [intercept], k);
  checkLengths(type, [coef], k * p);
  checkFinite(type, [coef as Float64Array, intercept as Float64Array]);
}
