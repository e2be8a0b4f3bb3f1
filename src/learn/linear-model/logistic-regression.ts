import * as v from "valibot";
import { classesByScores, probabilitiesByLogOdds } from "../core/class-decisions.ts";
import { weightsOfClasses } from "../core/class-weight.ts";
import { ValueError } from "../core/errors.ts";
import { type Classified, ClassifierEstimator, type Convergence } from "../core/estimator.ts";
import type { LinearExplanation } from "../core/explanation.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  choice,
  classWeight,
  count,
  flag,
  notNegative,
  number,
  positive,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { checkSound, isWhole } from "../core/restored.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { divideRowsBySum } from "../linalg/divide-by-sum.ts";
import { logistic } from "../linalg/logistic.ts";
import { softmax } from "../linalg/softmax.ts";
import { numericInput } from "../validation/input.ts";
import { descend } from "./gradient-descent.ts";
import { type LbfgsResult, lbfgs } from "./lbfgs.ts";
import {
  checkLinearState,
  type LinearState,
  linearExplanation,
  scoresOf,
  trainingMean,
} from "./linear-scores.ts";
import { logisticHessian } from "./logistic-hessian.ts";
import { coefficientWidth, type LogisticProblem, logisticLoss, totalWeight } from "./logistic-loss.ts";
import { startOf } from "./logistic-start.ts";
import { newton } from "./newton.ts";

/** Maximum number of coefficients for Newton's method, whose Hessian takes 8 bytes times the square of this number. */
const MOST_NEWTON_COEFFICIENTS = 2000;
/** Maximum number of Newton steps after L-BFGS, which suffice to reach the minimum. */
const POLISHING_STEPS = 5;

const parameters = defineParameters({
  C: withDefault(number({ above: 0, infinite: true }), 1, "Inverse of the strength of the penalty"),
  // "none" means the same as null, which a Java Map cannot hold.
  penalty: withDefault(
    v.pipe(
      v.nullable(v.picklist(["l2", "none"])),
      v.transform((penalty) => (penalty === "none" ? null : penalty)),
    ),
    "l2",
    "l2, or null (or none) for no penalty, whatever C is",
  ),
  tol: notNegative(1e-4, "Stop when no entry of the gradient of the mean loss is larger"),
  max_iter: count(100, "Maximum number of iterations; for gradient_descent, the fixed number of steps"),
  fit_intercept: flag(true, "Learn an intercept"),
  class_weight: classWeight("Weights of rows by their class; balanced makes all classes weigh the same"),
  solver: choice(
    ["lbfgs", "newton-cholesky", "gradient_descent"],
    "lbfgs",
    "lbfgs for any data; newton-cholesky for up to 2000 coefficients of very different scale: few but costly steps; gradient_descent for small data: one class against the rest, without penalty",
  ),
  l1_ratio: withDefault(v.nullable(v.literal(0)), 0, "No effect: the solvers here have no l1 penalty"),
  dual: withDefault(v.literal(false), false, "No effect: the solvers here solve the primal problem"),
  intercept_scaling: positive(1, "No effect: only scikit-learn's liblinear uses it"),
});

/** The coefficients are 1 × p for two classes (positive favours the last), else K × p. */
interface LogisticRegressionState extends LinearState {
  readonly classes: number;
  /** Whether each class was learnt against the rest. */
  readonly one_vs_rest: boolean;
  readonly n_iter: number;
  readonly converged: boolean;
}

/**
 * Logistic regression: minimises C Σ sᵢ ℓᵢ + ½ ‖w‖², the intercept not penalised. ℓ is the log loss: for two classes of
 * the log odds x·w + b of the last, for K ≥ 3 of the softmax of one such number per class. sᵢ is the weight of the row,
 * that of its class included.
 * Cost: iterations · n · p · K; for `newton-cholesky`, times p K.
 */
