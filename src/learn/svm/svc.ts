import { largestColumns } from "../core/class-decisions.ts";
import { weightsOfClasses } from "../core/class-weight.ts";
import { ValueError } from "../core/errors.ts";
import { ClassifierEstimator, type Convergence } from "../core/estimator.ts";
import type { LinearExplanation } from "../core/explanation.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import { checkSound, checkStored, isWhole } from "../core/restored.ts";
import { SolverSequence } from "../core/solver-sequence.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { linearExplanation, trainingMean } from "../linear-model/linear-scores.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import type { Kernel } from "./kernel.ts";
import { trainPairs } from "./one-vs-one.ts";
import { type PairMachines, pairDecisions, pairWeights } from "./pair-decisions.ts";
import { classesByVotes, oneVsRest } from "./pair-votes.ts";
import { checkSVCCombination, type SVCOptions, svcParameters } from "./svc-parameters.ts";

/** The fitted state of `SVC`. */
export interface SVCState {
  readonly classes: number;
  readonly features: number;
  /** The value of `gamma` as a number. */
  readonly gamma: number;
  /** Training rows that are support vectors, class by class. */
  readonly support: Int32Array;
  /** The support vectors, row-major. */
  readonly support_vectors: Float64Array;
  /** The number of support vectors of each class. */
  readonly n_support: Int32Array;
  /** (K − 1) × support vectors, row-major. For two classes, positive favours the last, as in scikit-learn. */
  readonly dual_coef: Float64Array;
  /** One per pair of classes: (0, 1), (0, 2), …, (1, 2), … */
  readonly intercept: Float64Array;
  /** With a linear kernel, the means of the columns over the training rows; see `LinearState`. */
  readonly mean?: Float64Array | undefined;
  /** One per pair of classes. */
  readonly n_iter: Int32Array;
  readonly converged: boolean;
}

/**
 * Support vector classification: for each pair of classes minimises ½ ‖w‖² + C Σ sᵢ max(0, 1 − yᵢ (w·φ(xᵢ) + b)),
 * with sᵢ the weight of the row times that of its class, by solving the dual problem (see `solveDual`). The pairs vote on the prediction.
 * There are no probabilities; scikit-learn's are deprecated. Cost: between n² p and n³ p to fit.
 * Reference: Chang and Lin, LIBSVM: a library for support vector machines, ACM TIST 2 (2011), 27.
 */
export class SVC extends ClassifierEstimator<typeof svcParameters, SVCState> {
  static readonly type = "SVC";
  static readonly parameters = svcParameters;

  override checkParameters(): void {
    super.checkParameters();
    checkSVCCombination(this.parameters);
  }

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    const weights = weightsOfClasses(this.parameters.class_weight, y);
    if (weights.includes(0)) throw new ValueError("class_weight must not give a class the weight 0");
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, missing or infinite values, numbers too large, and a class
   * of weight 0, whose pairs would have no finite intercept.
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
    const { C, class_weight, tol, shrinking } = this.parameters;
    const { cache_size, max_iter } = this.parameters;
    const gamma = gammaOf(this.parameters.gamma, input);
    const pairs = (y.classes.length * (y.classes.length - 1)) / 2;
    const maximum = max_iter === -1 ? mostIterations(input.rows) : max_iter;
    const solution = trainPairs({
      X: input,
      y,
      kernel: kernelOf(this.parameters, gamma),
      bounds: weightsOfClasses(class_weight, y).map((weight) => C * weight),
      sampleWeight,
      tolerance: tol,
      shrinking,
      maxIterations: maximum,
      cacheBytes: cache_size * 2 ** 20,
      progress: new SolverSequence(monitor, pairs, maximum),
    });
    if (!solution.converged) {
      monitor.warn(
        `Solver terminated early (max_iter=${maximum}). Consider pre-processing your data with StandardScaler or MinMaxScaler.`,
      );
    }
    // For two classes positive must favour the last, but the pair (0, 1) favours the first.
    const sign = y.classes.length === 2 ? -1 : 1;
    this.fitted = {
      classes: y.classes.length,
      features: input.columns,
      gamma,
      support: solution.support,
      support_vectors: takeMatrixRows(input, solution.support).data,
      n_support: solution.nSupport,
      dual_coef: solution.dualCoef.map((value) => sign * value),
      intercept: solution.intercept.map((value) => sign * value),
      mean: this.parameters.kernel === "linear" ? trainingMean(input) : undefined,
      n_iter: solution.iterations,
      converged: solution.converged,
    };
    return this;
  }

  /** Returns n × 1 values for two classes, else n × K or, with `ovo`, one per pair. Cost n · support vectors · (p + K). */
  override decisionFunction(X: Table): Matrix {
    const { classes, intercept } = this.state;
    const decisions = this.#decide(X);
    const { decision_function_shape } = this.parameters;
    if (classes === 2 || decision_function_shape === "ovo") {
      return { rows: X.rows, columns: intercept.length, data: decisions };
    }
    return oneVsRest(decisions, X.rows, classes);
  }

  override predict(X: Table): Int32Array {
    const { classes } = this.state;
    const decisions = this.#decide(X);
    // libsvm chooses the first class only if its value is above 0, so 0 goes to the last.
    if (classes === 2) return lastUnlessNegative(decisions);
    const { break_ties } = this.parameters;
    if (break_ties) return largestColumns(oneVsRest(decisions, X.rows, classes));
    return classesByVotes(decisions, X.rows, classes);
  }

  #decide(X: Table): Float64Array {
    const { features } = this.state;
    checkWidth(X, features, this.type);
    return pairDecisions(machinesOf(this.state, this.parameters), numericInput(X, this.type));
  }

  /** By the decision value of two classes. Throws `ValueError` for more, whose values are votes, and unless the kernel is linear. */
  override explanation(): LinearExplanation {
    const { classes, intercept, mean } = this.state;
    const { kernel } = this.parameters;
    if (kernel !== "linear")
      throw new ValueError(`an SVC with kernel=${kernel} has no explanations; linear has`);
    if (classes > 2) {
      throw new ValueError("an SVC of more than two classes has no explanations; LinearSVC has");
    }
    const coef = pairWeights(machinesOf(this.state, this.parameters));
    return linearExplanation({ coef, intercept, mean }, "score", this.type);
  }

  /** Returns the largest number of iterations of any pair. */
  override convergence(): Convergence {
    return {
      iterations: this.state.n_iter.reduce((a, b) => Math.max(a, b), 0),
      converged: this.state.converged,
    };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkStored(this.type, () => this.checkParameters());
    checkSound(this.type, isSound(this.state));
  }
}

