import type { Matrix } from "../core/matrix.ts";
import { type AllowedParameters, checkParameters, number, TRUE_OR_FALSE } from "../core/parameter-checks.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";
import { leastSquares } from "./least-squares.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { nonNegativeLeastSquares } from "./non-negative.ts";

export interface LinearRegressionParameters {
  /** Learn an intercept. Default true. */
  readonly fit_intercept?: boolean;
  /** Allow no negative coefficient. Default false. */
  readonly positive?: boolean;
  /**
   * Singular values of the centred columns up to this share of the largest count as 0, ≥ 0 and < 1. Default 1e-6, as in
   * scikit-learn: columns that differ in scale by a factor of a million lose their small ones, unless they are
   * scaled before. Has no meaning with `positive`.
   */
  readonly tol?: number;
}

const ALLOWED: AllowedParameters<LinearRegressionParameters> = {
  fit_intercept: TRUE_OR_FALSE,
  positive: TRUE_OR_FALSE,
  tol: number({ least: 0, below: 1 }),
};

/**
 * Ordinary least squares: minimises ‖y − Xw − b‖² for each label. If columns are dependent or more numerous
 * than rows, finds the w of least norm. See `leastSquares`; with `positive`, the method of Lawson and Hanson. A
 * constant column has coefficient 0; with a single row, the prediction is its label.
 */
export class LinearRegression extends LinearRegressor<LinearRegressionParameters> {
  static readonly type = "LinearRegression";

  constructor(parameters: LinearRegressionParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(): void {
    checkParameters(this.parameters, ALLOWED);
  }

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and numbers whose products
   * overflow.
   */
  override fit(X: Table, y: Matrix): this {
    this.checkBeforeFit();
    const { fit_intercept = true, positive = false, tol = 1e-6 } = this.parameters;
    const input = numericInput(X, this.type);
    const alphas = new Float64Array(y.columns);
    this.fitted = positive
      ? nonNegativeLeastSquares(input, y, fit_intercept, alphas, this.type)
      : leastSquares(input, y, { fitIntercept: fit_intercept, alphas, cutoff: tol }, this.type);
    return this;
  }
}
