import { largestColumns } from "../core/class-decisions.ts";
import { type Classified, ClassifierEstimator, type RestoreStep, type StepState } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ParameterTable } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { checkTreeState, meanOfLeaves, type TreeState } from "./tree-state.ts";

/** The shares of a leaf are sums of weights divided by their sum. */
const ROUNDING = 1e-9;

/** A classifier of one tree or several: the class of greatest mean share in the leaves a row falls into. */
export abstract class TreeClassifier<T extends ParameterTable> extends ClassifierEstimator<T, TreeState> {
  override readonly leastClasses = 1;

  override predictProba(X: Table): Matrix {
    return meanOfLeaves(this.state, X, this.type);
  }

  override classify(X: Table): Classified {
    const probabilities = this.predictProba(X);
    return { codes: largestColumns(probabilities), probabilities };
  }

  /** Of equally probable classes the first. */
  override predict(X: Table): Int32Array {
    return this.classify(X).codes;
  }

  /** How much each column contributed to the purity of the leaves; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkTreeState(this.type, this.state);
    checkSound(
      this.type,
      this.state.forest.values.every((share) => share >= 0 && share <= 1 + ROUNDING),
    );
  }
}
