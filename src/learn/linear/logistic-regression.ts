import { ValueError } from "../errors.ts";
import {
  ClassifierEstimator,
  type Convergence,
  type FitMonitor,
  type RestoreStep,
  SILENT,
  type StepState,
} from "../estimator.ts";
import { checkWidth, numericInput } from "../input.ts";
import type { Matrix } from "../matrix.ts";
import { checkLengths } from "../restored.ts";
import type { Table } from "../table.ts";
import { descend } from "./gradient-descent.ts";
import { lbfgs } from "./lbfgs.ts";
import { coefficientWidth, logisticLoss } from "./logistic-loss.ts";

export interface LogisticRegressionParameters {
  /** Inverse strength of the penalty, > 0. Default 1. */
  readonly C?: number;
  /** `l2`, or null for none. Default `l2`. */
  readonly penalty?: "l2" | null;
  /** Most iterations; for `gradient_descent`, the fixed number of steps. Default 100. */
  readonly max_iter?: number;
  /** No entry of the mean loss's gradient may be larger at the end. Default 1e-4. */
  readonly tol?: number;
  /** Default true. */
  readonly fit_intercept?: boolean;
  /** `balanced` weighs each row by n / (K · count of its class). Default null. */
  readonly class_weight?: "balanced" | null;
  /**
   * `lbfgs` (default): multinomial, penalised. `gradient_descent`: the package ml-logistic-regression,
   * one-vs-rest, never penalised (C and penalty have no meaning), for small data.
   */
  readonly solver?: "lbfgs" | "gradient_descent";
}

export interface LogisticRegressionState {
  readonly classes: number;
  /** Whether the classes were learnt one against the rest. */
  readonly one_vs_rest: boolean;
  /** Row-major: 1 × p for two classes (positive favours the last), else K × p. */
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
  readonly n_iter: number;
  readonly converged: boolean;
}

/** Logistic regression: minimises C Σ sᵢ ℓᵢ + ½ ‖w‖², the intercept not penalised; softmax for K ≥ 3 classes. */
export class LogisticRegression extends ClassifierEstimator<
  LogisticRegressionParameters,
  LogisticRegressionState
