import { ValueError } from "../../core/errors.ts";
import {
  type Convergence,
  type FitMonitor,
  RegressorEstimator,
  type RestoreStep,
  type Shape,
  SILENT,
  type StepState,
} from "../../core/estimator.ts";
import type { Matrix } from "../../core/matrix.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  number,
  oneOf,
} from "../../core/parameter-checks.ts";
import { checkSound } from "../../core/restored.ts";
import type { Table } from "../../core/table.ts";
import { ALONE, type Helpers } from "../../threads/helpers.ts";
import {
  BoostedPredictor,
  type BoostedState,
  checkBoostedState,
  checkEarlyStopping,
  fitBoosted,
} from "./boosted-model.ts";
import { completeParameters, HIST_BOOSTING_PARAMETERS, type HistBoostingParameters } from "./parameters.ts";
import { hasLogLink, type RegressionLossName } from "./regression-losses.ts";

export interface HistGradientBoostingRegressorParameters extends HistBoostingParameters {
  /**
   * `squared_error` (the mean), `absolute_error` (the median), `quantile` (that of `quantile`), and with the
   * logarithm as link `poisson` (labels ≥ 0) and `gamma` (labels > 0). Default `squared_error`.
   */
  readonly loss?: RegressionLossName;
  /** The quantile to predict, in (0, 1); for the loss `quantile`, which needs it. Default null. */
  readonly quantile?: number | null;
}

export interface HistGradientBoostingRegressorState extends BoostedState {
  /** Whether predictions are exponentials of the sums of the trees. */
  readonly log_link: boolean;
}

const ALLOWED: AllowedParameters<HistGradientBoostingRegressorParameters> = {
  ...HIST_BOOSTING_PARAMETERS,
  loss: oneOf("squared_error", "absolute_error", "gamma", "poisson", "quantile"),
  quantile: either(number({ above: 0, below: 1 }), oneOf(null)),
};

/** Gradients are stored in single precision, whose maximum is about 3.4e38. */
const LARGEST_LABEL = 1e38;

/**
 * Gradient boosting for one numeric target on binned columns. Columns and cost as for
 * HistGradientBoostingClassifier.
 */
export class HistGradientBoostingRegressor extends RegressorEstimator<
  HistGradientBoostingRegressorParameters,
  HistGradientBoostingRegressorState
> {
  static readonly type = "HistGradientBoostingRegressor";
  override readonly isMultiOutput = false;
  #predictor: BoostedPredictor | undefined;

  constructor(parameters: HistGradientBoostingRegressorParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit({ rows }: Shape, y: Matrix): void {
    checkParameters(this.parameters, ALLOWED);
    const { loss = "squared_error", quantile = null } = this.parameters;
    if (loss === "quantile" && quantile === null) {
      throw new ValueError('loss="quantile" needs a quantile, a number in (0, 1)');
    }
    if (y.columns !== 1) {
      throw new ValueError(`${this.type} learns one label, got ${y.columns}; choose one by label_names`);
    }
    checkLabels(y.data, loss);
    checkEarlyStopping(completeParameters(this.parameters), rows, null);
  }

  /**
   * Throws `ValueError` for parameters out of range, more than one label, labels outside the loss's domain,
   * infinite values, more than `max_bins` categories in a column, and too few rows to hold out for early
   * stopping.
   */
  override fit(X: Table, y: Matrix, monitor: FitMonitor = SILENT, helpers: Helpers = ALONE): this {
    this.checkBeforeFit({ rows: X.rows, columns: X.names.length }, y);
    const { loss = "squared_error", quantile = null } = this.parameters;
    const parameters = completeParameters(this.parameters);
    const targets = { y: y.data, isClass: false, weights: undefined };
    const choice = { name: loss, quantile: quantile ?? 0.5 };
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
