import { RegressorEstimator } from "../core/estimator.ts";
import type { TreeExplanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ParameterTable } from "../core/parameters.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { explanationOfMean } from "./forest-explanation.ts";
import { checkTreeState, meanOfLeaves, type TreeState } from "./tree-state.ts";

/** A regressor with one or several trees: predicts the mean of the leaves that a row falls into. */
export abstract class TreeRegressor<T extends ParameterTable> extends RegressorEstimator<T, TreeState> {
  override predict(X: Table): Matrix {
    return meanOfLeaves(this.state, X, this.type);
  }

  /** How much each column decreases the impurity; sums to 1, or all 0 if there is no split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** By the predicted numbers. */
  override explanation(): TreeExplanation {
    return explanationOfMean(this.state.forest, "label", this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkTreeState(this.type, this.state);
  }
}