> {
  static readonly type = "LogisticRegression";

  constructor(parameters: LogisticRegressionParameters = {}) {
    super(parameters);
  }

  /** Throws `ValueError` for parameters out of range, missing or infinite values, and diverged weights. */
  override fit(X: Table, y: Int32Array, classCount: number, monitor: FitMonitor = SILENT): this {
    const input = numericInput(X, this.type);
    const { C = 1, max_iter = 100, tol = 1e-4, class_weight = null, solver = "lbfgs" } = this.parameters;
    if (!(C > 0)) throw new ValueError(`C=${C} must be greater than 0`);
    if (!(max_iter >= 1)) throw new ValueError(`max_iter=${max_iter} must be at least 1`);
    if (solver === "gradient_descent") {
      if (class_weight !== null) throw new ValueError("class_weight needs the solver lbfgs");
      this.#fitByDescent(input, y, classCount, max_iter, tol);
    } else this.#fitByLbfgs(input, y, classCount, monitor);
    if (!this.state.converged) {
      monitor.warn(
        `${solver} did not converge in ${this.state.n_iter} iterations; raise max_iter or scale the data`,
      );
    }
    return this;
  }

  #fitByLbfgs(X: Matrix, y: Int32Array, classCount: number, monitor: FitMonitor): void {
    const {
      C = 1,
      penalty = "l2",
      max_iter = 100,
      tol = 1e-4,
      fit_intercept = true,
      class_weight = null,
    } = this.parameters;
    const weights = rowWeights(y, classCount, class_weight);
    const total = weights.reduce((a, b) => a + b, 0);
    const problem = {
      X,
      y,
      classCount,
      weights,
      l2: penalty === null ? 0 : 1 / (C * total),
      fitIntercept: fit_intercept,
    };
    const width = coefficientWidth(problem);
    const blocks = classCount === 2 ? 1 : classCount;
    const { w, iterations, converged } = lbfgs(logisticLoss(problem), new Float64Array(blocks * width), {
      maxIterations: max_iter,
      gradientTolerance: tol,
      onIteration: (done) => monitor.iteration(done, max_iter),
    });
    if (!w.every(Number.isFinite))
      throw new ValueError("lbfgs diverged: the data holds numbers too large; scale them");
    const rows = Array.from({ length: blocks }, (_, k) => w.subarray(k * width, (k + 1) * width));
    this.#keep(rows, X.columns, fit_intercept, classCount, false, iterations, converged);
  }

  #fitByDescent(X: Matrix, y: Int32Array, classCount: number, steps: number, tol: number): void {
    const { fit_intercept = true } = this.parameters;
    const { weights, gradient } = descend(X, y, classCount, fit_intercept, steps);
    // Of two classes each one's weights are the other's negative.
    const rows = classCount === 2 ? weights.slice(1) : weights;
    this.#keep(rows, X.columns, fit_intercept, classCount, true, steps, gradient <= tol);
  }

  #keep(
    rows: readonly Float64Array[],
    p: number,
    fitIntercept: boolean,
    classes: number,
    oneVsRest: boolean,
    iterations: number,
    converged: boolean,
  ): void {
    const coef = new Float64Array(rows.length * p);
    rows.forEach((row, k) => {
      coef.set(row.subarray(0, p), k * p);
    });
    const intercept = Float64Array.from(rows, (row) => (fitIntercept ? row[p]! : 0));
    this.fitted = { classes, one_vs_rest: oneVsRest, coef, intercept, n_iter: iterations, converged };
  }

  override decisionFunction(X: Table): Matrix {
    const { coef, intercept } = this.state;
    const K = intercept.length;
    const p = coef.length / K;
    checkWidth(X, p, this.type);
    const { rows, data } = numericInput(X, this.type);
    const scores = new Float64Array(rows * K);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < K; k++) {
        let z = intercept[k]!;
        for (let j = 0; j < p; j++) z += data[i * p + j]! * coef[k * p + j]!;
        scores[i * K + k] = z;
      }
    }
    return { rows, columns: K, data: scores };
  }

  override predict(X: Table): Int32Array {
    const { rows, columns, data } = this.decisionFunction(X);
    return Int32Array.from({ length: rows }, (_, i) => {
      if (columns === 1) return data[i]! > 0 ? 1 : 0;
      let best = 0;
      for (let k = 1; k < columns; k++) if (data[i * columns + k]! > data[i * columns + best]!) best = k;
      return best;
    });
  }

  override predictProba(X: Table): Matrix {
    const { one_vs_rest, classes } = this.state;
    const scores = this.decisionFunction(X);
    const probabilities = new Float64Array(scores.rows * classes);
    for (let i = 0; i < scores.rows; i++) {
      const row = probabilities.subarray(i * classes, (i + 1) * classes);
      if (scores.columns === 1) {
        row[0] = sigmoid(-scores.data[i]!);
        row[1] = sigmoid(scores.data[i]!);
        continue;
      }
      const z = scores.data.subarray(i * classes, (i + 1) * classes);
      const top = Math.max(...z);
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        row[k] = one_vs_rest ? sigmoid(z[k]!) : Math.exp(z[k]! - top);
        sum += row[k]!;
      }
      for (let k = 0; k < classes; k++) row[k] = sum > 0 ? row[k]! / sum : 1 / classes;
    }
    return { rows: scores.rows, columns: classes, data: probabilities };
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { classes, coef, intercept } = this.state;
    const blocks = classes === 2 ? 1 : classes;
    checkLengths(this.type, [intercept], blocks);
    checkLengths(this.type, [coef], Math.round(coef?.length / blocks) * blocks);
  }
}

function sigmoid(z: number): number {
  const e = Math.exp(-Math.abs(z));
  return z >= 0 ? 1 / (1 + e) : e / (1 + e);
}

function rowWeights(y: Int32Array, classCount: number, classWeight: "balanced" | null): Float64Array {
  if (classWeight === null) return new Float64Array(y.length).fill(1);
  const counts = new Float64Array(classCount);
  for (const code of y) counts[code]!++;
  return Float64Array.from(y, (code) => y.length / (classCount * counts[code]!));
}
