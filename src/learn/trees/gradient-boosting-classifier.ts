import { ValueError } from "../errors.ts";
import {
  ClassifierEstimator,
  type Convergence,
  type FitMonitor,
  type RestoreStep,
  SILENT,
  type StepState,
} from "../estimator.ts";
import { checkWidth } from "../input.ts";
import type { EncodedClasses } from "../labels.ts";
import type { Matrix } from "../matrix.ts";
import { Random } from "../random.ts";
import type { Table } from "../table.ts";
import type { BoostingLoss } from "./boosting-loss.ts";
import { type BoostingParameters, boostingOptions, heldOutShare } from "./boosting-parameters.ts";
import { BoostingStages } from "./boosting-stages.ts";
import { type BoostingState, checkBoostingState, rawPredictions } from "./boosting-state.ts";
import { BinomialLoss, ExponentialLoss, expit, MultinomialLoss, softmaxRows } from "./class-boosting-loss.ts";
import { checkChoice, checkSeed } from "./growth-parameters.ts";
import { splitRowsByClass } from "./holdout-split.ts";
import { singlePrecision, takeSingleRows } from "./single-precision.ts";

export interface GradientBoostingClassifierParameters extends BoostingParameters {
  /** `log_loss` (default), or `exponential` for two classes. */
  readonly loss?: "log_loss" | "exponential";
}

/**
 * Gradient boosting of classes: one tree a stage for two classes, K for K ≥ 3. See `BoostingStages`.
 * Cost: O(n_estimators · K · p n · max_depth).
 */
export class GradientBoostingClassifier extends ClassifierEstimator<
  GradientBoostingClassifierParameters,
  BoostingState
> {
  static readonly type = "GradientBoostingClassifier";

  constructor(parameters: GradientBoostingClassifierParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for parameters out of range, and for missing or infinite values. */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT): this {
    const input = singlePrecision(X, this.type);
    const { loss = "log_loss", random_state = 0 } = this.parameters;
    checkChoice("loss", loss, ["log_loss", "exponential"]);
    checkSeed(random_state);
    const classCount = y.classes.length;
    if (loss === "exponential" && classCount > 2) {
      throw new ValueError(`loss="exponential" is for two classes, got ${classCount}; use "log_loss"`);
    }
    const share = heldOutShare(this.parameters);
    let train = input;
    let codes = y.codes;
    let holdout = null;
    if (share > 0) {
      const parts = splitRowsByClass(codes, classCount, share, new Random(random_state));
      train = takeSingleRows(input, parts.train);
      codes = Int32Array.from(parts.train, (row) => y.codes[row]!);
      const heldCodes = Int32Array.from(parts.test, (row) => y.codes[row]!);
      holdout = { X: takeSingleRows(input, parts.test), y: heldCodes };
    }
    const options = boostingOptions(this.parameters, train.rows, train.columns);
    const stages = new BoostingStages(train, classLoss(loss, codes, classCount), options);
    const result = stages.run(holdout, monitor);
    this.fitted = {
      forest: result.forest,
      feature_importances: result.importances,
      init: result.init,
      n_estimators: result.stages,
      is_exponential: loss === "exponential",
    };
    return this;
  }

  override decisionFunction(X: Table): Matrix {
    checkWidth(X, this.state.forest.features, this.type);
    return rawPredictions(this.state, singlePrecision(X, this.type));
  }

  override predictProba(X: Table): Matrix {
    const { rows, columns, data } = this.decisionFunction(X);
    if (columns > 1) {
      softmaxRows(data, columns, data);
      return { rows, columns, data };
    }
    const scale = this.state.is_exponential === true ? 2 : 1;
    const probabilities = new Float64Array(2 * rows);
    for (let i = 0; i < rows; i++) {
      probabilities[2 * i] = expit(-scale * data[i]!);
      probabilities[2 * i + 1] = expit(scale * data[i]!);
    }
    return { rows, columns: 2, data: probabilities };
  }

  /** The class of greatest raw prediction; of two, the last where it is not negative. */
  override predict(X: Table): Int32Array {
    const { rows, columns, data } = this.decisionFunction(X);
    const classes = new Int32Array(rows);
    for (let i = 0; i < rows; i++) {
      if (columns === 1) classes[i] = data[i]! >= 0 ? 1 : 0;
      let best = 0;
      for (let k = 1; k < columns; k++) if (data[i * columns + k]! > data[i * columns + best]!) best = k;
      if (columns > 1) classes[i] = best;
    }
    return classes;
  }

  /** How much each column lowered the squared error of the gradients; sums to 1, or all 0 without any split. */
  featureImportances(): Float64Array {
    return this.state.feature_importances.slice();
  }

  /** Stages fitted. */
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
