import { numberByAppearance } from "../core/labels.ts";
import { type Matrix, takeMatrixRows } from "../core/matrix.ts";
import { Random } from "../core/random.ts";
import { squaredDistance } from "../linalg/squared-distance.ts";

/** Distances up to this count as 0, as in NumPy's `isclose`. */
const CLOSE_TO_ZERO = 1e-8;

/** The options of `silhouetteScore`. */
interface SilhouetteOptions {
  /** The score of this many rows, drawn at random; null for all rows. Default null. */
  readonly sampleSize?: number | null;
  /** The seed of the sample, from 0 to 2³² − 1. Default 0. */
  readonly seed?: number;
}

/**
 * The mean silhouette (b − a) / max(a, b) of the rows, from -1 to 1: a is the mean distance from the other rows
 * of the same cluster, b the smallest mean distance from the rows of another cluster. A row alone in its
 * cluster counts 0. `NaN` unless there are 2 to n − 1 clusters (in the sample, if one is drawn). Cost O(n² p).
 *
 * Reference: P. J. Rousseeuw (1987), https://doi.org/10.1016/0377-0427(87)90125-7
 */
export function silhouetteScore(X: Matrix, labels: Int32Array, options: SilhouetteOptions = {}): number {
  const { sampleSize = null, seed = 0 } = options;
  if (sampleSize !== null && sampleSize < X.rows) {
    const chosen = new Random(seed).sample(X.rows, sampleSize);
    return silhouetteScore(
      takeMatrixRows(X, chosen),
      Int32Array.from(chosen, (row) => labels[row]!),
    );
  }
  const { codes, counts } = numberByAppearance(labels);
  const K = counts.length;
  if (!isDefined(K, X.rows)) return Number.NaN;
  const sums = distanceSums(X, codes, K);
  let total = 0;
  for (let i = 0; i < X.rows; i++) {
    const own = codes[i]!;
    if (counts[own] === 1) continue;
    const within = sums[i * K + own]! / (counts[own]! - 1);
    let between = Number.POSITIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      if (k !== own) between = Math.min(between, sums[i * K + k]! / counts[k]!);
    }
    const larger = Math.max(within, between);
    if (larger > 0) total += (between - within) / larger;
  }
  return total / X.rows;
}

/** Returns the sums of the distances of each row from the rows of each cluster, n × K. */
function distanceSums({ rows, columns, data }: Matrix, codes: Int32Array, K: number): Float64Array {
  const sums = new Float64Array(rows * K);
  for (let i = 0; i < rows; i++) {
    const own = codes[i]!;
    for (let j = i + 1; j < rows; j++) {
      const distance = Math.sqrt(squaredDistance(data, i * columns, data, j * columns, columns));
      sums[i * K + codes[j]!]! += distance;
      sums[j * K + own]! += distance;
    }
  }
  return sums;
}

/**
 * The Caliński-Harabasz score, the dispersion of the centres divided by the dispersion within the clusters: B
 * (n − K) / (W (K − 1)), B = Σ nₖ ‖cₖ − c‖², W = Σ ‖x − cₖ‖². 1 if W is 0; `NaN` unless there are 2 to n − 1
 * clusters. Cost O(n p).
 *
 * Reference: T. Caliński and J. Harabasz (1974), https://doi.org/10.1080/03610927408827101
 */
export function calinskiHarabaszScore(X: Matrix, labels: Int32Array): number {
  const { rows, columns, data } = X;
  const { codes, counts } = numberByAppearance(labels);
  const K = counts.length;
  if (!isDefined(K, rows)) return Number.NaN;
  const centers = clusterMeans(X, codes, counts);
  const mean = clusterMeans(X, new Int32Array(rows), [rows]);
  let between = 0;
  for (let k = 0; k < K; k++) {
    between += counts[k]! * squaredDistance(centers, k * columns, mean, 0, columns);
  }
  let within = 0;
  for (let i = 0; i < rows; i++) {
    within += squaredDistance(data, i * columns, centers, codes[i]! * columns, columns);
  }
  return within === 0 ? 1 : (between * (rows - K)) / (within * (K - 1));
}

/**
 * The Davies-Bouldin score, the mean over the clusters of the largest (sₖ + sₗ) / ‖cₖ − cₗ‖ with another
 * cluster, where s is the mean distance of the rows from their centre. Lower is better. 0 if all s or all
 * distances of centres are 0; `NaN` unless there are 2 to n − 1 clusters. Cost O(n p + K² p).
 *
 * Reference: D. L. Davies and D. W. Bouldin (1979), https://doi.org/10.1109/TPAMI.1979.4766909
 */
export function daviesBouldinScore(X: Matrix, labels: Int32Array): number {
  const { rows, columns, data } = X;
  const { codes, counts } = numberByAppearance(labels);
  const K = counts.length;
  if (!isDefined(K, rows)) return Number.NaN;
  const centers = clusterMeans(X, codes, counts);
  const spread = new Float64Array(K);
  for (let i = 0; i < rows; i++) {
    const own = codes[i]!;
    spread[own]! +=
      Math.sqrt(squaredDistance(data, i * columns, centers, own * columns, columns)) / counts[own]!;
  }
  let sum = 0;
  let widest = 0;
  for (let k = 0; k < K; k++) {
    let worst = 0;
    for (let l = 0; l < K; l++) {
      const distance = Math.sqrt(squaredDistance(centers, k * columns, centers, l * columns, columns));
      widest = Math.max(widest, distance);
      if (distance > 0) worst = Math.max(worst, (spread[k]! + spread[l]!) / distance);
    }
    sum += worst;
  }
  if (widest <= CLOSE_TO_ZERO || spread.every((s) => s <= CLOSE_TO_ZERO)) return 0;
  return sum / K;
}

function isDefined(clusters: number, rows: number): boolean {
  return clusters >= 2 && clusters <= rows - 1;
}

/** Returns the means of the rows of each cluster, K × p. */
function clusterMeans({ columns, data }: Matrix, codes: Int32Array, counts: readonly number[]): Float64Array {
  const means = new Float64Array(counts.length * columns);
  for (let i = 0, at = 0; i < codes.length; i++) {
    const base = codes[i]! * columns;
    for (let j = 0; j < columns; j++, at++) means[base + j]! += data[at]!;
  }
  for (let at = 0; at < means.length; at++) means[at]! /= counts[Math.floor(at / columns)]!;
  return means;
}
