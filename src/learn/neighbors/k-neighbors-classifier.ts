import { largestColumns } from "../core/class-decisions.ts";
import { ClassifierEstimator } from "../core/estimator.ts";
import { type EncodedClasses, MAX_CLASSES } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import { checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { divideRowsBySum } from "../linalg/divide-by-sum.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import { NeighborSearch, type Neighbors } from "./neighbor-search.ts";
import { inverseDistanceWeights } from "./neighbor-weights.ts";
import { neighborsParameters, neighborsSettings } from "./neighbors-parameters.ts";
import { restoredNeighbors } from "./restored-neighbors.ts";

/** The fitted state of `KNeighborsClassifier`. */
interface KNeighborsClassifierState {
  readonly classes: number;
  readonly columns: number;
  /** The training rows, row-major. */
  readonly rows: Float64Array;
  /** The class number of each training row. */
  readonly codes: Uint16Array;
}

/**
 * Predicts the class that most of a row's k nearest training rows have. Of equally near rows the first in the training data
 * counts as nearer; of classes with equal votes the first wins. Probabilities are the fractions of the votes.
 *
 * Fitting stores the rows. Reference: T. Cover and P. Hart (1967), Nearest neighbor pattern classification,
 * https://doi.org/10.1109/TIT.1967.1053964
 */
export class KNeighborsClassifier extends ClassifierEstimator<
  typeof neighborsParameters,
  KNeighborsClassifierState
> {
  static readonly type = "KNeighborsClassifier";
  static readonly parameters = neighborsParameters;
  override readonly leastClasses = 1;
  #search: NeighborSearch | undefined;

  override checkBeforeFit({ rows }: Shape): void {
    this.checkParameters();
    neighborsSettings(this.parameters, rows);
  }

  /**
   * Throws `ValueError` for parameters out of range, fewer rows than neighbours, and missing or infinite
   * values.
   */
  override fit(X: Table, { classes, codes }: EncodedClasses): this {
    this.checkBeforeFit(X);
    const settings = neighborsSettings(this.parameters, X.rows);
    const input = numericInput(X, this.type);
    this.fitted = {
      classes: classes.length,
      columns: input.columns,
      // A table never changes, so its rows need no copy.
      rows: input.data,
      codes: Uint16Array.from(codes),
    };
    this.#search = new NeighborSearch(input, settings);
    return this;
  }

  /** Returns the `k` nearest training rows of each row of X; `n_neighbors` of them if `k` is left out. */
  kneighbors(X: Table, k?: number): Neighbors {
    checkWidth(X, this.state.columns, this.type);
    return this.#search!.find(numericInput(X, this.type), k);
  }

  override classify(X: Table): { codes: Int32Array; probabilities: Matrix } {
    const votes = this.#votes(X);
    const codes = largestColumns(votes);
    divideRowsBySum(votes.data, votes.columns);
    return { codes, probabilities: votes };
  }

  override predictProba(X: Table): Matrix {
    return this.classify(X).probabilities;
  }

  override predict(X: Table): Int32Array {
    return this.classify(X).codes;
  }

  /** Returns n × K sums of the weights of the neighbours of each class. */
  #votes(X: Table): Matrix {
    const { classes, codes } = this.state;
    const { k, distances, rows } = this.kneighbors(X);
    const isWeighted = this.parameters.weights === "distance";
    const weights = new Float64Array(k).fill(1);
    const votes = new Float64Array(X.rows * classes);
    for (let i = 0; i < X.rows; i++) {
      if (isWeighted) inverseDistanceWeights(distances, i * k, weights);
      for (let j = 0; j < k; j++) votes[i * classes + codes[rows[i * k + j]!]!]! += weights[j]!;
    }
    return { rows: X.rows, columns: classes, data: votes };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { classes, columns, rows, codes } = this.state;
    const { X, settings } = restoredNeighbors(this.type, columns, rows, (count) => {
      this.checkParameters();
      return neighborsSettings(this.parameters, count);
    });
    const isSound =
      isWhole(classes, 1, MAX_CLASSES) &&
      codes instanceof Uint16Array &&
      codes.length === X.rows &&
      codes.every((code) => code < classes);
    checkSound(this.type, isSound);
    this.#search = new NeighborSearch(X, settings);
  }
}
