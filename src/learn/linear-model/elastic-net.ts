import type { FitMonitor } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import { type AllowedParameters, checkParameters, number } from "../core/parameter-checks.ts";
import type { Table } from "../core/table.ts";
import { SPARSE_PARAMETERS, type SparseParameters, SparseRegressor } from "./sparse-regressor.ts";

export interface ElasticNetParameters extends SparseParameters {
  /** Share of the l1 penalty, from 0 (ridge) to 1 (lasso). Default 0.5. */
  readonly l1_ratio?: number;
}

const ALLOWED: AllowedParameters<ElasticNetParameters> = {
  ...SPARSE_PARAMETERS,
  l1_ratio: number({ least: 0, most: 1 }),
};

/**
 * Linear regression with l1 and l2 penalties: minimises ‖y − Xw − b‖² / 2n + alpha l1_ratio ‖w‖₁ + ½ alpha (1 −
 * l1_ratio) ‖w‖² for each label; b is not penalised. See `SparseRegressor`.
 * Reference: Zou and Hastie, doi:10.1111/j.1467-9868.2005.00503.x.
 */
export class ElasticNet extends SparseRegressor<ElasticNetParameters> {
  static readonly type = "ElasticNet";

  constructor(parameters: ElasticNetParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(): void {
    checkParameters(this.parameters, ALLOWED);
  }

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and numbers whose products
   * overflow.
   */
  override fit(X: Table, y: Matrix, monitor?: FitMonitor): this {
    this.checkBeforeFit();
    return this.fitPenalised(X, y, this.parameters.l1_ratio ?? 0.5, monitor);
  }
}
