import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import type { ColumnSources, WeightedSums } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  choice,
  countOrFraction,
  either,
  flag,
  partialFraction,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkLengths, checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import { Table } from "../core/table.ts";
import { Transformer } from "../core/transformer.ts";
import { columnMeans } from "../linalg/column-means.ts";
import { affineScores } from "../simd/affine-scores.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { axesOfColumns, axesOfRows, type PrincipalAxes } from "./principal-axes.ts";

const parameters = defineParameters({
  n_components: withDefault(
    v.nullable(countOrFraction(either(wholeNumber(0, 1_000_000), partialFraction))),
    null,
    "Number of components, or the fraction of variance that they must exceed together; null: all",
  ),
  whiten: flag(false, "Divide each score by the standard deviation of its component"),
  svd_solver: choice(
    ["auto", "full", "covariance_eigh"],
    "auto",
    "No effect: the method is chosen by the shape of the data, and exact",
  ),
});

/** The fitted state of `PCA`. */
interface PCAState {
  readonly n_components: number;
  readonly mean: Float64Array;
  /** k × p, row-major: one component per row, of length 1, with a positive entry of largest absolute value. */
  readonly components: Float64Array;
  /** Variances (divisor n − 1), descending. */
  readonly explained_variance: Float64Array;
  readonly explained_variance_ratio: Float64Array;
  readonly singular_values: Float64Array;
  /** The mean of the variances that are left out; 0 if none is. */
  readonly noise_variance: number;
}

/**
 * Principal components: the eigenvectors of the covariance matrix (divisor n − 1) with the largest eigenvalues. The
 * result's columns are `pca0`, `pca1`, …
 * Reference: Tipping and Bishop, Mixtures of Probabilistic Principal Component Analysers, Neural Computation 11
 * (1999), doi:10.1162/089976699300016728.
 */
export class PCA extends Transformer<typeof parameters, PCAState> {
  static readonly type = "PCA";
  static readonly parameters = parameters;

  override checkBeforeFit({ rows, columns }: Shape): void {
    this.checkParameters();
    if (rows < 2) throw new ValueError(`PCA needs at least 2 rows, got ${rows}`);
    const most = Math.min(rows, columns);
    const wanted = this.parameters.n_components ?? most;
    if (wanted > most) {
      throw new ValueError(`n_components=${wanted} must not be more than min(n_samples, n_features)=${most}`);
    }
  }

  override mostColumns(columns: number): number {
    const { n_components } = this.parameters;
    return Number.isInteger(n_components) ? Math.min(columns, n_components!) : columns;
  }

  /**
   * Cost n p² / 2 + 10 p³; with more columns than rows, n² p + 10 n³. Throws `ValueError` for parameters out of range,
   * fewer than 2 rows, and missing or infinite values.
   */
  override fit(X: Table): this {
    this.checkBeforeFit(X);
    const input = numericInput(X, this.type);
    const { rows: n, columns: p } = input;
    const wanted = this.parameters.n_components ?? Math.min(n, p);
    const mean = columnMeans(input);
    const { variances, axes } = principalAxes(input, mean);
    const total = variances.reduce((a, b) => a + b, 0);
    const ratios = variances.map((value) => (total > 0 ? value / total : 0));
    const k = Number.isInteger(wanted) ? wanted : componentsFor(ratios, wanted);
    const components = axes(k);
    for (let c = 0; c < k; c++) fixSign(components.subarray(c * p, (c + 1) * p));
    const rest = variances.subarray(k);
    this.fitted = {
      n_components: k,
      mean,
      components,
      explained_variance: variances.slice(0, k),
      explained_variance_ratio: ratios.slice(0, k),
      singular_values: variances.slice(0, k).map((value) => Math.sqrt(value * (n - 1))),
      noise_variance: rest.length > 0 ? rest.reduce((a, b) => a + b, 0) / rest.length : 0,
    };
    return this;
  }

  /** Throws `ValueError` for missing or infinite values, and unless there are as many columns as at fit. */
  override transform(X: Table): Table {
    const { mean, components, explained_variance, n_components: k } = this.state;
    checkWidth(X, mean.length, this.type);
    const input = numericInput(X, this.type);
    const scores = affineScores(input.data, input.rows, mean.length, components, new Float64Array(k), mean);
    if (this.parameters.whiten) {
      const divisors = deviationsOf(explained_variance);
      for (let i = 0, at = 0; i < input.rows; i++)
        for (let c = 0; c < k; c++, at++) scores[at]! /= divisors[c]!;
    }
    const names = Array.from({ length: k }, (_, c) => `pca${c}`);
    return Table.fromMatrix({ rows: input.rows, columns: k, data: scores }, names);
  }

  /** Every component mixes all columns. */
  override sources(): ColumnSources {
    return { from: undefined };
  }

  override unmix({ coef }: WeightedSums): WeightedSums {
    const { mean, components, explained_variance, n_components: k } = this.state;
    const p = mean.length;
    const outputs = coef.length / k;
    const divisors = this.parameters.whiten ? deviationsOf(explained_variance) : null;
    const own = new Float64Array(outputs * p);
    for (let o = 0; o < outputs; o++) {
      for (let c = 0; c < k; c++) {
        const factor = coef[o * k + c]! / (divisors?.[c] ?? 1);
        for (let j = 0; j < p; j++) own[o * p + j]! += factor * components[c * p + j]!;
      }
    }
    // The mean of every component over the training rows is 0.
    return { coef: own, mean };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { mean, components, explained_variance, n_components: k } = this.state;
    checkSound(this.type, mean instanceof Float64Array && isWhole(k, 0, mean.length));
    checkLengths(this.type, [explained_variance], k);
    checkLengths(this.type, [components], mean.length * k);
    checkFinite(this.type, [mean, components, explained_variance]);
  }
}

/** Returns the standard deviations of components. As in scikit-learn, one without variance is not divided by 0. */
function deviationsOf(variances: Float64Array): Float64Array {
  return variances.map((value) => Math.max(Math.sqrt(value), Number.EPSILON));
}

function principalAxes(X: Matrix, mean: Float64Array): PrincipalAxes {
  try {
    return X.columns > X.rows ? axesOfRows(X, mean) : axesOfColumns(X, mean);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValueError("PCA got numbers too large; scale them before");
  }
}

/** Returns the smallest number of components whose fractions of the variance together exceed `fraction`. */
function componentsFor(ratios: Float64Array, fraction: number): number {
  let sum = 0;
  for (let k = 0; k < ratios.length; k++) {
    sum += ratios[k]!;
    if (sum > fraction) return k + 1;
  }
  return ratios.length;
}

function fixSign(component: Float64Array): void {
  let largest = 0;
  for (const value of component) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let j = 0; j < component.length; j++) component[j] = -component[j]!;
}
