import { classesByScores } from "../core/class-decisions.ts";
import { CLASS_WEIGHT, type ClassWeight, weightsOfClasses } from "../core/class-weight.ts";
import { ValueError } from "../core/errors.ts";
import {
  ClassifierEstimator,
  type Convergence,
  type FitMonitor,
  type RestoreStep,
  type Shape,
  SILENT,
  type StepState,
} from "../core/estimator.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  type AllowedParameters,
  checkParameters,
  number,
  oneOf,
  SEED,
  TRUE_OR_FALSE,
  whole,
} from "../core/parameter-checks.ts";
import { Random } from "../core/random.ts";
import type { Table } from "../core/table.ts";
import { matrixRows } from "../linalg/matrix-rows.ts";
import { checkLinearState, type LinearState, scoresOf } from "../linear-model/linear-scores.ts";
import { numericInput } from "../validation/input.ts";
import { dualCoordinateDescent } from "./dual-coordinate-descent.ts";
import { l1CoordinateDescent } from "./l1-coordinate-descent.ts";
import { type LinearProblem, SquaredHinge } from "./squared-hinge.ts";
import { trustRegionNewton } from "./trust-region-newton.ts";

export interface LinearSVCParameters {
  /** `l2` (default), or `l1` for coefficients many of which are 0. */
  readonly penalty?: "l2" | "l1";
  /** `squared_hinge` (default) or `hinge`. */
  readonly loss?: "squared_hinge" | "hinge";
  /**
   * Whether to solve the dual problem. `auto` (default): where n < p, or where the primal cannot be solved. `hinge`
   * has a dual only, `l1` a primal only, and not with `hinge`.
   */
  readonly dual?: "auto" | boolean;
  /** Tolerance of the stopping rule, > 0; what it bounds depends on the solver. Default 1e-4. */
  readonly tol?: number;
  /** Inverse strength of the penalty, > 0. Default 1. */
  readonly C?: number;
  /** `ovr` (default): one class against the rest. */
  readonly multi_class?: "ovr";
  /** Default true. */
  readonly fit_intercept?: boolean;
  /** The intercept is penalised as if it were the coefficient of a column of this constant, > 0. Default 1. */
  readonly intercept_scaling?: number;
  /** Weights of C by class. Default null. */
  readonly class_weight?: ClassWeight;
  /** Seed of the order of rows (dual) or columns (l1), a whole number from 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
  /** Most iterations, a whole number ≥ 0. Default 1000. */
  readonly max_iter?: number;
}

const ALLOWED: AllowedParameters<LinearSVCParameters> = {
  penalty: oneOf("l2", "l1"),
  loss: oneOf("squared_hinge", "hinge"),
  dual: oneOf("auto", true, false),
  tol: number({ above: 0 }),
  C: number({ above: 0 }),
  multi_class: oneOf("ovr"),
  fit_intercept: TRUE_OR_FALSE,
  intercept_scaling: number({ above: 0 }),
  class_weight: CLASS_WEIGHT,
  random_state: SEED,
  max_iter: whole(0, 2 ** 31 - 1),
};

/** For two classes 1 × p coefficients (positive in favour of the last), otherwise K × p. */
export interface LinearSVCState extends LinearState {
  /** The largest number of iterations of any of the machines. */
  readonly n_iter: number;
  readonly converged: boolean;
}

/**
 * Linear support vector classification: minimises ½‖w‖² + C Σ sᵢ max(0, 1 − yᵢ w·xᵢ)² (or with ‖w‖₁, or with
 * the hinge not squared). The intercept is the last entry of w and is penalised like the others. K ≥ 3 classes
 * are learnt one against the rest; the weight sᵢ of a class then applies to its own rows, and the rest have
 * weight 1, as in liblinear. There are no probabilities.
 * Reference: Fan, Chang, Hsieh, Wang and Lin, LIBLINEAR: a library for large linear classification, JMLR 9
 * (2008), 1871–1874.
 */
export class LinearSVC extends ClassifierEstimator<LinearSVCParameters, LinearSVCState> {
  static readonly type = "LinearSVC";

