import * as v from "valibot";
import { ValueError } from "../../core/errors.ts";
import { type Convergence, RegressorEstimator } from "../../core/estimator.ts";
import type { TreeExplanation } from "../../core/explanation.ts";
import { type FitMonitor, SILENT } from "../../core/fit-monitor.ts";
import type { Matrix } from "../../core/matrix.ts";
import { choice, partialFraction, withDefault } from "../../core/parameter-kinds.ts";
import { defineParameters } from "../../core/parameters.ts";
import { checkSound } from "../../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../../core/step.ts";
import type { Table } from "../../core/table.ts";
import { type Helpers, NO_HELPERS } from "../../threads/helpers.ts";
import {
  BoostedPredictor,
  type BoostedState,
  checkBoostedState,
  checkEarlyStopping,
  fitBoosted,
} from "./boosted-model.ts";
import { ensembleExplanation } from "./ensemble-explanation.ts";
import { histBoostingParameters, histBoostingSeed } from "./hist-boosting-parameters.ts";
import { hasLogLink, type RegressionLossName } from "./regression-losses.ts";

/** The fitted state of `HistGradientBoostingRegressor`. */
interface HistGradientBoostingRegressorState extends BoostedState {
  /** Whether predictions are exponentials of the sums of the trees. */
  readonly log_link: boolean;
}

/** Gradients are stored in single precision, whose maximum is about 3.4e38. */
const LARGEST_LABEL = 1e38;

const parameters = defineParameters({
  loss: choice(
    ["squared_error", "absolute_error", "gamma", "poisson", "quantile"],
    "squared_error",
    "squared_error predicts the mean, absolute_error the median, quantile a quantile; gamma (labels above 0) and poisson (labels of 0 or more) learn the logarithm",
  ),
  quantile: withDefault(
    v.nullable(partialFraction),
    null,
    "The quantile to predict; required by loss=quantile",
  ),
  ...histBoostingParameters,
  random_state: histBoostingSeed,
});

/**
 * Gradient boosting for one numeric target on binned columns. Columns and cost as for
 * HistGradientBoostingClassifier.
 */
export class HistGradientBoostingRegressor extends RegressorEstimator<
  typeof parameters,
  HistGradientBoostingRegressorState
> {
  static readonly type = "HistGradientBoostingRegressor";
  static readonly parameters = parameters;
  override readonly isMultiOutput = false;
  #predictor: BoostedPredictor | undefined;

  override get predictedQuantile(): number | undefined {
    const { loss, quantile } = this.parameters;
    return loss === "quantile" ? (quantile ?? undefined) : undefined;
  }

  override checkBeforeFit({ rows }: Shape, y: Matrix): void {
    this.checkParameters();
    const { loss, quantile } = this.parameters;
    if (loss === "quantile" && quantile === null) {
      throw new ValueError('loss="quantile" needs a quantile, a number in (0, 1)');
    }
    if (y.columns !== 1) {
      throw new ValueError(`${this.type} learns one label, got ${y.columns}`);
    }
    checkLabels(y.data, loss);
    checkEarlyStopping(this.parameters, rows, null);
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, more than one label, labels that the loss does not accept,
   * infinite values, more than `max_bins` categories in a column, monotonic constraints on columns of categories or on
   * columns that are not there, and no rows to hold back for early stopping.
   */
  override fit(
    X: Table,
    y: Matrix,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const { loss, quantile } = this.parameters;
    const { parameters } = this;
    const targets = { y: y.data, isClass: false, weights: sampleWeight };
    const choice = { name: loss, quantile: quantile ?? 0.5, isWeighted: sampleWeight !== undefined };
    const { state, raw } = fitBoosted(X, targets, choice, parameters, this.type, monitor, helpers);
    this.fitted = { log_link: hasLogLink(loss), ...state };
    this.#predictor = new BoostedPredictor(this.fitted, this.type, { X, raw });
    return this;
  }

  override predict(X: Table): Matrix {
    this.#predictor ??= new BoostedPredictor(this.state, this.type);
    const raw = this.#predictor.raw(X);
    return { rows: X.rows, columns: 1, data: this.state.log_link ? raw.map(Math.exp) : raw };
  }

  /** By the predicted number, or by its logarithm for the losses `gamma` and `poisson`. */
  override explanation(): TreeExplanation {
    return ensembleExplanation(this.state, this.state.log_link ? "log_label" : "label", this.type);
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
    const fitted = state.fitted as unknown as HistGradientBoostingRegressorState;
    checkSound(this.type, typeof fitted?.log_link === "boolean");
    checkBoostedState(fitted, 1, this.type);
  }
}

function checkLabels(y: Float64Array, loss: RegressionLossName): void {
  if (!y.every((value) => Math.abs(value) <= LARGEST_LABEL)) {
    throw new ValueError(`labels must be from -${LARGEST_LABEL} to ${LARGEST_LABEL}; scale them`);
  }
  if (loss === "gamma" && !y.every((value) => value > 0)) {
    throw new ValueError("loss=gamma requires strictly positive labels");
  }
  if (loss === "poisson" && !(y.every((value) => value >= 0) && y.some((value) => value > 0))) {
    throw new ValueError("loss=poisson requires labels that are not negative and not all 0");
  }
}
