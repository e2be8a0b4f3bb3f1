import { classesByScores, withComplement } from "../../core/class-decisions.ts";
import { weightsOfClasses, weightsOfRows } from "../../core/class-weight.ts";
import { ClassifierEstimator, type Convergence } from "../../core/estimator.ts";
import type { TreeExplanation } from "../../core/explanation.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { EncodedClasses } from "../../core/labels.ts";
import type { Matrix } from "../../core/matrix.ts";
import { choice, classWeight } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import { checkSound, isWhole } from "../../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { logistic } from "../../linalg/logistic.ts";
import { softmax } from "../../linalg/softmax.ts";
import { type Helpers, NO_HELPERS } from "../../threads/helpers.ts";
import { refuseManyClasses } from "../../tree/monotonic-constraints.ts";
import {
  BoostedPredictor,
  type BoostedState,
  checkBoostedState,
  checkEarlyStopping,
  fitBoosted,
} from "./boosted-model.ts";
import { ensembleExplanation } from "./ensemble-explanation.ts";
import { histBoostingParameters, histBoostingSeed } from "./hist-boosting-parameters.ts";

const parameters = defineParameters({
  loss: choice(["log_loss"], "log_loss", "The loss"),
  ...histBoostingParameters,
  class_weight: classWeight("Weights of rows by their class, in the loss and in the bins"),
  random_state: histBoostingSeed,
});

/** The fitted state of `HistGradientBoostingClassifier`. */
interface HistGradientBoostingClassifierState extends BoostedState {
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Gradient boosting of trees on binned columns, for classes: one tree per iteration for two classes (their sum is
 * the log odds of the last class), one per class for more (softmax). Takes numbers, booleans (0 and 1), text (categories)
 * and missing values as they are. At a split, missing values go to the side that was best in training, or to the side of
 * most rows if there were none in training; unknown categories go there too. Infinite values are refused. A column without
 * any value is never split on.
 *
 * Follows scikit-learn's algorithm: Ke et al. 2017, "LightGBM: A Highly Efficient Gradient Boosting Decision
 * Tree", https://papers.nips.cc/paper/6907. Cost of a fit: about 3 · iterations · trees · rows · columns.
 */
export class HistGradientBoostingClassifier extends ClassifierEstimator<
  typeof parameters,
  HistGradientBoostingClassifierState
> {
  static readonly type = "HistGradientBoostingClassifier";
  static readonly parameters = parameters;
  #predictor: BoostedPredictor | undefined;

  override checkBeforeFit({ rows }: Shape, y: EncodedClasses): void {
    this.checkParameters();
    weightsOfClasses(this.parameters.class_weight, y);
    refuseManyClasses(this.parameters.monotonic_cst, y.classes.length);
    checkEarlyStopping(this.parameters, rows, Float64Array.from(y.codes));
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, infinite values, more than `max_bins` categories in a
   * column, monotonic constraints on columns of categories or on columns that are not there and, with early
   * stopping, too few rows of a class.
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const { class_weight } = this.parameters;
    const { parameters } = this;
    const classes = y.classes.length;
    const targets = {
      y: Float64Array.from(y.codes),
      isClass: true,
      weights: class_weight === null ? sampleWeight : weightsOfRows(class_weight, y, sampleWeight),
    };
    const { state, raw } = fitBoosted(X, targets, { classes }, parameters, this.type, monitor, helpers);
    this.fitted = { classes, ...state };
    this.#predictor = new BoostedPredictor(this.fitted, this.type, { X, raw });
    return this;
  }

  /** Returns the sums of the trees: log odds of the last of two classes, else one number per class. */
  override decisionFunction(X: Table): Matrix {
    this.#predictor ??= new BoostedPredictor(this.state, this.type);
    return { rows: X.rows, columns: this.state.baseline.length, data: this.#predictor.raw(X) };
  }

  override predict(X: Table): Int32Array {
    return classesByScores(this.decisionFunction(X));
  }

  override predictProba(X: Table): Matrix {
    const { rows, columns: K, data } = this.decisionFunction(X);
    if (K === 1) return withComplement(data.map(logistic));
    softmax(data, rows, K);
    return { rows, columns: K, data };
  }

  /** By the sums of the trees: log odds for two classes, else one score per class. */
  override explanation(): TreeExplanation {
    const unit = this.state.baseline.length === 1 ? "log_odds" : "score";
    return ensembleExplanation(this.state, unit, this.type);
  }

  override knownCategories(): BoostedState["categories"] {
    return this.state.categories;
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: true };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    this.#predictor = undefined;
    const fitted = state.fitted as unknown as HistGradientBoostingClassifierState;
    checkSound(this.type, isWhole(fitted?.classes, 2));
    checkBoostedState(fitted, fitted.classes === 2 ? 1 : fitted.classes, this.type);
  }
}
