import type { Matrix } from "../core/matrix.ts";
import { squaredDistance } from "../linalg/squared-distance.ts";
import type { Assignment } from "./assignment.ts";
import { ClusterSums } from "./cluster-sums.ts";

/** The options of `lloyd`. */
interface LloydOptions {
  readonly maxIterations: number;
  /** Converged when the sum of the squared shifts of the centres is at most this. */
  readonly tolerance: number;
  /** The weight of each row in the means; null, the default, for equal weights. */
  readonly weights?: Float64Array | null;
  /** Called after each iteration with the sum, over the rows, of the squared norm of the mean of their cluster. */
  readonly onIteration?: (iteration: number, squaredMeans: number) => void;
}

/** The result of `lloyd`. */
export interface LloydResult {
  /** K × p. */
  readonly centers: Float64Array;
  /** The nearest centre of each row. */
  readonly labels: Int32Array;
  /** Σ of the squared distances of the rows from their centres, times the weights of the rows. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * k-means by Lloyd's iteration from the K × p centres `start`: each row is assigned to the nearest centre, and
 * each centre moves to the mean of its rows, until no row changes its cluster or the centres hardly move.
 * `assignment` must be a new one over the same X. Cost of an iteration O(n K p).
 *
 * Reference: S. Lloyd (1982), Least squares quantization in PCM, https://doi.org/10.1109/TIT.1982.1056489
 */
export function lloyd(
  X: Matrix,
  start: Float64Array,
  assignment: Assignment,
  options: LloydOptions,
): LloydResult {
  const { maxIterations, tolerance, weights = null } = options;
  const { columns } = X;
  let centers: Float64Array = start;
  const labels = assignment.labels;
  const sums = new ClusterSums(X, start.length / columns, weights);
  let iterations = 0;
  let converged = false;
  while (!converged && iterations < maxIterations) {
    const moved = assignment.reassign(centers, sums);
    const isLast = moved === 0 || iterations + 1 === maxIterations;
    if (isLast || sums.needsRecount) sums.recount(labels);
    let means = sums.means(labels, centers);
    const shift = squaredDistance(means, 0, centers, 0, means.length);
    converged = moved === 0 || shift <= tolerance;
    if (converged && !isLast && !sums.needsRecount) {
      sums.recount(labels);
      means = sums.means(labels, centers);
    }
    centers = means;
    iterations++;
    options.onIteration?.(iterations, sums.squaredMeans());
  }
  assignment.reassign(centers, sums);
  const inertia = inertiaOf(X, centers, labels, weights);
  return { centers, labels: labels.slice(), inertia, iterations, converged };
}

function inertiaOf(
  { rows, columns, data }: Matrix,
  centers: Float64Array,
  labels: Int32Array,
  weights: Float64Array | null,
): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    sum += weight * squaredDistance(data, i * columns, centers, labels[i]! * columns, columns);
  }
  return sum;
}
