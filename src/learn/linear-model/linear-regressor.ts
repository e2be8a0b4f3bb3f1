import { ValueError } from "../core/errors.ts";
import { RegressorEstimator } from "../core/estimator.ts";
import type { LinearExplanation } from "../core/explanation.ts";
import type { Matrix } from "../core/matrix.ts";
import type { ParameterTable } from "../core/parameters.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { checkLinearState, type LinearState, linearExplanation, scoresOf } from "./linear-scores.ts";

/** A regressor that predicts X coefᵀ + intercept. Subclasses differ in how they find the coefficients. */
export abstract class LinearRegressor<
  T extends ParameterTable,
  F extends LinearState = LinearState,
> extends RegressorEstimator<T, F> {
  /** Returns n × k predictions. Throws `ValueError` for missing or infinite values and a wrong number of columns. Cost n·p·k. */
  override predict(X: Table): Matrix {
    return scoresOf(X, this.state, this.type);
  }

  /** By the predicted numbers. */
  override explanation(): LinearExplanation {
    return linearExplanation(this.state, "label", this.type);
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkLinearState(this.type, this.state ?? {});
  }
}

/** Returns yMean − xMean · w for every label. Throws `ValueError` when a coefficient or an intercept is not finite. */
export function interceptsOf(
  coef: Float64Array,
  xMean: Float64Array,
  yMean: Float64Array,
  owner: string,
): Float64Array {
  const p = xMean.length;
  const intercept = yMean.map((mean, o) => {
    let shift = 0;
    for (let j = 0; j < p; j++) shift += xMean[j]! * coef[o * p + j]!;
    return mean - shift;
  });
  if (!(coef.every(Number.isFinite) && intercept.every(Number.isFinite))) {
    throw new ValueError(
      `${owner} found no finite solution; the data may hold large numbers, scale them before`,
    );
  }
  return intercept;
}
