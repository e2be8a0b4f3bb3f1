import type { Matrix } from "../core/matrix.ts";
import { squaredDistance } from "../linalg/squared-distance.ts";

/**
 * Writes the number of the centre nearest to each row of X, the first of equally near ones, to `labels`;
 * `centers` is K × p. Returns the sum of the squared distances, and writes each to `distances` if that is
 * given. Cost O(n K p).
 */
export function nearestCenters(
  { rows, columns, data }: Matrix,
  centers: Float64Array,
  labels: Int32Array,
  distances?: Float64Array,
): number {
  let sum = 0;
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    const label = nearestCenter(data, at, centers, columns);
    const distance = squaredDistance(data, at, centers, label * columns, columns);
    labels[i] = label;
    if (distances !== undefined) distances[i] = distance;
    sum += distance;
  }
  return sum;
}

/**
 * Returns the number of the centre nearest to the row that starts at `data[at]`, the first of equally near
 * ones.
 */
export function nearestCenter(
  data: Float64Array,
  at: number,
  centers: Float64Array,
  columns: number,
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let from = 0, k = 0; from < centers.length; from += columns, k++) {
    const distance = squaredDistance(data, at, centers, from, columns, least);
    if (distance < least) {
      least = distance;
      best = k;
    }
  }
  return best;
}
