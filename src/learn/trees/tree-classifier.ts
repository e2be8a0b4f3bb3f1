import { ClassifierEstimator, type RestoreStep, type StepState } from "../estimator.ts";
import { checkWidth } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import type { Table } from "../table.ts";
import { singlePrecision } from "./single-precision.ts";
import { addPredictions } from "./stored-forest.ts";
import { checkTreeState, type TreeState } from "./tree-state.ts";

/** A classifier of one tree or several: the class of greatest mean share in the leaves a row falls into. */
export abstract class TreeClassifier<P> extends ClassifierEstimator<P, TreeState> {
  override predictProba(X: Table): Matrix {
    const { forest } = this.state;
    checkWidth(X, forest.features, this.type);
    const input = singlePrecision(X, this.type);
    const data = new Float64Array(input.rows * forest.width);
    addPredictions(forest, input, data);
    const trees = forest.roots.length;
    for (let at = 0; at < data.length; at++) data[at]! /= trees;
    return { rows: input.rows, columns: forest.width, data };
  }

  /** Of equally probable classes the first. */
  override predict(X: Table): Int32Array {
    const { rows, columns, data } = this.predictProba(X);
    const classes = new Int32Array(rows);
    for (let i = 0, at = 0; i < rows; i++, at += columns) {
      let best = 0;
      for (let k = 1; k < columns; k++) if (data[at + k]! > data[at + best]!) best = k;
      classes[i] = best;
    }
    return classes;
  }

  /** How much each column contributed to the purity of the leaves; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkTreeState(this.type, this.state);
  }
}
