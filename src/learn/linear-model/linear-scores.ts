import { StateError } from "../core/errors.ts";
import type { ExplanationUnit, LinearExplanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkFinite, checkLengths, checkSound, isWhole } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { columnMeans } from "../linalg/column-means.ts";
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
  /** The means of the p columns over the training rows, for explanations. Absent in states of an older format. */
  readonly mean?: Float64Array | undefined;
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

/** Returns the means of training rows for a `LinearState`, which must be finite even where the sums overflow. */
export function trainingMean(X: Matrix): Float64Array {
  const mean = columnMeans(X);
  if (mean.every(Number.isFinite)) return mean;
  mean.fill(0);
  X.data.forEach((value, at) => {
    mean[at % X.columns]! += value / X.rows;
  });
  return mean;
}

/** Returns the explanation by the scores, which are in `unit`. Throws `StateError` if the state has no means. */
export function linearExplanation(
  { coef, intercept, mean }: LinearState,
  unit: ExplanationUnit,
  owner: string,
): LinearExplanation {
  if (mean === undefined) throw new StateError(`the state of its ${owner} lacks the means of columns`);
  return { kind: "linear", unit, sums: { coef, mean }, intercept };
}

/**
 * Throws `StateError` unless `coef` is k × p, `intercept` has k ≥ 1 finite numbers, and `mean` p, for some p ≥ 1; the last may
 * be absent.
 */
export function checkLinearState(type: string, { coef, intercept, mean }: Partial<LinearState>): void {
  const k = intercept instanceof Float64Array ? intercept.length : 0;
  const p = k > 0 && coef instanceof Float64Array ? coef.length / k : 0;
  checkSound(type, isWhole(p, 1));
  checkLengths(type, [intercept], k);
  checkLengths(type, [coef], k * p);
  checkFinite(type, [coef!, intercept!]);
  if (mean === undefined) return;
  checkLengths(type, [mean], p);
  checkFinite(type, [mean]);
}
