import { StateError, ValueError } from "../errors.ts";
import {
  type Convergence,
  type FitMonitor,
  RegressorEstimator,
  type RestoreStep,
  SILENT,
  type StepState,
} from "../estimator.ts";
import { checkWidth } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import { Random } from "../random.ts";
import type { Table } from "../table.ts";
import { type BoostingParameters, boostingOptions, heldOutShare } from "./boosting-parameters.ts";
import { BoostingStages } from "./boosting-stages.ts";
import { type BoostingState, checkBoostingState, rawPredictions } from "./boosting-state.ts";
import { checkChoice, checkSeed } from "./growth-parameters.ts";
import { splitRows } from "./holdout-split.ts";
import { BOOSTING_LOSSES, type RegressionLossName, regressionLoss } from "./regression-boosting-loss.ts";
import { checkTargets } from "./regression-criteria.ts";
import { singlePrecision, takeSingleRows } from "./single-precision.ts";

export interface GradientBoostingRegressorParameters extends BoostingParameters {
  /** `squared_error` (default), `absolute_error`, `huber` or `quantile`. */
  readonly loss?: RegressionLossName;
  /** The quantile of `huber` and `quantile`, in (0, 1). Default 0.9. */
  readonly alpha?: number;
}

/** Gradient boosting of one number. See `BoostingStages`. Cost: O(n_estimators · p n · max_depth). */
export class GradientBoostingRegressor extends RegressorEstimator<
  GradientBoostingRegressorParameters,
  BoostingState
> {
  static readonly type = "GradientBoostingRegressor";

  constructor(parameters: GradientBoostingRegressorParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for several targets, parameters out of range, and missing or infinite values. */
  override fit(X: Table, y: Matrix, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    const { loss = "squared_error", alpha = 0.9, random_state = 0 } = this.parameters;
    checkChoice("loss", loss, BOOSTING_LOSSES);
    checkSeed(random_state);
    if (!(alpha > 0 && alpha < 1)) throw new ValueError(`alpha=${alpha} must be in (0, 1)`);
    if (y.columns !== 1) throw new ValueError(`${this.type} learns one label, got ${y.columns}`);
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    checkTargets("squared_error", y);
    const share = heldOutShare(this.parameters);
    let train = input;
    let targets = y.data;
    let holdout = null;
    if (share > 0) {
      const parts = splitRows(input.rows, share, new Random(random_state));
      train = takeSingleRows(input, parts.train);
      targets = Float64Array.from(parts.train, (row) => y.data[row]!);
      const heldTargets = Float64Array.from(parts.test, (row) => y.data[row]!);
      holdout = { X: takeSingleRows(input, parts.test), y: heldTargets };
    }
    const options = boostingOptions(this.parameters, train.rows, train.columns);
    const stages = new BoostingStages(train, regressionLoss(loss, targets, alpha), options);
    const result = stages.run(holdout, monitor);
    this.fitted = {
      forest: result.forest,
      feature_importances: result.importances,
      init: result.init,
      n_estimators: result.stages,
    };
    return this;
  }

  override predict(X: Table): Matrix {
    checkWidth(X, this.state.forest.features, this.type);
    return rawPredictions(this.state, singlePrecision(X, this.type));
  }

  /** How much each column lowered the squared error of the gradients; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** Stages fitted. */
  override convergence(): Convergence {
    return { iterations: this.state.n_estimators, converged: true };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkBoostingState(this.type, this.state);
    if (this.state.init.length !== 1) throw new StateError(`the state of its ${this.type} is malformed`);
  }
}
