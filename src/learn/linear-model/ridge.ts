import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  choice,
  either,
  flag,
  limit,
  listOf,
  notNegative,
  number,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import type { Shape } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";
import { leastSquares } from "./least-squares.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { trainingMean } from "./linear-scores.ts";
import { nonNegativeLeastSquares } from "./non-negative.ts";
import { solveWeighted } from "./weighted-rows.ts";

/** scikit-learn's solvers for dense data. The minimum is unique, so all of them have the same result here. */
const SOLVERS = ["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga", "lbfgs"] as const;

const parameters = defineParameters({
  alpha: withDefault(
    v.pipe(
      either(number({ least: 0 }), listOf(number({ least: 0 }))),
      v.description("a finite number of at least 0"),
    ),
    1,
    "Strength of the penalty: one number, or a list with one number per label",
  ),
  fit_intercept: flag(true, "Learn an intercept"),
  positive: flag(false, "Require coefficients that are not negative"),
  solver: choice(
    SOLVERS,
    "auto",
    "scikit-learn's names; all give the exact minimum by the same method. positive=true requires auto or lbfgs, and lbfgs requires positive=true",
  ),
  tol: notNegative(
    1e-4,
    "No effect, because the solvers are exact: the tolerance of scikit-learn's iterative ones",
  ),
  max_iter: limit(
    "No effect, because the solvers are exact: maximum number of iterations of scikit-learn's iterative ones",
  ),
});

/**
 * Ridge regression: minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label, b not penalised; a row of weight s counts s
 * times. If alpha is 0 and columns are linearly dependent, takes the w of least norm. See `leastSquares`; with
 * `positive`, the method of Lawson and Hanson.
 */
export class Ridge extends LinearRegressor<typeof parameters> {
  static readonly type = "Ridge";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    this.checkParameters();
    const { alpha, positive, solver } = this.parameters;
    penalties(alpha, y.columns);
    if (positive && solver !== "auto" && solver !== "lbfgs") {
      throw new ValueError(
        `solver=${JSON.stringify(solver)} does not support positive=true; use auto or lbfgs`,
      );
    }
    if (!positive && solver === "lbfgs") {
      throw new ValueError(`solver="lbfgs" can be used only with positive=true; use another solver`);
    }
  }

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
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { alpha, fit_intercept, positive } = this.parameters;
    const alphas = penalties(alpha, y.columns);
    const solve = (of: Matrix, targets: Matrix, fitIntercept: boolean) =>
      positive
        ? nonNegativeLeastSquares(of, targets, fitIntercept, alphas, this.type)
        : leastSquares(of, targets, { fitIntercept, alphas, cutoff: 0 }, this.type);
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

/** Returns the penalty of each of `labels` labels. Throws `ValueError` for a list of another length. */
function penalties(alpha: number | readonly number[], labels: number): Float64Array {
  const given = typeof alpha === "number" ? new Array<number>(labels).fill(alpha) : alpha;
  if (given.length !== labels) {
    throw new ValueError(`alpha has ${given.length} numbers, but there are ${labels} labels`);
  }
  return Float64Array.from(given);
}
