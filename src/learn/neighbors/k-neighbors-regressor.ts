import { RegressorEstimator } from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { NeighborSearch, type Neighbors } from "./neighbor-search.ts";
import { inverseDistanceWeights } from "./neighbor-weights.ts";
import { neighborsParameters, neighborsSettings } from "./neighbors-parameters.ts";
import { restoredNeighbors } from "./restored-neighbors.ts";

/** The fitted state of `KNeighborsRegressor`. */
interface KNeighborsRegressorState {
  readonly columns: number;
  /** The training rows, row-major. */
  readonly rows: Float64Array;
  /** Number of labels. */
  readonly outputs: number;
  /** The labels of the training rows, n × outputs, row-major. */
  readonly targets: Float64Array;
}

/**
 * Predicts the (weighted) mean of the labels of a row's k nearest training rows: Σ wᵢ yᵢ / Σ wᵢ. Of equally near rows the
 * first in the training data counts as nearer. Fitting keeps the rows.
 */
export class KNeighborsRegressor extends RegressorEstimator<
  typeof neighborsParameters,
  KNeighborsRegressorState
> {
  static readonly type = "KNeighborsRegressor";
  static readonly parameters = neighborsParameters;
  #search: NeighborSearch | undefined;

  override checkBeforeFit({ rows }: Shape): void {
    this.checkParameters();
    neighborsSettings(this.parameters, rows);
  }

  /** Throws `ValueError` for parameters out of range, fewer rows than neighbours, and missing or infinite values. */
  override fit(X: Table, y: Matrix): this {
    this.checkBeforeFit(X);
    const settings = neighborsSettings(this.parameters, X.rows);
    const input = numericInput(X, this.type);
    this.fitted = {
      columns: input.columns,
      // A table never changes, so its rows need no copy.
      rows: input.data,
      outputs: y.columns,
      targets: y.data.slice(),
    };
    this.#search = new NeighborSearch(input, settings);
    return this;
  }

  /** Returns the `k` nearest training rows of each row of X; `n_neighbors` of them if `k` is left out. */
  kneighbors(X: Table, k?: number): Neighbors {
    checkWidth(X, this.state.columns, this.type);
    return this.#search!.find(numericInput(X, this.type), k);
  }

  override predict(X: Table): Matrix {
    const { outputs, targets } = this.state;
    const { k, distances, rows } = this.kneighbors(X);
    const isWeighted = this.parameters.weights === "distance";
    const weights = new Float64Array(k).fill(1);
    const result = new Float64Array(X.rows * outputs);
    for (let i = 0; i < X.rows; i++) {
      if (isWeighted) inverseDistanceWeights(distances, i * k, weights);
      let total = 0;
      for (let j = 0; j < k; j++) {
        const weight = weights[j]!;
        const from = rows[i * k + j]! * outputs;
        total += weight;
        for (let o = 0; o < outputs; o++) result[i * outputs + o]! += weight * targets[from + o]!;
      }
      for (let o = 0; o < outputs; o++) result[i * outputs + o]! /= total;
    }
    return { rows: X.rows, columns: outputs, data: result };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { columns, rows, outputs, targets } = this.state;
    const { X, settings } = restoredNeighbors(this.type, columns, rows, (count) => {
      this.checkParameters();
      return neighborsSettings(this.parameters, count);
    });
    const isSound =
      isWhole(outputs, 1) &&
      targets instanceof Float64Array &&
      targets.length === X.rows * outputs &&
      targets.every(Number.isFinite);
    checkSound(this.type, isSound);
    this.#search = new NeighborSearch(X, settings);
  }
}
