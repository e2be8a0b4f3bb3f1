import type { Matrix } from "../core/matrix.ts";
import { flag, fractionBelowOne } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";
import { leastSquares } from "./least-squares.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { trainingMean } from "./linear-scores.ts";
import { nonNegativeLeastSquares } from "./non-negative.ts";
import { solveWeighted } from "./weighted-rows.ts";

const parameters = defineParameters({
  fit_intercept: flag(true, "Learn an intercept"),
  positive: flag(false, "Require coefficients that are not negative"),
  tol: fractionBelowOne(
    1e-6,
    "Singular values of the centred columns up to this fraction of the largest count as 0: columns whose scales differ by a factor of a million must be scaled first. No effect with positive=true",
  ),
});

/**
 * Ordinary least squares: minimises ‖y − Xw − b‖² for each label, a row of weight s counting s times, and takes the w of
 * least norm if columns are linearly dependent or outnumber the rows. See `leastSquares`; with `positive`, the method of
 * Lawson and Hanson. A constant column gets coefficient 0; a single row predicts its own label.
 */
export class LinearRegression extends LinearRegressor<typeof parameters> {
  static readonly type = "LinearRegression";
  static readonly parameters = parameters;

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and numbers whose products
   * overflow.
   */
  override fit(
    X: Table,
    y: Matrix,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkParameters();
    const { fit_intercept, positive, tol } = this.parameters;
    const input = numericInput(X, this.type);
    const alphas = new Float64Array(y.columns);
    const solve = (of: Matrix, targets: Matrix, fitIntercept: boolean) =>
      positive
        ? nonNegativeLeastSquares(of, targets, fitIntercept, alphas, this.type)
        : leastSquares(of, targets, { fitIntercept, alphas, cutoff: tol }, this.type);
    const state =
      sampleWeight === undefined
        ? solve(input, y, fit_intercept)
        : solveWeighted(input, y, sampleWeight, fit_intercept, this.type, (of, targets) =>
            solve(of, targets, false),
          );
    this.fitted = { ...state, mean: trainingMean(input) };
    return this;
  }
}
