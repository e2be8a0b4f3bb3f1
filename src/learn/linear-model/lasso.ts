import type { FitMonitor } from "../core/fit-monitor.ts";
import type { Matrix } from "../core/matrix.ts";
import { defineParameters } from "../core/parameters.ts";
import type { Table } from "../core/table.ts";
import { descentParameters, penaltyStrength, SparseRegressor } from "./sparse-regressor.ts";

const parameters = defineParameters({ alpha: penaltyStrength, ...descentParameters });

/**
 * Linear regression with an l1 penalty, which makes coefficients exactly 0: minimises ‖y − Xw − b‖² / 2n +
 * alpha ‖w‖₁ for each label; b is not penalised. See `SparseRegressor`.
 * Reference: Friedman, Hastie and Tibshirani, doi:10.18637/jss.v033.i01.
 */
export class Lasso extends SparseRegressor<typeof parameters> {
  static readonly type = "Lasso";
  static readonly parameters = parameters;

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and numbers whose products
   * overflow.
   */
  override fit(
    X: Table,
    y: Matrix,
    monitor?: FitMonitor,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkParameters();
    return this.fitPenalised(X, y, 1, monitor, sampleWeight);
  }
}
