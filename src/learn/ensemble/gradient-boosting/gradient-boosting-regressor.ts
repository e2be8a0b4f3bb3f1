import { ValueError } from "../../core/errors.ts";
import { type Convergence, RegressorEstimator } from "../../core/estimator.ts";
import type { TreeExplanation } from "../../core/explanation.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { Matrix } from "../../core/matrix.ts";
import { choice, partialFraction, withDefault } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import type { Random } from "../../core/random.ts";
import { checkSound } from "../../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { takeDoubles } from "../../core/take.ts";
import { holdBack } from "../../model-selection/hold-back.ts";
import { monotonicConstraints } from "../../tree/monotonic-constraints.ts";
import { checkTargets } from "../../tree/regression-criteria.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import { checkWidth } from "../../validation/input.ts";
import { fitBoosting } from "./boosting-fit.ts";
import { boostingParameters } from "./boosting-parameters.ts";
import { type BoostingState, checkBoostingState, rawExplanation, rawPredictions } from "./boosting-state.ts";
import { BOOSTING_LOSSES, boostingLoss } from "./regression-boosting-loss.ts";

const parameters = defineParameters({
  loss: choice(BOOSTING_LOSSES, "squared_error", "The loss; huber and quantile use alpha"),
  alpha: withDefault(partialFraction, 0.9, "The quantile of huber and quantile"),
  ...boostingParameters,
});

/**
 * Gradient boosting for one numeric target on exact values. See `BoostingStages`. Cost O(n_estimators · p n ·
 * max_depth).
 */
export class GradientBoostingRegressor extends RegressorEstimator<typeof parameters, BoostingState> {
  static readonly type = "GradientBoostingRegressor";
  static readonly parameters = parameters;
  override readonly isMultiOutput = false;

  override get predictedQuantile(): number | undefined {
    const { loss, alpha } = this.parameters;
    return loss === "quantile" ? alpha : undefined;
  }

  override checkBeforeFit(_shape: Shape, y: Matrix): void {
    this.checkParameters();
    if (y.columns !== 1) throw new ValueError(`${this.type} learns one label, got ${y.columns}`);
    checkTargets("squared_error", y);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for several targets, parameters out of range, missing or infinite values, and for monotonic constraints
   * on columns that are not there.
   */
  override fit(
    X: Table,
    y: Matrix,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = singlePrecision(X, this.type);
    const { loss, alpha } = this.parameters;
    if (input.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const task = {
      y: y.data,
      take: takeDoubles,
      weights: sampleWeight ?? null,
      lossOf: (own: Float64Array, weights: Float64Array | null) => boostingLoss(loss, own, alpha, weights),
      holdBack: (fraction: number, random: Random) => holdBack(input.rows, fraction, random),
      monotonic: monotonicConstraints(this.parameters.monotonic_cst, X.names),
    };
    this.fitted = fitBoosting(input, task, this.parameters, monitor);
    return this;
  }

  override predict(X: Table): Matrix {
    checkWidth(X, this.state.forest.features, this.type);
    return rawPredictions(this.state, singlePrecision(X, this.type));
  }

  /** Returns how much each column lowered the squared error of the gradients; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** By the predicted number. */
  override explanation(): TreeExplanation {
    return rawExplanation(this.state, "label", this.type);
  }

  /** Returns the number of stages. */
  override convergence(): Convergence {
    return { iterations: this.state.n_estimators, converged: true };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkBoostingState(this.type, this.state);
    checkSound(this.type, this.state.init.length === 1);
  }
}
