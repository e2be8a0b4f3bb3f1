import { ValueError } from "../core/errors.ts";
import { type Convergence, RegressorEstimator } from "../core/estimator.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import { choice } from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { takeDoubles } from "../core/take.ts";
import { checkHoldBack, holdBack } from "../model-selection/hold-back.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import type { Output } from "./activations.ts";
import { numericTargets } from "./examples.ts";
import { checkMLPState, fitMLP, LEAST_HELD_BACK, type MLPState, networkOf, stopsEarly } from "./mlp-fit.ts";
import { mlpParameters } from "./mlp-parameters.ts";
import { outputsOf } from "./network.ts";

const parameters = defineParameters({
  loss: choice(
    ["squared_error", "poisson"],
    "squared_error",
    "squared_error, or poisson for labels that are counts: half the Poisson deviance",
  ),
  ...mlpParameters,
});

/**
 * A multilayer perceptron for one or several numbers: minimises ½ (y − ŷ)², summed over the labels and averaged over
 * the rows (or, with the loss `poisson`, y log(y / ŷ) − y + ŷ), plus the penalty ½ alpha ‖w‖² / rows. Scale the
 * columns first, and large labels too.
 * Reference: Hinton, Connectionist learning procedures, doi:10.1016/0004-3702(89)90049-0.
 */
export class MLPRegressor extends RegressorEstimator<typeof parameters, MLPState> {
  static readonly type = "MLPRegressor";
  static readonly parameters = parameters;

  override checkTakesSampleWeight(): void {}

  override checkBeforeFit({ rows }: Shape, y: Matrix): void {
    this.checkParameters();
    if (this.parameters.loss === "poisson" && y.data.some((value) => value < 0)) {
      throw new ValueError("the loss poisson does not accept negative labels");
    }
    const { parameters } = this;
    if (stopsEarly(parameters)) checkHoldBack(rows, parameters.validation_fraction, LEAST_HELD_BACK);
  }

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, and weights that grow without bound.
   * Cost of a pass: 6·n·(weights).
   */
  override fit(
    X: Table,
    y: Matrix,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { parameters } = this;
    this.fitted = fitMLP(
      {
        examples: { X: input, targets: numericTargets(y), weights: sampleWeight },
        output: this.#output,
        holdBack: (random) => holdBack(input.rows, parameters.validation_fraction, random, LEAST_HELD_BACK),
        score: (shape, weights, rows) => {
          const own = outputsOf(shape, weights, takeMatrixRows(input, rows).data, rows.length);
          return meanR2(takeMatrixRows(y, rows), own, sampleWeight && takeDoubles(sampleWeight, rows));
        },
      },
      parameters,
      this.type,
      monitor,
    );
    return this;
  }

  override predict(X: Table): Matrix {
    const { layer_sizes, weights } = this.state;
    checkWidth(X, layer_sizes[0]!, this.type);
    const { rows, data } = numericInput(X, this.type);
    const shape = networkOf(this.state, this.parameters.activation, this.#output);
    return { rows, columns: layer_sizes.at(-1)!, data: outputsOf(shape, weights, data, rows) };
  }

  get #output(): Output {
    return this.parameters.loss === "poisson" ? "exp" : "identity";
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkMLPState(this.type, this.state, this.parameters.activation);
  }
}

/** Returns the mean of R² over the columns; R² of a constant column is 1 if predicted exactly, else 0. */
function meanR2(
  { rows, columns, data }: Matrix,
  predicted: Float64Array,
  weights: Float64Array | undefined,
): number {
  const weightOf = (i: number) => (weights === undefined ? 1 : weights[i]!);
  const all = weights === undefined ? rows : sumOfWeights(weights);
  let sum = 0;
  for (let o = 0; o < columns; o++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += (weightOf(i) * data[i * columns + o]!) / all;
    let residual = 0;
    let total = 0;
    for (let i = 0; i < rows; i++) {
      const value = data[i * columns + o]!;
      residual += weightOf(i) * (value - predicted[i * columns + o]!) ** 2;
      total += weightOf(i) * (value - mean) ** 2;
    }
    sum += total > 0 ? 1 - residual / total : residual === 0 ? 1 : 0;
  }
  return sum / columns;
}
