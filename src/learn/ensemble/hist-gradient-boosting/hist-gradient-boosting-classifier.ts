import { classesByScores, withComplement } from "../../core/class-decisions.ts";
import { CLASS_WEIGHT, type ClassWeight, weightsOfClasses, weightsOfRows } from "../../core/class-weight.ts";
import {
  ClassifierEstimator,
  type Convergence,
  type FitMonitor,
  type RestoreStep,
  type Shape,
  SILENT,
  type StepState,
} from "../../core/estimator.ts";
import type { EncodedClasses } from "../../core/labels.ts";
import type { Matrix } from "../../core/matrix.ts";
import { type AllowedParameters, checkParameters, oneOf } from "../../core/parameter-checks.ts";
import { checkSound, isWhole } from "../../core/restored.ts";
import type { Table } from "../../core/table.ts";
import { logistic } from "../../linalg/logistic.ts";
import { softmax } from "../../linalg/softmax.ts";
import { ALONE, type Helpers } from "../../threads/helpers.ts";
import {
  BoostedPredictor,
  type BoostedState,
  checkBoostedState,
  checkEarlyStopping,
  fitBoosted,
} from "./boosted-model.ts";
import { completeParameters, HIST_BOOSTING_PARAMETERS, type HistBoostingParameters } from "./parameters.ts";

export interface HistGradientBoostingClassifierParameters extends HistBoostingParameters {
  /** `log_loss`. Default `log_loss`. */
  readonly loss?: "log_loss";
  /** Weights of rows by their class; they weigh the loss and the bins. Default null. */
  readonly class_weight?: ClassWeight;
}

const ALLOWED: AllowedParameters<HistGradientBoostingClassifierParameters> = {
  ...HIST_BOOSTING_PARAMETERS,
  loss: oneOf("log_loss"),
  class_weight: CLASS_WEIGHT,
};

export interface HistGradientBoostingClassifierState extends BoostedState {
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Gradient boosting for classes on binned columns: one tree per iteration for two classes (the sum of the trees
 * is the log odds of the last class), one tree per class for more (softmax). Takes numbers, booleans (as 0 and
 * 1) and strings (as categories) directly, and missing values, which go to the side of each split where
 * training found them best, or with most rows if training saw none; unknown categories are treated as missing.
 * Infinite values are rejected. A column without any value is never split on.
 *
 * Follows scikit-learn's algorithm: Ke et al. 2017, "LightGBM: A Highly Efficient Gradient Boosting Decision
 * Tree", https://papers.nips.cc/paper/6907. Cost of a fit: iterations · trees · rows · columns · about 3.
 */
export class HistGradientBoostingClassifier extends ClassifierEstimator<
  HistGradientBoostingClassifierParameters,
  HistGradientBoostingClassifierState
> {
  static readonly type = "HistGradientBoostingClassifier";
  #predictor: BoostedPredictor | undefined;

  constructor(parameters: HistGradientBoostingClassifierParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit({ rows }: Shape, y: EncodedClasses): void {
    checkParameters(this.parameters, ALLOWED);
    weightsOfClasses(this.parameters.class_weight ?? null, y);
    checkEarlyStopping(completeParameters(this.parameters), rows, Float64Array.from(y.codes));
  }

  /**
   * Throws `ValueError` for parameters out of range, infinite values, more than `max_bins` categories in a
   * column and, with early stopping, too few rows of a class.
   */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT, helpers: Helpers = ALONE): this {
    this.checkBeforeFit({ rows: X.rows, columns: X.names.length }, y);
    const { class_weight = null } = this.parameters;
    const parameters = completeParameters(this.parameters);
    const classes = y.classes.length;
    const targets = {
      y: Float64Array.from(y.codes),
      isClass: true,
      weights: class_weight === null ? undefined : weightsOfRows(class_weight, y),
    };
    const { state, raw } = fitBoosted(X, targets, { classes }, parameters, this.type, monitor, helpers);
    this.fitted = { classes, ...state };
    this.#predictor = new BoostedPredictor(this.fitted, this.type, { X, raw });
    return this;
  }

  /** Returns the sums of the trees: the log odds of the last of two classes, or one number per class. */
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
