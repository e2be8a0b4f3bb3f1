import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import { RegressorEstimator } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice, number, withDefault } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkFinite, checkSound } from "../core/restored.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { median } from "../linalg/order-statistics.ts";
import { quantile } from "../linalg/quantiles.ts";
import { weightedQuantile } from "../linalg/weighted-quantile.ts";

const parameters = defineParameters({
  strategy: choice(
    ["mean", "median", "quantile"],
    "mean",
    "The number that is predicted: the mean, the median or a quantile of the training labels",
  ),
  quantile: withDefault(
    v.nullable(number({ least: 0, most: 1 })),
    null,
    "The quantile to predict; required by strategy=quantile",
  ),
});

/** The fitted state of `DummyRegressor`. */
interface DummyRegressorState {
  /** One number per label. */
  readonly constant: Float64Array;
}

/**
 * Predicts the same number for every row, whatever the columns: what any other regressor should exceed. Takes several labels.
 * The columns may be of any kind and number, and hold missing values.
 */
export class DummyRegressor extends RegressorEstimator<typeof parameters, DummyRegressorState> {
  static readonly type = "DummyRegressor";
  static readonly parameters = parameters;

  override get predictedQuantile(): number | undefined {
    const { strategy, quantile } = this.parameters;
    return strategy === "quantile" ? (quantile ?? undefined) : undefined;
  }

  override checkBeforeFit(_shape: Shape, _y: Matrix): void {
    this.checkParameters();
    const { strategy, quantile } = this.parameters;
    if (strategy === "quantile" && quantile === null) {
      throw new ValueError('strategy="quantile" needs a quantile, a number from 0 to 1');
    }
  }

  override checkTakesSampleWeight(): void {}

  /**
   * As in scikit-learn, quantiles with weights are not interpolated. Throws `ValueError` for parameters out of range, for no rows,
   * and for labels so large that their mean is infinite.
   */
  override fit(
    X: Table,
    y: Matrix,
    _monitor?: unknown,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    if (y.rows === 0) throw new ValueError(`${this.type} needs at least 1 row`);
    const constant = Float64Array.from({ length: y.columns }, (_, k) =>
      sampleWeight === undefined ? this.#constantOf(y, k) : this.#weightedConstant(y, k, sampleWeight),
    );
    if (!constant.every(Number.isFinite)) {
      throw new ValueError(`${this.type} got labels too large; scale them`);
    }
    this.fitted = { constant };
    return this;
  }

  #constantOf({ rows, columns, data }: Matrix, k: number): number {
    const { strategy } = this.parameters;
    if (strategy === "mean") {
      let sum = 0;
      for (let at = k; at < data.length; at += columns) sum += data[at]!;
      return sum / rows;
    }
    const sorted = new Float64Array(rows);
    for (let i = 0, at = k; i < rows; i++, at += columns) sorted[i] = data[at]!;
    sorted.sort();
    return strategy === "median" ? median(sorted, rows) : quantile(sorted, rows, this.parameters.quantile!);
  }

  #weightedConstant({ rows, columns, data }: Matrix, k: number, weights: Float64Array): number {
    const values = Float64Array.from({ length: rows }, (_, i) => data[i * columns + k]!);
    const { strategy, quantile: q } = this.parameters;
    if (strategy === "mean") {
      return values.reduce((sum, value, i) => sum + weights[i]! * value, 0) / sumOfWeights(weights);
    }
    return weightedQuantile(values, weights, strategy === "median" ? 0.5 : q!);
  }

  override predict(X: Table): Matrix {
    const { constant } = this.state;
    const data = new Float64Array(X.rows * constant.length);
    for (let at = 0; at < data.length; at += constant.length) data.set(constant, at);
    return { rows: X.rows, columns: constant.length, data };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { constant } = this.state ?? {};
    checkSound(this.type, constant instanceof Float64Array && constant.length > 0);
    checkFinite(this.type, [constant]);
  }
}