export class LogisticRegression extends ClassifierEstimator<typeof parameters, LogisticRegressionState> {
  static readonly type = "LogisticRegression";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    const { class_weight, solver } = this.parameters;
    if (class_weight === null) return;
    if (solver === "gradient_descent") {
      throw new ValueError("class_weight needs the solver lbfgs or newton-cholesky");
    }
    const weights = weightsOfClasses(class_weight, y);
    if (!weights.some((weight) => weight > 0))
      throw new ValueError("class_weight must not be 0 for all classes");
  }

  override checkTakesSampleWeight(): void {
    if (this.parameters.solver === "gradient_descent") {
      throw new ValueError("sample_weight needs the solver lbfgs or newton-cholesky");
    }
  }

  /** Throws `ValueError` for parameters out of range, missing or infinite values, and weights that diverge. */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { max_iter, tol, solver } = this.parameters;
    if (solver === "gradient_descent") this.#fitByDescent(input, y, max_iter, tol);
    else this.#fitSmooth(input, y, monitor, sampleWeight);
    if (!this.state.converged) {
      monitor.warn(
        `${solver} did not converge in ${this.state.n_iter} iterations; raise max_iter or scale the data`,
      );
    }
    return this;
  }

  #fitSmooth(X: Matrix, y: EncodedClasses, monitor: FitMonitor, sampleWeight?: Float64Array): void {
    const { C, penalty, fit_intercept, class_weight } = this.parameters;
    const classCount = y.classes.length;
    const classWeights = weightsOfClasses(class_weight, y, sampleWeight);
    const rowWeights = sampleWeight?.map((weight, row) => weight * classWeights[y.codes[row]!]!);
    const total = totalWeight({ y: y.codes, classWeights, rowWeights });
    const problem: LogisticProblem = {
      X,
      y: y.codes,
      classWeights,
      rowWeights,
      l2: penalty === null ? 0 : 1 / (C * total),
      fitIntercept: fit_intercept,
    };
    const { w, iterations, converged } = this.#minimise(problem, monitor);
    if (!w.every(Number.isFinite)) {
      throw new ValueError(
        `${this.type} found no finite weights: the data holds numbers too large; scale them`,
      );
    }
    const width = coefficientWidth(problem);
    const rows = Array.from({ length: w.length / width }, (_, k) => w.subarray(k * width, (k + 1) * width));
    this.#keep(rows, X, fit_intercept, classCount, false, iterations, converged);
  }

  #minimise(problem: LogisticProblem, monitor: FitMonitor): LbfgsResult {
    const { max_iter, tol, solver } = this.parameters;
    const classCount = problem.classWeights.length;
    const size = coefficientWidth(problem) * (classCount === 2 ? 1 : classCount);
    const loss = logisticLoss(problem);
    const hessian = (w: Float64Array) => logisticHessian(problem, w);
    const start = new Float64Array(size);
    const onIteration = (done: number, value: number) => monitor.iteration(done, max_iter, value);
    if (solver === "newton-cholesky") {
      if (size > MOST_NEWTON_COEFFICIENTS) {
        throw new ValueError(
          `newton-cholesky takes up to ${MOST_NEWTON_COEFFICIENTS} coefficients, got ${size}; use the solver lbfgs`,
        );
      }
      const result = newton(loss, hessian, start, { maxIterations: max_iter, tolerance: tol, onIteration });
      if (result.converged || result.iterations === max_iter) return result;
      monitor.warn("newton-cholesky met a singular Hessian; lbfgs takes over");
    }
    const options = { maxIterations: max_iter, gradientTolerance: tol };
    const { w, curvature, ...from } = startOf(problem, loss, options) ?? {
      w: start,
      curvature: undefined,
      loss,
    };
    const result = lbfgs(from.loss, w, { ...options, curvature, onIteration });
    const isStuck = result.converged && !result.isFlat && size <= MOST_NEWTON_COEFFICIENTS;
    if (!isStuck) return result;
    // Rounding keeps the loss from falling while the gradient is still too large. Newton's method only needs the gradient.
    const polished = newton(loss, hessian, result.w, { maxIterations: POLISHING_STEPS, tolerance: tol });
    return polished.value <= result.value * (1 + 1e-12)
      ? { ...polished, iterations: result.iterations + polished.iterations, converged: true }
      : result;
  }

  #fitByDescent(X: Matrix, { classes, codes }: EncodedClasses, steps: number, tol: number): void {
    const classCount = classes.length;
    const { fit_intercept } = this.parameters;
    const { weights, gradient } = descend(X, codes, classCount, fit_intercept, steps);
    // With two classes, the weights of one are those of the other, negated.
    const rows = classCount === 2 ? weights.slice(1) : weights;
    this.#keep(rows, X, fit_intercept, classCount, true, steps, gradient <= tol);
  }

  #keep(
    rows: readonly Float64Array[],
    X: Matrix,
    fitIntercept: boolean,
    classes: number,
    oneVsRest: boolean,
    iterations: number,
    converged: boolean,
  ): void {
    const p = X.columns;
    const coef = new Float64Array(rows.length * p);
    rows.forEach((row, k) => {
      coef.set(row.subarray(0, p), k * p);
    });
    const intercept = Float64Array.from(rows, (row) => (fitIntercept ? row[p]! : 0));
    const mean = trainingMean(X);
    this.fitted = { classes, one_vs_rest: oneVsRest, coef, intercept, mean, n_iter: iterations, converged };
  }

  override decisionFunction(X: Table): Matrix {
    return scoresOf(X, this.state, this.type);
  }

  override predict(X: Table): Int32Array {
    return classesByScores(this.decisionFunction(X));
  }

  override predictProba(X: Table): Matrix {
    return this.#probabilities(this.decisionFunction(X));
  }

  override classify(X: Table): Classified {
    const scores = this.decisionFunction(X);
    return { codes: classesByScores(scores), probabilities: this.#probabilities(scores) };
  }

  #probabilities(scores: Matrix): Matrix {
    const { one_vs_rest, classes } = this.state;
    if (scores.columns === 1) return probabilitiesByLogOdds(scores.data);
    const { rows } = scores;
    const data = one_vs_rest ? scores.data.map(logistic) : new Float64Array(rows * classes);
    if (one_vs_rest) divideRowsBySum(data, classes);
    else softmax(scores.data, rows, classes, data);
    // Scores that overflow, and classes that are all excluded, leave the classes equally likely.
    for (let at = 0; at < data.length; at += classes) {
      if (Number.isNaN(data[at]!)) data.fill(1 / classes, at, at + classes);
    }
    return { rows, columns: classes, data };
  }

  /** By the decision values: log odds for two classes, else one score per class. */
  override explanation(): LinearExplanation {
    return linearExplanation(this.state, this.state.classes === 2 ? "log_odds" : "score", this.type);
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { classes, intercept } = this.state ?? {};
    checkLinearState(this.type, this.state ?? {});
    checkSound(this.type, isWhole(classes, 2) && intercept.length === (classes === 2 ? 1 : classes));
  }
}