  constructor(parameters: LinearSVCParameters = {}) {
    super(parameters);
  }

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    checkParameters(this.parameters, ALLOWED);
    checkCombination(this.parameters);
    weightsOfClasses(this.parameters.class_weight ?? null, y);
  }

  /** Throws `ValueError` for parameters out of range, missing or infinite values, and numbers too large. */
  override fit(X: Table, y: EncodedClasses, monitor: FitMonitor = SILENT): this {
    const input = numericInput(X, this.type);
    this.checkBeforeFit(input, y);
    const { fit_intercept = true, intercept_scaling = 1, max_iter = 1000 } = this.parameters;
    const bias = fit_intercept ? intercept_scaling : 0;
    const problems = problemsOf(this.parameters, input, y, bias);
    const p = input.columns;
    const coef = new Float64Array(problems.length * p);
    const intercept = new Float64Array(problems.length);
    let iterations = 0;
    problems.forEach((problem, k) => {
      const solution = this.#solve(problem, monitor);
      coef.set(solution.w.subarray(0, p), k * p);
      if (fit_intercept) intercept[k] = bias * solution.w[p]!;
      iterations = Math.max(iterations, solution.iterations);
    });
    if (!(coef.every(Number.isFinite) && intercept.every(Number.isFinite))) {
      throw new ValueError(
        "LinearSVC found no finite coefficients: the data holds numbers too large, scale them",
      );
    }
    const converged = iterations < max_iter;
    if (!converged) monitor.warn("Liblinear failed to converge, increase the number of iterations.");
    this.fitted = { coef, intercept, n_iter: iterations, converged };
    return this;
  }

  #solve(problem: LinearProblem, monitor: FitMonitor): { w: Float64Array; iterations: number } {
    const { penalty = "l2", loss = "squared_hinge", dual = "auto", tol = 1e-4 } = this.parameters;
    const { max_iter: maxIterations = 1000, random_state = 0 } = this.parameters;
    const onIteration = (done: number) => monitor.iteration(done, maxIterations);
    const random = new Random(random_state);
    const { rows, columns } = problem.X;
    const isDual = dual === "auto" ? loss === "hinge" || (penalty === "l2" && rows < columns) : dual;
    if (isDual) {
      checkMagnitude(problem.X);
      return dualCoordinateDescent(problem, loss, { tolerance: tol, maxIterations, random, onIteration });
    }
    let positives = 0;
    for (let i = 0; i < rows; i++) if (problem.signs[i]! > 0) positives++;
    const tolerance = (tol * Math.max(Math.min(positives, rows - positives), 1)) / rows;
    if (penalty === "l1") {
      checkMagnitude(problem.X);
      return l1CoordinateDescent(problem, { tolerance, maxIterations, random, onIteration });
    }
    return trustRegionNewton(new SquaredHinge(problem), { tolerance, maxIterations, onIteration });
  }

  /** Returns n × 1 values for two classes, otherwise n × K. */
  override decisionFunction(X: Table): Matrix {
    return scoresOf(X, this.state, this.type);
  }

  /**
   * Predicts the class with the largest decision value, the first of equal ones; of two classes, the last if
   * its value is above 0.
   */
  override predict(X: Table): Int32Array {
    return classesByScores(this.decisionFunction(X));
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkLinearState(this.type, this.state?.coef, this.state?.intercept);
  }
}

/** Returns one problem per class against the rest; for two classes only that of the last. */
function problemsOf(
  { C = 1, class_weight = null }: LinearSVCParameters,
  X: Matrix,
  y: EncodedClasses,
  bias: number,
): LinearProblem[] {
  const costs = weightsOfClasses(class_weight, y).map((weight) => C * weight);
  const rows = matrixRows(X);
  const against = (k: number, negativeCost: number): LinearProblem => ({
    X,
    rows,
    signs: signsOf(y.codes, k),
    positiveCost: costs[k]!,
    negativeCost,
    bias,
  });
  if (y.classes.length === 2) return [against(1, costs[0]!)];
  return y.classes.map((_, k) => against(k, C));
}

/** Throws `ValueError` if the products of rows could overflow. */
function checkMagnitude({ data }: Matrix): void {
  let squares = 0;
  for (let at = 0; at < data.length; at++) squares += data[at]! * data[at]!;
  if (!Number.isFinite(squares)) throw new ValueError("the data holds numbers too large; scale them before");
}

function signsOf(codes: Int32Array, positive: number): Float64Array {
  const signs = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) signs[i] = codes[i] === positive ? 1 : -1;
  return signs;
}

function checkCombination({ penalty = "l2", loss = "squared_hinge", dual }: LinearSVCParameters): void {
  if (penalty === "l1" && loss === "hinge") {
    throw new ValueError("The combination of penalty='l1' and loss='hinge' is not supported");
  }
  if ((penalty === "l1" && dual === true) || (loss === "hinge" && dual === false)) {
    throw new ValueError(
      `The combination of penalty='${penalty}' and loss='${loss}' is not supported when dual=${dual}`,
    );
  }
}
