import type * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import type { Convergence } from "../core/estimator.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { Matrix } from "../core/matrix.ts";
import { choice, count, flag, notNegative, seed } from "../core/parameter-kinds.ts";
import { Random } from "../core/random.ts";
import { checkSound } from "../core/restored.ts";
import { sumOfWeights } from "../core/sample-weight.ts";
import { SolverSequence } from "../core/solver-sequence.ts";
import type { RestoreStep, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { centredColumns, columnMeans } from "../linalg/column-means.ts";
import { crossProducts } from "../simd/cross-products.ts";
import { numericInput } from "../validation/input.ts";
import { coordinateDescent, type DescentResult } from "./coordinate-descent.ts";
import type { CoordinateProblem } from "./coordinate-problem.ts";
import { columnProblem, gramProblem, type Penalty } from "./coordinate-problems.ts";
import { interceptsOf, LinearRegressor } from "./linear-regressor.ts";
import { type LinearState, trainingMean } from "./linear-scores.ts";
import { weightedRows } from "./weighted-rows.ts";

/** The strength of the penalty of Lasso and ElasticNet. */
export const penaltyStrength = notNegative(
  1,
  "Strength of the penalty. For 0 use LinearRegression: coordinate descent converges badly there",
);

/** The parameters that Lasso and ElasticNet share. */
export const descentParameters = {
  fit_intercept: flag(true, "Learn an intercept"),
  max_iter: count(1000, "Maximum number of passes over the coefficients"),
  tol: notNegative(
    1e-4,
    "Stop when the duality gap is at most this times the squared deviation of the labels",
  ),
  precompute: flag(
    false,
    "No effect: products of columns are precomputed where that is faster; the result is the same",
  ),
  positive: flag(false, "Require coefficients that are not negative"),
  selection: choice(
    ["cyclic", "random"],
    "cyclic",
    "cyclic updates the coefficients in turn, random in an order drawn by random_state",
  ),
  random_state: seed("Seed of the order for selection=random"),
};

/** The table that every `SparseRegressor` includes. */
type SparseTable = v.ObjectSchema<
  { readonly alpha: typeof penaltyStrength } & typeof descentParameters,
  undefined
>;

/** The fitted state of `Lasso` and `ElasticNet`. */
interface SparseState extends LinearState {
  /** Passes over the coefficients, one number per label. */
  readonly n_iter: Int32Array;
  /** (objective − a lower bound of its minimum) / n, one number per label. */
  readonly dual_gap: Float64Array;
  readonly converged: boolean;
}

/** Up to this many columns, computing products of columns first is cheaper than passing over the rows at every step. */
const MOST_GRAM_COLUMNS = 512;

/**
 * Minimises ‖y − Xw − b‖² / 2n + alpha l1_ratio ‖w‖₁ + ½ alpha (1 − l1_ratio) ‖w‖² by coordinate descent, for each label
 * separately; a row of weight s counts s n / Σ s times. With at least as many rows as columns, and at most 512 columns,
 * the descent uses products of columns, otherwise the residual; the steps are the same. Cost n·p²/2 + passes·p², or
 * passes·2·n·p.
 */
export abstract class SparseRegressor<T extends SparseTable> extends LinearRegressor<T, SparseState> {
  override checkTakesSampleWeight(): void {}

  /** Fits in-range parameters. Throws `ValueError` for missing or infinite values, and numbers too large to multiply. */
  protected fitPenalised(
    X: Table,
    y: Matrix,
    l1Ratio: number,
    monitor: FitMonitor = SILENT,
    sampleWeight?: Float64Array,
  ): this {
    const { alpha, fit_intercept, positive } = this.parameters;
    const input = numericInput(X, this.type);
    if (alpha === 0) {
      monitor.warn(`with alpha=0, ${this.type} does not converge well; use LinearRegression`);
    }
    const { rows: n, columns: p } = input;
    const k = y.columns;
    const penalty = { l1: alpha * l1Ratio * n, l2: alpha * (1 - l1Ratio) * n, positive };
    let xMean = fit_intercept && sampleWeight === undefined ? columnMeans(input) : new Float64Array(p);
    let yMean = fit_intercept && sampleWeight === undefined ? columnMeans(y) : new Float64Array(k);
    let problemOf: (o: number) => CoordinateProblem;
    if (sampleWeight === undefined) problemOf = problems(input, xMean, y, yMean, penalty, this.type);
    else {
      const rows = weightedRows(input, y, summingToRows(sampleWeight), fit_intercept);
      problemOf = problems(rows.X, xMean, rows.y, yMean, penalty, this.type);
      ({ xMean, yMean } = rows);
    }
    const progress = new SolverSequence(monitor, k, this.parameters.max_iter);
    const results = Array.from({ length: k }, (_, o) => this.#descend(problemOf(o), monitor, progress));
    const coef = new Float64Array(k * p);
    results.forEach(({ w }, o) => {
      coef.set(w, o * p);
    });
    this.fitted = {
      coef,
      intercept: interceptsOf(coef, xMean, yMean, this.type),
      mean: trainingMean(input),
      n_iter: Int32Array.from(results, ({ iterations }) => iterations),
      dual_gap: Float64Array.from(results, ({ gap }) => gap / n),
      converged: results.every(({ converged }) => converged),
    };
    return this;
  }

  #descend(problem: CoordinateProblem, monitor: FitMonitor, progress: SolverSequence): DescentResult {
    const { max_iter, tol, selection, random_state } = this.parameters;
    progress.next();
    const result = coordinateDescent(problem, {
      maxIterations: max_iter,
      tol,
      random: selection === "random" ? new Random(random_state) : undefined,
      onIteration: (done) => progress.iteration(done),
    });
    if (!result.converged) {
      const figures = `duality gap ${result.gap.toExponential(3)}, tolerance ${result.tolerance.toExponential(3)}`;
      monitor.warn(
        `${this.type} did not converge in ${max_iter} iterations (${figures}); raise max_iter, scale the data or raise alpha`,
      );
    }
    return result;
  }

  /** Returns the largest number of passes of any label, and whether all labels converged. */
  override convergence(): Convergence {
    return {
      iterations: this.state.n_iter.reduce((a, b) => Math.max(a, b), 0),
      converged: this.state.converged,
    };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    checkSound(
      this.type,
      this.state.n_iter instanceof Int32Array && typeof this.state.converged === "boolean",
    );
  }
}

/** Returns weights with the same ratios and the sum n, so that the penalty is the same for all multiples of the weights. */
function summingToRows(weights: Float64Array): Float64Array {
  const scale = weights.length / sumOfWeights(weights);
  return weights.map((weight) => weight * scale);
}

/** Returns a function from a label `o` to its problem. Throws `ValueError` for numbers too large to multiply. */
function problems(
  X: Matrix,
  xMean: Float64Array,
  y: Matrix,
  yMean: Float64Array,
  penalty: Penalty,
  owner: string,
): (o: number) => CoordinateProblem {
  const { rows: n, columns: p } = X;
  if (n >= p && p <= MOST_GRAM_COLUMNS) {
    const { gram, cross, squares } = crossProducts(X, xMean, y, yMean);
    if (!(gram.every(Number.isFinite) && cross.every(Number.isFinite) && squares.every(Number.isFinite))) {
      throw new ValueError(`${owner} got numbers too large; scale them before`);
    }
    return (o) => gramProblem(gram, cross.subarray(o * p, (o + 1) * p), squares[o]!, penalty);
  }
  const columns = centredColumns(X, xMean);
  return (o) => {
    const target = Float64Array.from({ length: n }, (_, i) => y.data[i * y.columns + o]! - yMean[o]!);
    const problem = columnProblem(columns, p, target, penalty);
    if (!(Number.isFinite(problem.targetSquares) && problem.squares.every(Number.isFinite))) {
      throw new ValueError(`${owner} got numbers too large; scale them before`);
    }
    return problem;
  };
}
