import { ValueError } from "../core/errors.ts";
import {
  type Convergence,
  type FitMonitor,
  type RestoreStep,
  SILENT,
  type StepState,
} from "../core/estimator.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  type AllowedParameters,
  number,
  oneOf,
  SEED,
  TRUE_OR_FALSE,
  whole,
} from "../core/parameter-checks.ts";
import { Random } from "../core/random.ts";
import { checkSound } from "../core/restored.ts";
import type { Table } from "../core/table.ts";
import { centredColumns, columnMeans } from "../linalg/column-means.ts";
import { crossProducts } from "../simd/cross-products.ts";
import { numericInput } from "../validation/input.ts";
import { coordinateDescent, type DescentResult } from "./coordinate-descent.ts";
import type { CoordinateProblem } from "./coordinate-problem.ts";
import { columnProblem, gramProblem, type Penalty } from "./coordinate-problems.ts";
import { interceptsOf, LinearRegressor } from "./linear-regressor.ts";
import type { LinearState } from "./linear-scores.ts";

/** The parameters that Lasso and ElasticNet share. */
export interface SparseParameters {
  /** Strength of the penalty, ≥ 0. Default 1. With 0, use LinearRegression: the descent converges badly. */
  readonly alpha?: number;
  /** Learn an intercept. Default true. */
  readonly fit_intercept?: boolean;
  /** Most passes over the coefficients, ≥ 1. Default 1000. */
  readonly max_iter?: number;
  /** Done when the duality gap is at most `tol` ‖y − ȳ‖², ≥ 0. Default 1e-4. */
  readonly tol?: number;
  /**
   * Without effect: products of columns are computed beforehand where that is faster (see `SparseRegressor`), and the
   * answers are the same, as in scikit-learn. Default false.
   */
  readonly precompute?: boolean;
  /** Allow no negative coefficient. Default false. */
  readonly positive?: boolean;
  /** `cyclic`: coefficients in turn; `random`: drawn at random, by `random_state`. Default `cyclic`. */
  readonly selection?: "cyclic" | "random";
  /** Seed of the draws, a whole number from 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
}

/** What each of them may be. */
export const SPARSE_PARAMETERS: AllowedParameters<SparseParameters> = {
  alpha: number({ least: 0 }),
  fit_intercept: TRUE_OR_FALSE,
  max_iter: whole(1),
  tol: number({ least: 0 }),
  precompute: TRUE_OR_FALSE,
  positive: TRUE_OR_FALSE,
  selection: oneOf("cyclic", "random"),
  random_state: SEED,
};

export interface SparseState extends LinearState {
  /** Number of passes over the coefficients, for each label. */
  readonly n_iter: Int32Array;
  /** (objective − a lower bound on its minimum) / n, for each label. */
  readonly dual_gap: Float64Array;
  readonly converged: boolean;
}

/** Up to this number of columns, computing their products is cheaper than going over the rows at every step. */
const MOST_GRAM_COLUMNS = 512;

/**
 * Minimises ‖y − Xw − b‖² / 2n + alpha l1_ratio ‖w‖₁ + ½ alpha (1 − l1_ratio) ‖w‖² by coordinate descent, for
 * each label separately. With at least as many rows as columns, and up to 512 columns, the descent uses the
 * products of columns, otherwise the residual; the steps are the same. Cost n·p²/2 + passes·p², or
 * passes·2·n·p.
 */
export abstract class SparseRegressor<P extends SparseParameters> extends LinearRegressor<P, SparseState> {
  /**
   * Requires parameters in range. Throws `ValueError` for missing or infinite values and for numbers whose
   * products overflow.
   */
  protected fitPenalised(X: Table, y: Matrix, l1Ratio: number, monitor: FitMonitor = SILENT): this {
    const { alpha = 1, fit_intercept = true, positive = false } = this.parameters;
    const input = numericInput(X, this.type);
    if (alpha === 0) {
      monitor.warn(`with alpha=0, ${this.type} does not converge well; use LinearRegression`);
    }
    const { rows: n, columns: p } = input;
    const k = y.columns;
    const xMean = fit_intercept ? columnMeans(input) : new Float64Array(p);
    const yMean = fit_intercept ? columnMeans(y) : new Float64Array(k);
    const penalty = { l1: alpha * l1Ratio * n, l2: alpha * (1 - l1Ratio) * n, positive };
    const problemOf = problems(input, xMean, y, yMean, penalty, this.type);
    const results = Array.from({ length: k }, (_, o) => this.#descend(problemOf(o), monitor));
    const coef = new Float64Array(k * p);
    results.forEach(({ w }, o) => {
      coef.set(w, o * p);
    });
    this.fitted = {
      coef,
      intercept: interceptsOf(coef, xMean, yMean, this.type),
      n_iter: Int32Array.from(results, ({ iterations }) => iterations),
      dual_gap: Float64Array.from(results, ({ gap }) => gap / n),
      converged: results.every(({ converged }) => converged),
    };
    return this;
  }

  #descend(problem: CoordinateProblem, monitor: FitMonitor): DescentResult {
    const { max_iter = 1000, tol = 1e-4, selection = "cyclic", random_state = 0 } = this.parameters;
    const result = coordinateDescent(problem, {
      maxIterations: max_iter,
      tol,
      random: selection === "random" ? new Random(random_state) : undefined,
      onIteration: (done) => monitor.iteration(done, max_iter),
    });
    if (!result.converged) {
      const figures = `duality gap ${result.gap.toExponential(3)}, tolerance ${result.tolerance.toExponential(3)}`;
      monitor.warn(
        `${this.type} did not converge in ${max_iter} iterations (${figures}); raise max_iter, scale the data or raise alpha`,
      );
    }
    return result;
  }

  /** The largest number of passes for a label, and whether all labels converged. */
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

/**
 * Returns a function that creates the problem of label `o`. Throws `ValueError` for numbers whose products
 * overflow.
 */
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
