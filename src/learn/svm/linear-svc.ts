import * as v from "valibot";
import { classesByScores } from "../core/class-decisions.ts";
import { weightsOfClasses } from "../core/class-weight.ts";
import { ValueError } from "../core/errors.ts";
import { ClassifierEstimator, type Convergence } from "../core/estimator.ts";
import type { LinearExplanation } from "../core/explanation.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import { choice, classWeight, count, flag, positive, seed, withDefault } from "../core/parameter-kinds.ts";
import { type CompleteParameters, defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { SolverSequence } from "../core/solver-sequence.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { takeDoubles, takeIntegers } from "../core/take.ts";
import { matrixRows } from "../linalg/matrix-rows.ts";
import {
  checkLinearState,
  type LinearState,
  linearExplanation,
  scoresOf,
  trainingMean,
} from "../linear-model/linear-scores.ts";
import { numericInput } from "../validation/input.ts";
import { dualCoordinateDescent } from "./dual-coordinate-descent.ts";
import { l1CoordinateDescent } from "./l1-coordinate-descent.ts";
import { type LinearProblem, SquaredHinge } from "./squared-hinge.ts";
import { trustRegionNewton } from "./trust-region-newton.ts";

const parameters = defineParameters({
  penalty: choice(["l2", "l1"], "l2", "l2, or l1, which sets many coefficients to 0"),
  loss: choice(
    ["squared_hinge", "hinge"],
    "squared_hinge",
    "The loss; hinge requires the dual problem and l2",
  ),
  dual: withDefault(
    v.union([v.literal("auto"), v.boolean()]),
    "auto",
    "Solve the dual problem; auto: if there are fewer rows than columns, or hinge needs it. l1 requires the primal problem",
  ),
  tol: positive(1e-4, "Tolerance of the stopping rule; what it bounds depends on the solver"),
  C: positive(1, "Inverse of the strength of the penalty"),
  multi_class: choice(["ovr"], "ovr", "ovr: one class against the rest"),
  fit_intercept: flag(true, "Learn an intercept"),
  intercept_scaling: positive(
    1,
    "The intercept is penalised as if it were the coefficient of a column of this constant",
  ),
  class_weight: classWeight("Weights of C by class; balanced makes all classes weigh the same"),
  max_iter: count(1000, "Most iterations", { from: 0 }),
  random_state: seed("Seed of the order of rows (dual) or columns (l1)"),
});
type LinearSVCOptions = CompleteParameters<typeof parameters>;

/** The coefficients are 1 × p for two classes (positive favours the last), else K × p. */
interface LinearSVCState extends LinearState {
  /** The largest number of iterations of any class. */
  readonly n_iter: number;
  readonly converged: boolean;
}

/**
 * Linear support vector classification: minimises ½‖w‖² + C Σ sᵢ max(0, 1 − yᵢ w·xᵢ)² (or with ‖w‖₁, or with the hinge
 * not squared). The intercept is the last entry of w and penalised like the others. K ≥ 3 classes are learnt one against
 * the rest; then, as in liblinear, the weight of a class applies to its own rows, and the others have weight 1. sᵢ is
 * that weight times the row's own.
 * There are no probabilities.
 * Reference: Fan, Chang, Hsieh, Wang and Lin, LIBLINEAR: a library for large linear classification, JMLR 9 (2008),
 * 1871–1874.
 */
export class LinearSVC extends ClassifierEstimator<typeof parameters, LinearSVCState> {
  static readonly type = "LinearSVC";
  static readonly parameters = parameters;

  override checkBeforeFit(_shape: Shape, y: EncodedClasses): void {
    this.checkParameters();
    checkCombination(this.parameters);
    weightsOfClasses(this.parameters.class_weight, y);
  }

  override checkTakesSampleWeight(): void {}

  /** Throws `ValueError` for parameters out of range, missing or infinite values, and numbers too large. */
  override fit(
    X: Table,
    y: EncodedClasses,
    monitor: FitMonitor = SILENT,
    _helpers?: unknown,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X, y);
    const input = numericInput(X, this.type);
    const { fit_intercept, intercept_scaling, max_iter } = this.parameters;
    const bias = fit_intercept ? intercept_scaling : 0;
    const isDual = this.#isDual(input);
    const problems = problemsOf(this.parameters, input, y, bias, sampleWeight);
    const p = input.columns;
    const coef = new Float64Array(problems.length * p);
    const intercept = new Float64Array(problems.length);
    let iterations = 0;
    const progress = new SolverSequence(monitor, problems.length, max_iter);
    problems.forEach((problem, k) => {
      progress.next();
      const solution = this.#solve(problem, isDual, progress);
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
    this.fitted = { coef, intercept, mean: trainingMean(input), n_iter: iterations, converged };
    return this;
  }

  #isDual({ rows, columns }: Matrix): boolean {
    const { penalty, loss, dual } = this.parameters;
    return dual === "auto" ? loss === "hinge" || (penalty === "l2" && rows < columns) : dual;
  }

  #solve(
    problem: LinearProblem,
    isDual: boolean,
    progress: SolverSequence,
  ): { w: Float64Array; iterations: number } {
    const { penalty, loss, tol } = this.parameters;
    const { max_iter: maxIterations, random_state } = this.parameters;
    const onIteration = (done: number, value?: number) => progress.iteration(done, value);
    const random = new Random(random_state);
    const { rows } = problem.X;
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

  /** Returns n × 1 values for two classes, else n × K. */
  override decisionFunction(X: Table): Matrix {
    return scoresOf(X, this.state, this.type);
  }

  /** Returns the class of largest decision value, the first if equal; of two classes, the last if the value is above 0. */
  override predict(X: Table): Int32Array {
    return classesByScores(this.decisionFunction(X));
  }

  /** By the decision values. */
  override explanation(): LinearExplanation {
    return linearExplanation(this.state, "score", this.type);
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkLinearState(this.type, this.state ?? {});
  }
}

/** Returns one problem per class against the rest; for two classes, only that of the last. */
function problemsOf(
  { C, class_weight }: LinearSVCOptions,
  all: Matrix,
  y: EncodedClasses,
  bias: number,
  sampleWeight: Float64Array | undefined,
): LinearProblem[] {
  const ofClasses = weightsOfClasses(class_weight, y, sampleWeight).map((weight) => C * weight);
  // As in liblinear, rows of weight 0 are left out, on whose number the tolerance depends.
  const kept = sampleWeight && Int32Array.from(sampleWeight.keys()).filter((row) => sampleWeight[row]! > 0);
  const X = kept === undefined ? all : takeMatrixRows(all, kept);
  const codes = kept === undefined ? y.codes : takeIntegers(y.codes, kept);
  const weights = kept && takeDoubles(sampleWeight!, kept);
  const rows = matrixRows(X);
  const against = (k: number, negativeCost: number): LinearProblem => {
    const signs = signsOf(codes, k);
    const costs = signs.map(
      (sign, row) => (weights === undefined ? 1 : weights[row]!) * (sign > 0 ? ofClasses[k]! : negativeCost),
    );
    return { X, rows, signs, costs, bias };
  };
  if (y.classes.length === 2) return [against(1, ofClasses[0]!)];
  return y.classes.map((_, k) => against(k, C));
}

/** Throws `ValueError` if the values are so large that their squares overflow. */
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

function checkCombination({ penalty, loss, dual }: LinearSVCOptions): void {
  if (penalty === "l1" && loss === "hinge") {
    throw new ValueError("The combination of penalty='l1' and loss='hinge' is not supported");
  }
  if ((penalty === "l1" && dual === true) || (loss === "hinge" && dual === false)) {
    throw new ValueError(
      `The combination of penalty='${penalty}' and loss='${loss}' is not supported when dual=${dual}`,
    );
  }
}
