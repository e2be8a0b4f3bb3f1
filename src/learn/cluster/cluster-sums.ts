import type { Matrix } from "../core/matrix.ts";
import { squaredDistance } from "../linalg/squared-distance.ts";

/** The number (or the weight) and the (weighted) sum of the rows of each of K clusters, updated as rows move. */
export class ClusterSums {
  readonly #X: Matrix;
  readonly #weights: Float64Array | null;
  readonly #counts: Float64Array;
  readonly #sums: Float64Array;

  /** `weights` has the weight of each row; null for equal weights. */
  constructor(X: Matrix, clusters: number, weights: Float64Array | null = null) {
    this.#X = X;
    this.#weights = weights;
    this.#counts = new Float64Array(clusters);
    this.#sums = new Float64Array(clusters * X.columns);
  }

  /** Recomputes all sums from the rows, which removes the rounding errors that many moves have left. Cost O(n p). */
  recount(labels: Int32Array): void {
    this.#counts.fill(0);
    this.#sums.fill(0);
    for (let row = 0; row < labels.length; row++) this.#add(row, labels[row]!, 1);
  }

  /** Whether moves leave rounding errors in the counts too, so that an empty cluster does not count as one. */
  get needsRecount(): boolean {
    return this.#weights !== null;
  }

  /** Moves row `row` from cluster `from` (-1 for none) to cluster `to`. */
  move(row: number, from: number, to: number): void {
    if (from >= 0) this.#add(row, from, -1);
    this.#add(row, to, 1);
  }

  /** Returns the (weighted) sum, over the rows, of the squared norm of the mean of their cluster. */
  squaredMeans(): number {
    const { columns } = this.#X;
    let sum = 0;
    for (let k = 0; k < this.#counts.length; k++) {
      let squares = 0;
      for (let at = k * columns; at < (k + 1) * columns; at++) squares += this.#sums[at]! ** 2;
      if (this.#counts[k]! > 0) sum += squares / this.#counts[k]!;
    }
    return sum;
  }

  #add(row: number, cluster: number, sign: 1 | -1): void {
    const { columns, data } = this.#X;
    const sums = this.#sums;
    const weight = this.#weights === null ? sign : sign * this.#weights[row]!;
    this.#counts[cluster]! += weight;
    for (let at = row * columns, to = cluster * columns, c = 0; c < columns; c++) {
      sums[to + c]! += weight * data[at + c]!;
    }
  }

  /**
   * Returns the mean of each cluster, K × p. As in scikit-learn, an empty cluster gets the row farthest from its
   * old centre (the first of several equally far), which is removed from its own cluster; if all rows lie on their
   * centres, it gets the centre of the largest cluster.
   */
  means(labels: Int32Array, oldCenters: Float64Array): Float64Array {
    const { columns } = this.#X;
    const counts = this.#counts.slice();
    const means = this.#sums.slice();
    const empty = Array.from(counts.keys()).filter((k) => counts[k] === 0);
    if (empty.length > 0) this.#fill(empty, counts, means, labels, oldCenters);
    const largest = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
    for (let k = 0; k < counts.length; k++) {
      if (counts[k]! > 0) for (let c = 0; c < columns; c++) means[k * columns + c]! /= counts[k]!;
    }
    for (let k = 0; k < counts.length; k++) {
      if (counts[k] === 0) means.copyWithin(k * columns, largest * columns, (largest + 1) * columns);
    }
    return means;
  }

  /** Assigns to each of the `empty` clusters one of the rows farthest from their old centres. */
  #fill(
    empty: readonly number[],
    counts: Float64Array,
    sums: Float64Array,
    labels: Int32Array,
    oldCenters: Float64Array,
  ): void {
    const { columns, data } = this.#X;
    const distances = Float64Array.from(labels, (label, row) =>
      squaredDistance(data, row * columns, oldCenters, label * columns, columns),
    );
    const order = Int32Array.from(labels.keys()).sort((a, b) => distances[b]! - distances[a]! || a - b);
    if (distances[order[0]!] === 0) return;
    empty.forEach((cluster, index) => {
      const row = order[index]!;
      const old = labels[row]!;
      const weight = this.#weights === null ? 1 : this.#weights[row]!;
      for (let c = 0; c < columns; c++) {
        const value = weight * data[row * columns + c]!;
        sums[old * columns + c]! -= value;
        sums[cluster * columns + c] = value;
      }
      counts[old]! -= weight;
      counts[cluster] = weight;
    });
  }
}
