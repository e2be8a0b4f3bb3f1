import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import { ClustererEstimator, type Convergence } from "../core/estimator.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { Matrix } from "../core/matrix.ts";
import {
  choice,
  count,
  either,
  notNegative,
  seed,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import { defineParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { checkSound, isWhole } from "../core/restored.ts";
import { SolverSequence } from "../core/solver-sequence.ts";
import type { RestoreStep, Shape, StepState } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { centred, columnMeans } from "../linalg/column-means.ts";
import { type Helpers, NO_HELPERS } from "../threads/helpers.ts";
import { checkWidth, numericInput } from "../validation/input.ts";
import type { LloydResult } from "./lloyd.ts";
import { nearestCenters } from "./nearest-center.ts";
import { beginRuns, RESTARTS, type RestartTask } from "./restarts.ts";

const parameters = defineParameters({
  n_clusters: count(8, "Number of clusters; at most the number of rows"),
  init: choice(
    ["k-means++", "random"],
    "k-means++",
    "Initial centres: k-means++ chooses rows far apart, random any rows",
  ),
  n_init: withDefault(
    either(v.literal("auto"), wholeNumber(1, 10_000)),
    "auto",
    "Number of runs, of which the one with the smallest inertia is kept; auto: 1 for k-means++, 10 for random",
  ),
  max_iter: count(300, "Maximum number of iterations of a run"),
  tol: notNegative(
    1e-4,
    "Stop when the squared movement of the centres is at most this times the mean variance of a column",
  ),
  algorithm: choice(
    ["lloyd", "elkan"],
    "lloyd",
    "No effect: both have the same result, which is computed by one method",
  ),
  random_state: seed("Seed of the initial centres"),
});

/** The fitted state of `KMeans`. */
interface KMeansState {
  /** n_clusters × p, row-major. */
  readonly cluster_centers: Float64Array;
  /** Σ of the squared distances of the training rows from their centres, times their weights. */
  readonly inertia: number;
  readonly n_iter: number;
  readonly converged: boolean;
}

/** For this product of rows, clusters, columns and runs, a few iterations take as long as starting a thread. */
const WORK_PER_HELPER = 2_000_000;

/**
 * k-means: finds `n_clusters` centres with a small Σ ‖x − nearest centre‖², by Lloyd's iteration. A row belongs to the
 * nearest centre, the first of equally near ones; one of weight s counts s times in the sum and in the means. Clusters
 * are numbered in the order of their first centres.
 */
export class KMeans extends ClustererEstimator<typeof parameters, KMeansState> {
  static readonly type = "KMeans";
  static readonly parameters = parameters;

  override checkBeforeFit({ rows }: Shape): void {
    this.checkParameters();
    const { n_clusters } = this.parameters;
    if (n_clusters > rows) {
      throw new ValueError(
        `n_clusters=${n_clusters} must not be more than the number of rows, n_samples=${rows}`,
      );
    }
  }

  override checkTakesSampleWeight(): void {}

  /**
   * Throws `ValueError` for parameters out of range, more clusters than rows (of a positive weight), missing or infinite values, and
   * numbers whose squares overflow. Cost of an iteration O(n n_clusters p).
   */
  override fit(
    X: Table,
    monitor: FitMonitor = SILENT,
    helpers: Helpers = NO_HELPERS,
    sampleWeight?: Float64Array,
  ): this {
    this.checkBeforeFit(X);
    this.#checkWeights(sampleWeight);
    const input = numericInput(X, this.type);
    // Centre the data first: smaller squares, less rounding error.
    const mean = columnMeans(input);
    const rows = { ...input, data: centred(input, mean) };
    this.#keep(this.#best(rows, sampleWeight ?? null, monitor, helpers), mean, monitor);
    return this;
  }

  #checkWeights(weights: Float64Array | undefined): void {
    const { n_clusters } = this.parameters;
    const rows = weights?.filter((weight) => weight > 0).length ?? n_clusters;
    if (rows >= n_clusters) return;
    throw new ValueError(
      `n_clusters=${n_clusters} must not be more than the number of rows whose sample_weight is not 0, ${rows}`,
    );
  }

  /** Returns the best of `n_init` runs on centred rows. */
  #best(X: Matrix, weights: Float64Array | null, monitor: FitMonitor, helpers: Helpers): LloydResult {
    const { n_clusters, init, n_init, max_iter } = this.parameters;
    const { random_state } = this.parameters;
    const runs = n_init === "auto" ? (init === "random" ? 10 : 1) : n_init;
    const random = new Random(random_state);
    const seeds = Uint32Array.from({ length: runs }, (_, run) =>
      run === 0 ? random_state : random.uint32(),
    );
    const task = {
      X,
      clusters: n_clusters,
      init,
      maxIterations: max_iter,
      tolerance: this.#tolerance(X),
      weights,
      seeds,
    };
    const results = this.#run(task, monitor, helpers);
    let best = results[0]!;
    for (const result of results.slice(1)) {
      // The inertia of the same clusters may differ by rounding: that is no improvement.
      if (result.inertia < best.inertia && !isSameClustering(result.labels, best.labels, n_clusters))
        best = result;
    }
    return best;
  }

  #run(task: RestartTask, monitor: FitMonitor, helpers: Helpers): LloydResult[] {
    const { X, clusters, maxIterations, weights, seeds } = task;
    const runs = seeds.length;
    const wanted = Math.floor((X.rows * clusters * X.columns * runs) / WORK_PER_HELPER);
    if (runs === 1 || Math.min(wanted, helpers.count) === 0) {
      const run = beginRuns(task);
      const progress = new SolverSequence(monitor, runs, maxIterations);
      const total = weights === null ? squares(X) : weightedSquares(X, weights);
      return Array.from(seeds, (_, number) => {
        progress.next();
        // ‖x − m‖² summed over a cluster of mean m is Σ ‖x‖² less the number of its rows times ‖m‖².
        return run(number, (done, squaredMeans) => progress.iteration(done, total - squaredMeans));
      });
    }
    const data = new Float64Array(new SharedArrayBuffer(X.data.byteLength));
    data.set(X.data);
    const shared = { ...task, X: { ...X, data } };
    // Several threads report whole runs only.
    return RESTARTS.doAll(shared, runs, helpers, wanted, (done) => monitor.iteration(done, runs));
  }

  #tolerance(X: Matrix): number {
    const variance = squares(X) / X.data.length;
    if (!Number.isFinite(variance * X.data.length * 4)) {
      throw new ValueError("KMeans got numbers too large; scale them before");
    }
    return this.parameters.tol * variance;
  }

  #keep(
    { centers, labels, inertia, iterations, converged }: LloydResult,
    mean: Float64Array,
    monitor: FitMonitor,
  ) {
    const { n_clusters, max_iter } = this.parameters;
    const distinct = countDistinct(labels, n_clusters);
    if (distinct < n_clusters) {
      monitor.warn(
        `KMeans found ${distinct} distinct clusters, fewer than n_clusters=${n_clusters}; rows may be duplicates`,
      );
    }
    if (!converged) monitor.warn(`KMeans did not converge in ${max_iter} iterations; raise max_iter`);
    const cluster_centers = centers.map((value, at) => value + mean[at % mean.length]!);
    this.fitted = { cluster_centers, inertia, n_iter: iterations, converged };
  }

  override predict(X: Table): Int32Array {
    return this.#assign(X).labels;
  }

  override inertia(X: Table): number {
    return this.#assign(X).inertia;
  }

  #assign(X: Table): { labels: Int32Array; inertia: number } {
    const { cluster_centers } = this.state;
    const { n_clusters } = this.parameters;
    checkWidth(X, cluster_centers.length / n_clusters, this.type);
    const input = numericInput(X, this.type);
    const labels = new Int32Array(input.rows);
    const inertia = nearestCenters(input, cluster_centers, labels);
    return { labels, inertia };
  }

  override convergence(): Convergence {
    return { iterations: this.state.n_iter, converged: this.state.converged };
  }

  override restore(state: StepState, restoreStep: RestoreStep): void {
    super.restore(state, restoreStep);
    const { cluster_centers, inertia, n_iter, converged } = this.state;
    const { n_clusters } = this.parameters;
    const isSound =
      isWhole(n_clusters, 1) &&
      cluster_centers instanceof Float64Array &&
      cluster_centers.length > 0 &&
      cluster_centers.length % n_clusters === 0 &&
      cluster_centers.every(Number.isFinite) &&
      typeof inertia === "number" &&
      typeof n_iter === "number" &&
      typeof converged === "boolean";
    checkSound(this.type, isSound);
  }
}

function squares({ data }: Matrix): number {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += data[at]! * data[at]!;
  return sum;
}

function weightedSquares({ rows, columns, data }: Matrix, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) sum += weights[i]! * data[at]! * data[at]!;
  }
  return sum;
}

function countDistinct(labels: Int32Array, clusters: number): number {
  const isUsed = new Uint8Array(clusters);
  for (let i = 0; i < labels.length; i++) isUsed[labels[i]!] = 1;
  return isUsed.reduce((sum, used) => sum + used, 0);
}

/** Whether two lists of labels group the rows in the same way, whatever the numbers of the clusters. */
function isSameClustering(a: Int32Array, b: Int32Array, clusters: number): boolean {
  const partner = new Int32Array(clusters).fill(-1);
  for (let i = 0; i < a.length; i++) {
    const own = a[i]!;
    if (partner[own] === -1) partner[own] = b[i]!;
    else if (partner[own] !== b[i]) return false;
  }
  return true;
}
