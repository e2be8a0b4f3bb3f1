import { ValueError } from "../core/errors.ts";
import type { Shape } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  listOf,
  number,
  oneOf,
  TRUE_OR_FALSE,
  whole,
} from "../core/parameter-checks.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";
import { leastSquares } from "./least-squares.ts";
import { LinearRegressor } from "./linear-regressor.ts";
import { nonNegativeLeastSquares } from "./non-negative.ts";

/** scikit-learn's solvers for dense data. The minimum is unique, so all of them have the same meaning here. */
const SOLVERS = ["auto", "svd", "cholesky", "lsqr", "sparse_cg", "sag", "saga", "lbfgs"] as const;

export interface RidgeParameters {
  /** Strength of the penalty, ≥ 0: one number, or one a label. Default 1. */
  readonly alpha?: number | readonly number[];
  /** Learn an intercept. Default true. */
  readonly fit_intercept?: boolean;
  /** Allow no negative coefficient. Default false. */
  readonly positive?: boolean;
  /**
   * Any of scikit-learn's names. All of them give the exact minimum here, by the same method, where some of
   * scikit-learn's stop at a tolerance; as there, `positive` goes with `auto` and `lbfgs` only, and `lbfgs` with
   * `positive` only. Default `auto`.
   */
  readonly solver?: (typeof SOLVERS)[number];
  /** Without effect, because every solver here is exact: the tolerance of scikit-learn's iterative ones. ≥ 0, default 1e-4. */
  readonly tol?: number;
  /** Without effect, as `tol`: most iterations, ≥ 1, or null for the solver's own. Default null. */
  readonly max_iter?: number | null;
}

const ALLOWED: AllowedParameters<RidgeParameters> = {
  alpha: either(number({ least: 0 }), listOf(number({ least: 0 }))),
  fit_intercept: TRUE_OR_FALSE,
  positive: TRUE_OR_FALSE,
  solver: oneOf(...SOLVERS),
  tol: number({ least: 0 }),
  max_iter: either(whole(1), oneOf(null)),
};

/**
 * Ridge regression: minimises ‖y − Xw − b‖² + alpha ‖w‖² for each label; b is not penalised. With alpha = 0 and
 * dependent columns, finds the w of least norm. See `leastSquares`; with `positive`, the method of Lawson and
 * Hanson.
 */
export class Ridge extends LinearRegressor<RidgeParameters> {
  static readonly type = "Ridge";

  constructor(parameters: RidgeParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    const { alpha = 1, positive = false, solver = "auto" } = this.parameters;
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

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and numbers whose products
   * overflow.
   */
  override fit(X: Table, y: Matrix): this {
    const input = numericInput(X, this.type);
    this.checkBeforeFit(input, y);
    const { alpha = 1, fit_intercept = true, positive = false } = this.parameters;
    const alphas = penalties(alpha, y.columns);
    this.fitted = positive
      ? nonNegativeLeastSquares(input, y, fit_intercept, alphas, this.type)
      : leastSquares(input, y, { fitIntercept: fit_intercept, alphas, cutoff: 0 }, this.type);
    return this;
  }
}

/** Returns the penalty of each label. */
function penalties(alpha: number | readonly number[], labels: number): Float64Array {
  const given = typeof alpha === "number" ? new Array<number>(labels).fill(alpha) : alpha;
  if (given.length !== labels) {
    throw new ValueError(`alpha has ${given.length} numbers, but there are ${labels} labels`);
  }
  return Float64Array.from(given);
}
