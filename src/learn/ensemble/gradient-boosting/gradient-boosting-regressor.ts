import { ValueError } from "../../core/errors.ts";
import {
  type Convergence,
  type FitMonitor,
  RegressorEstimator,
  type RestoreStep,
  type Shape,
  SILENT,
  type StepState,
} from "../../core/estimator.ts";
import type { Matrix } from "../../core/matrix.ts";
import { type AllowedParameters, checkParameters, number, oneOf } from "../../core/parameter-checks.ts";
import type { Random } from "../../core/random.ts";
import { checkSound } from "../../core/restored.ts";
import type { Table } from "../../core/table.ts";
import { takeDoubles } from "../../core/take.ts";
import { holdBack } from "../../model-selection/hold-back.ts";
import { checkTargets } from "../../tree/regression-criteria.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import { checkWidth } from "../../validation/input.ts";
import { fitBoosting } from "./boosting-fit.ts";
import { BOOSTING_PARAMETERS, type BoostingParameters } from "./boosting-parameters.ts";
import { type BoostingState, checkBoostingState, rawPredictions } from "./boosting-state.ts";
import { BOOSTING_LOSSES, type BoostingLossName, boostingLoss } from "./regression-boosting-loss.ts";

export interface GradientBoostingRegressorParameters extends BoostingParameters {
  /** `squared_error` (default), `absolute_error`, `huber` or `quantile`. */
  readonly loss?: BoostingLossName;
  /** The quantile of `huber` and `quantile`, in (0, 1). Default 0.9. */
  readonly alpha?: number;
}

const ALLOWED: AllowedParameters<GradientBoostingRegressorParameters> = {
  ...BOOSTING_PARAMETERS,
  loss: oneOf(...BOOSTING_LOSSES),
  alpha: number({ above: 0, below: 1 }),
};

/**
 * Gradient boosting for one numeric target on exact values. See `BoostingStages`. Cost O(n_estimators · p n ·
 * max_depth).
 */
export class GradientBoostingRegressor extends RegressorEstimator<
  GradientBoostingRegressorParameters,
  BoostingState
> {
  static readonly type = "GradientBoostingRegressor";
  override readonly isMultiOutput = false;

  constructor(parameters: GradientBoostingRegressorParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    if (y.columns !== 1) throw new ValueError(`${this.type} learns one label, got ${y.columns}`);
    checkTargets("squared_error", y);
  }

  /** Throws `ValueError` for several targets, parameters out of range, and missing or infinite values. */
  override fit(X: Table, y: Matrix, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    this.checkBeforeFit(input, y);
    const { loss = "squared_error", alpha = 0.9 } = this.parameters;
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const task = {
      y: y.data,
      take: takeDoubles,
      lossOf: (own: Float64Array) => boostingLoss(loss, own, alpha),
      holdBack: (share: number, random: Random) => holdBack(input.rows, share, random),
    };
    this.fitted = fitBoosting(input, task, this.parameters, monitor);
    return this;
  }

  override predict(X: Table): Matrix {
    checkWidth(X, this.state.forest.features, this.type);
    return rawPredictions(this.state, singlePrecision(X, this.type));
  }

  /**
   * How much each column decreases the squared error of the gradients; sums to 1, or all 0 if there is no
   * split.
   */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** The number of stages fitted. */
  override convergence(): Convergence {
    return { iterations: this.state.n_estimators, converged: true };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkBoostingState(this.type, this.state);
    checkSound(this.type, this.state.init.length === 1);
  }
}
