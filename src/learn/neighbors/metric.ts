import { squaredDistance } from "../linalg/squared-distance.ts";

/**
 * A distance between rows. Searches compare *reduced* distances, which order pairs in the same way without
 * taking the root: Σ d² for `euclidean`, Σ |d| for `manhattan`, max |d| for `chebyshev`, Σ |d|^p for
 * `minkowski`.
 */
export interface Metric {
  readonly kind: "euclidean" | "manhattan" | "chebyshev" | "minkowski";
  /** The power of `minkowski`; unused by the others. */
  readonly power: number;
}

/**
 * Returns the reduced distance of the row that starts at `a[i]` from the row that starts at `b[j]`. It may stop
 * as soon as the distance is sure to exceed `limit`; the result is then some number above `limit`.
 */
export type ReducedDistance = (
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  limit: number,
) => number;

/**
 * Returns the metric for scikit-learn's parameters `metric` and `p`. Minkowski's p = 1, 2, ∞ are the other
 * three metrics.
 */
export function metricOf(name: "minkowski" | Metric["kind"], power: number): Metric {
  if (name !== "minkowski") return { kind: name, power };
  if (power === 1) return { kind: "manhattan", power };
  if (power === 2) return { kind: "euclidean", power };
  if (power === Number.POSITIVE_INFINITY) return { kind: "chebyshev", power };
  return { kind: "minkowski", power };
}

/**
 * Returns the function that computes reduced distances. All searches use it, so that they agree to the last
 * bit.
 */
export function reducedDistance({ kind, power }: Metric): ReducedDistance {
  if (kind === "euclidean") return squaredDistance;
  if (kind === "manhattan") return sumOfAbsolutes;
  if (kind === "chebyshev") return largestDifference;
  return (a, i, b, j, columns) => {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += Math.abs(a[i + c]! - b[j + c]!) ** power;
    return sum;
  };
}

/** Converts a reduced distance to the distance. */
export function fullDistance({ kind, power }: Metric, reduced: number): number {
  if (kind === "euclidean") return Math.sqrt(reduced);
  return kind === "minkowski" ? reduced ** (1 / power) : reduced;
}

// Four partial sums run side by side, as in `squaredDistance`.
function sumOfAbsolutes(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  limit: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let c = 0;
  for (; c + 3 < columns; c += 4) {
    s0 += Math.abs(a[i + c]! - b[j + c]!);
    s1 += Math.abs(a[i + c + 1]! - b[j + c + 1]!);
    s2 += Math.abs(a[i + c + 2]! - b[j + c + 2]!);
    s3 += Math.abs(a[i + c + 3]! - b[j + c + 3]!);
    if ((c & 4) !== 0 && s0 + s1 + (s2 + s3) > limit) return s0 + s1 + (s2 + s3);
  }
  for (; c < columns; c++) s0 += Math.abs(a[i + c]! - b[j + c]!);
  return s0 + s1 + (s2 + s3);
}

function largestDifference(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  columns: number,
  limit: number,
): number {
  let most = 0;
  for (let c = 0; c < columns; c++) {
    const d = Math.abs(a[i + c]! - b[j + c]!);
    if (d > most) {
      most = d;
      if (d > limit) return d;
    }
  }
  return most;
}
