import { largestColumns } from "../core/class-decisions.ts";
import { type Classified, ClassifierEstimator } from "../core/estimator.ts";
import type { TreeExplanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ParameterTable } from "../core/parameters.ts";
import { checkSound } from "../core/restored.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { explanationOfMean } from "./forest-explanation.ts";
import { checkTreeState, meanOfLeaves, type TreeState } from "./tree-state.ts";

/** Tolerance for class probabilities, which are sums of weights divided by their total. */
const ROUNDING = 1e-9;

/**
 * A classifier with one or several trees: predicts the class with the greatest mean probability in the leaves
 * that a row falls into.
 */
export abstract class TreeClassifier<T extends ParameterTable> extends ClassifierEstimator<T, TreeState> {
  override readonly leastClasses = 1;

  override predictProba(X: Table): Matrix {
    return meanOfLeaves(this.state, X, this.type);
  }

  override classify(X: Table): Classified {
    const probabilities = this.predictProba(X);
    return { codes: largestColumns(probabilities), probabilities };
  }

  /** Among equally probable classes, the first wins. */
  override predict(X: Table): Int32Array {
    return this.classify(X).codes;
  }

  /** How much each column decreases the impurity; sums to 1, or all 0 if there is no split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** By the probability of a class. */
  override explanation(): TreeExplanation {
    return explanationOfMean(this.state.forest, "probability", this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkTreeState(this.type, this.state);
    checkSound(
      this.type,
      this.state.forest.values.every((probability) => probability >= 0 && probability <= 1 + ROUNDING),
    );
  }
}