function lastUnlessNegative(decisions: Float64Array): Int32Array {
  const predicted = new Int32Array(decisions.length);
  for (let i = 0; i < predicted.length; i++) predicted[i] = decisions[i]! < 0 ? 0 : 1;
  return predicted;
}

/** libsvm's own limit. scikit-learn removed it, and never ends if rounding keeps a fit from converging. */
function mostIterations(rows: number): number {
  return Math.max(10_000_000, 100 * rows);
}

/** Returns `gamma` as a number. Throws `ValueError` if the variance of X is not finite. */
function gammaOf(gamma: "scale" | "auto" | number, { columns, data }: Matrix): number {
  if (typeof gamma === "number") return gamma;
  if (gamma === "auto") return 1 / columns;
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at]!;
  const mean = sum / data.length;
  let squares = 0;
  for (let at = 0; at < data.length; at++) squares += (data[at]! - mean) ** 2;
  const variance = squares / data.length;
  if (!Number.isFinite(variance))
    throw new ValueError('gamma="scale": the data holds numbers too large; scale them');
  return variance === 0 ? 1 : 1 / (columns * variance);
}

function kernelOf({ kernel, coef0, degree }: SVCOptions, gamma: number): Kernel {
  return { name: kernel, gamma, coef0, degree };
}

function machinesOf(state: SVCState, parameters: SVCOptions): PairMachines {
  return {
    classes: state.classes,
    columns: state.features,
    supportVectors: state.support_vectors,
    nSupport: state.n_support,
    dualCoef: state.dual_coef,
    intercept: state.intercept,
    kernel: kernelOf(parameters, state.gamma),
  };
}

/** Whether `fit` could have produced this state, as far as prediction depends on it. */
function isSound(state: Partial<SVCState> | null | undefined): boolean {
  const { classes = 0, features = 0, gamma, support, support_vectors, n_support } = state ?? {};
  const { dual_coef, intercept, mean, n_iter, converged } = state ?? {};
  if (!(isWhole(classes, 2) && isWhole(features, 1))) return false;
  const pairs = (classes * (classes - 1)) / 2;
  return (
    typeof gamma === "number" &&
    gamma >= 0 &&
    Number.isFinite(gamma) &&
    typeof converged === "boolean" &&
    n_support instanceof Int32Array &&
    n_support.length === classes &&
    n_support.every((count) => count >= 0) &&
    support instanceof Int32Array &&
    support.length === n_support.reduce((a, b) => a + b, 0) &&
    support_vectors instanceof Float64Array &&
    support_vectors.length === support.length * features &&
    support_vectors.every(Number.isFinite) &&
    dual_coef instanceof Float64Array &&
    dual_coef.length === (classes - 1) * support.length &&
    dual_coef.every(Number.isFinite) &&
    intercept instanceof Float64Array &&
    intercept.length === pairs &&
    intercept.every(Number.isFinite) &&
    (mean === undefined ||
      (mean instanceof Float64Array && mean.length === features && mean.every(Number.isFinite))) &&
    n_iter instanceof Int32Array &&
    n_iter.length === pairs
  );
}
