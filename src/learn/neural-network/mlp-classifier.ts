import { largestColumns, withComplement } from "../core/class-decisions.ts";
import { ClassifierEstimator, type Convergence } from "../core/estimator.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import { defineParameters } from "../core/parameters.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import {
  checkHoldBack,
  checkHoldBackByClass,
  holdBack,
  holdBackByClass,
} from "../model-selection/hold-back.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import type { Output } from "./activations.ts";
import { classTargets } from "./examples.ts";
import { checkMLPState, fitMLP, LEAST_HELD_BACK, type MLPState, networkOf, stopsEarly } from "./mlp-fit.ts";
import { mlpParameters } from "./mlp-parameters.ts";
import { outputsOf } from "./network.ts";

const parameters = defineParameters(mlpParameters);

/**
 * A multilayer perceptron for classes: minimises the mean log loss plus ½ alpha ‖w‖² / rows. Two classes have one
 * logistic output, more have a softmax. Scale the columns first.
 * Reference: Hinton, Connectionist learning procedures, doi:10.1016/0004-3702(89)90049-0.
 */
export class MLPClassifier extends ClassifierEstimator<typeof parameters, MLPState> {
  static readonly type = "MLPClassifier";
  static readonly parameters = parameters;

  override checkTakesSampleWeight(): void {}

  override checkBeforeFit({ rows }: Shape, y: EncodedClasses): void {
    this.checkParameters();
    const { parameters } = this;
    if (!stopsEarly(parameters)) return;
    const { validation_fraction: fraction } = parameters;
    if (y.classes.length === 2) checkHoldBackByClass(y.codes, 2, fraction, LEAST_HELD_BACK);
    else checkHoldBack(rows, fraction, LEAST_HELD_BACK);
  }

  /**
   * With `early_stopping`, rows are held back from each of two classes in proportion; of more classes, as in scikit-learn,
   * at random from all rows.
   * Throws `ValueError` for parameters out of range, missing or infinite values, and weights that grow without bound.
   * Cost of a pass: 6·n·(weights).
   */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { parameters } = this;
    const { validation_fraction: fraction } = parameters;
    const { codes } = y;
    const classCount = y.classes.length;
    this.fitted = fitMLP(
      {
        examples: { X: input, targets: classTargets(codes, classCount), weights: sampleWeight },
        output: classCount === 2 ? "logistic" : "softmax",
        holdBack: (random) =>
          classCount === 2
            ? holdBackByClass(codes, classCount, fraction, random, LEAST_HELD_BACK)
            : holdBack(input.rows, fraction, random, LEAST_HELD_BACK),
        score: (shape, weights, rows) => {
          const own = mostLikely(
            outputsOf(shape, weights, takeMatrixRows(input, rows).data, rows.length),
            rows.length,
          );
          let right = 0;
          let total = 0;
          for (let i = 0; i < rows.length; i++) {
            const weight = sampleWeight === undefined ? 1 : sampleWeight[rows[i]!]!;
            if (own[i] === codes[rows[i]!]) right += weight;
            total += weight;
          }
          return total > 0 ? right / total : 0;
        },
      },
      parameters,
      this.type,
      monitor,
    );
    return this;
  }

  /** Returns the class of highest probability, the first if equal; of two classes, the last only above one half. */
  override predict(X: Table): Int32Array {
    const outputs = this.#outputs(X);
    return mostLikely(outputs, X.rows);
  }

  override predictProba(X: Table): Matrix {
    const outputs = this.#outputs(X);
    const width = this.state.layer_sizes.at(-1)!;
    return width > 1 ? { rows: X.rows, columns: width, data: outputs } : withComplement(outputs);
  }

  #outputs(X: Table): Float64Array {
    const { layer_sizes, weights } = this.state;
    checkWidth(X, layer_sizes[0]!, this.type);
    const { rows, data } = numericInput(X, this.type);
    const output: Output = layer_sizes.at(-1) === 1 ? "logistic" : "softmax";
    return outputsOf(networkOf(this.state, this.parameters.activation, output), weights, data, rows);
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkMLPState(this.type, this.state, this.parameters.activation);
  }
}

/** Returns the class of each of `rows` rows of outputs. */
function mostLikely(outputs: Float64Array, rows: number): Int32Array {
  const columns = outputs.length / Math.max(rows, 1);
  if (columns > 1) return largestColumns({ rows, columns, data: outputs });
  return Int32Array.from(outputs, (probability) => (probability > 0.5 ? 1 : 0));
}
