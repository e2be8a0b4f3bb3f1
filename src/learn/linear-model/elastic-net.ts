import type { FitMonitor } from "../core/fit-monitor.ts";
import type { Matrix } from "../core/matrix.ts";
import { fraction } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import type { Table } from "../core/table.ts";
import { descentParameters, penaltyStrength, SparseRegressor } from "./sparse-regressor.ts";

const parameters = defineParameters({
  alpha: penaltyStrength,
  l1_ratio: fraction(0.5, "Fraction of the l1 penalty: 0 is ridge, 1 is lasso"),
  ...descentParameters,
});

/**
 * Linear regression with l1 and l2 penalties: minimises ‖y − Xw − b‖² / 2n + alpha l1_ratio ‖w‖₁ + ½ alpha (1 −
 * l1_ratio) ‖w‖² for each label; b is not penalised. See `SparseRegressor`.
 * Reference: Zou and Hastie, doi:10.1111/j.1467-9868.2005.00503.x.
 */
export class ElasticNet extends SparseRegressor<typeof parameters> {
  static readonly type = "ElasticNet";
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
    return this.fitPenalised(X, y, this.parameters.l1_ratio, monitor, sampleWeight);
  }
}
