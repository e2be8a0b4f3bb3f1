import { RegressorEstimator, type RestoreStep, type StepState } from "../estimator.ts";
import { checkWidth } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import type { Table } from "../table.ts";
import { singlePrecision } from "./single-precision.ts";
import { addPredictions } from "./stored-forest.ts";
import { checkTreeState, type TreeState } from "./tree-state.ts";

/** A regressor of one tree or several: the mean of the leaves a row falls into. */
export abstract class TreeRegressor<P> extends RegressorEstimator<P, TreeState> {
  override predict(X: Table): Matrix {
    const { forest } = this.state;
    checkWidth(X, forest.features, this.type);
    const input = singlePrecision(X, this.type);
    const data = new Float64Array(input.rows * forest.width);
    addPredictions(forest, input, data);
    const trees = forest.roots.length;
    for (let at = 0; at < data.length; at++) data[at]! /= trees;
    return { rows: input.rows, columns: forest.width, data };
  }

  /** How much each column lowered the impurity of the leaves; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkTreeState(this.type, this.state);
  }
}
