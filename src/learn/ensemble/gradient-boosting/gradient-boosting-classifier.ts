import { largestColumns, probabilitiesByLogOdds } from "../../core/class-decisions.ts";
import { ValueError } from "../../core/errors.ts";
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
import type { Random } from "../../core/random.ts";
import type { Table } from "../../core/table.ts";
import { takeIntegers } from "../../core/take.ts";
import { softmax } from "../../linalg/softmax.ts";
import { holdBackByClass } from "../../model-selection/hold-back.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import { checkWidth } from "../../validation/input.ts";
import { fitBoosting } from "./boosting-fit.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import { BOOSTING_PARAMETERS, type BoostingParameters } from "./boosting-parameters.ts";
import { type BoostingState, checkBoostingState, rawPredictions } from "./boosting-state.ts";
import { BinomialLoss, ExponentialLoss, MultinomialLoss } from "./class-boosting-loss.ts";

export interface GradientBoostingClassifierParameters extends BoostingParameters {
  /** `log_loss` (default), or `exponential` for two classes. */
  readonly loss?: "log_loss" | "exponential";
}

const ALLOWED: AllowedParameters<GradientBoostingClassifierParameters> = {
  ...BOOSTING_PARAMETERS,
  loss: oneOf("log_loss", "exponential"),
};

/**
 * Gradient boosting for classes on exact values: one tree per stage for two classes, K trees for K ≥ 3. See
 * `BoostingStages`.
 * Cost O(n_estimators · K · p n · max_depth).
 */
export class GradientBoostingClassifier extends ClassifierEstimator<
  GradientBoostingClassifierParameters,
  BoostingState
> {
  static readonly type = "GradientBoostingClassifier";

  constructor(parameters: GradientBoostingClassifierParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(_shape: Shape, { classes }: EncodedClasses): void {
    checkParameters(this.parameters, ALLOWED);
    if (this.parameters.loss === "exponential" && classes.length > 2) {
      throw new ValueError(`loss="exponential" is for two classes, got ${classes.length}; use "log_loss"`);
    }
  }

  /** Throws `ValueError` for parameters out of range and for missing or infinite values. */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    this.checkBeforeFit(input, y);
    const { loss = "log_loss" } = this.parameters;
    const { codes } = y;
    const classCount = y.classes.length;
    const task = {
      y: codes,
      take: takeIntegers,
      lossOf: (own: Int32Array) => classLoss(loss, own, classCount),
      holdBack: (share: number, random: Random) => holdBackByClass(codes, classCount, share, random),
    };
    const fitted = fitBoosting(input, task, this.parameters, monitor);
    this.fitted = { ...fitted, is_exponential: loss === "exponential" };
    return this;
  }

  override decisionFunction(X: Table): Matrix {
    checkWidth(X, this.state.forest.features, this.type);
    return rawPredictions(this.state, singlePrecision(X, this.type));
  }

  override predictProba(X: Table): Matrix {
    const { rows, columns, data } = this.decisionFunction(X);
    if (columns === 1) {
      // Doubled if the loss was exponential.
      const scale = this.state.is_exponential === true ? 2 : 1;
      return probabilitiesByLogOdds(data.map((raw) => scale * raw));
    }
    softmax(data, rows, columns);
    return { rows, columns, data };
  }

  /** Predicts the class with the greatest raw prediction; of two classes, the last if it is not negative. */
  override predict(X: Table): Int32Array {
    const scores = this.decisionFunction(X);
    return scores.columns > 1
      ? largestColumns(scores)
      : Int32Array.from(scores.data, (raw) => (raw >= 0 ? 1 : 0));
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
  }
}

function classLoss(name: "log_loss" | "exponential", codes: Int32Array, classCount: number): BoostingLoss {
  if (name === "exponential") return new ExponentialLoss(codes);
  return classCount === 2 ? new BinomialLoss(codes) : new MultinomialLoss(codes, classCount);
}
