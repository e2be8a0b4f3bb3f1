import { largestColumns, probabilitiesByLogOdds } from "../../core/class-decisions.ts";
import { ValueError } from "../../core/errors.ts";
import { ClassifierEstimator, type Convergence } from "../../core/estimator.ts";
import type { TreeExplanation } from "../../core/explanation.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { EncodedClasses } from "../../core/labels.ts";
import type { Matrix } from "../../core/matrix.ts";
import { choice } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import type { Random } from "../../core/random.ts";
import type { RestoreStep, Shape, StepState } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { takeIntegers } from "../../core/take.ts";
import { softmax } from "../../linalg/softmax.ts";
import { holdBackByClass } from "../../model-selection/hold-back.ts";
import { monotonicConstraints, refuseManyClasses } from "../../tree/monotonic-constraints.ts";
import { singlePrecision } from "../../tree/single-precision.ts";
import { checkWidth } from "../../validation/input.ts";
import { fitBoosting } from "./boosting-fit.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import { boostingParameters } from "./boosting-parameters.ts";
import { type BoostingState, checkBoostingState, rawExplanation, rawPredictions } from "./boosting-state.ts";
import { BinomialLoss, ExponentialLoss, MultinomialLoss } from "./class-boosting-loss.ts";

const parameters = defineParameters({
  loss: choice(["log_loss", "exponential"], "log_loss", "log_loss, or exponential for two classes"),
  ...boostingParameters,
});

/**
 * Gradient boosting of classes: one tree per stage for two classes, K for K ≥ 3. See `BoostingStages`.
 * Cost: O(n_estimators · K · p n · max_depth).
 */
export class GradientBoostingClassifier extends ClassifierEstimator<typeof parameters, BoostingState> {
  static readonly type = "GradientBoostingClassifier";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, { classes }: EncodedClasses): void {
    this.checkParameters();
    refuseManyClasses(this.parameters.monotonic_cst, classes.length);
    if (this.parameters.loss === "exponential" && classes.length > 2) {
      throw new ValueError(`loss="exponential" is for two classes, got ${classes.length}; use "log_loss"`);
    }
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, for missing or infinite values, and for monotonic constraints on columns
   * that are not there.
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = singlePrecision(X, this.type);
    const { loss } = this.parameters;
    const { codes } = y;
    const classCount = y.classes.length;
    const task = {
      y: codes,
      take: takeIntegers,
      weights: sampleWeight ?? null,
      lossOf: (own: Int32Array, weights: Float64Array | null) => classLoss(loss, own, weights, classCount),
      holdBack: (fraction: number, random: Random) => holdBackByClass(codes, classCount, fraction, random),
      monotonic: monotonicConstraints(this.parameters.monotonic_cst, X.names),
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
      // With the exponential loss, the raw prediction is half the log odds.
      const scale = this.state.is_exponential === true ? 2 : 1;
      return probabilitiesByLogOdds(data.map((raw) => scale * raw));
    }
    softmax(data, rows, columns);
    return { rows, columns, data };
  }

  /** Returns the class of largest raw prediction; of two classes, the last unless it is negative. */
  override predict(X: Table): Int32Array {
    const scores = this.decisionFunction(X);
    return scores.columns > 1
      ? largestColumns(scores)
      : Int32Array.from(scores.data, (raw) => (raw >= 0 ? 1 : 0));
  }

  /** Returns how much each column lowered the squared error of the gradients; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** By the raw predictions: log odds for two classes, half of them with the exponential loss, else one score per class. */
  override explanation(): TreeExplanation {
    const { init, is_exponential } = this.state;
    return rawExplanation(this.state, init.length > 1 || is_exponential ? "score" : "log_odds", this.type);
  }

  /** Returns the number of stages. */
  override convergence(): Convergence {
    return { iterations: this.state.n_estimators, converged: true };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkBoostingState(this.type, this.state);
  }
}

function classLoss(
  name: "log_loss" | "exponential",
  codes: Int32Array,
  weights: Float64Array | null,
  classCount: number,
): BoostingLoss {
  if (name === "exponential") return new ExponentialLoss(codes, weights);
  return classCount === 2
    ? new BinomialLoss(codes, weights)
    : new MultinomialLoss(codes, classCount, weights);
}
