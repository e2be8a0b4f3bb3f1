import type { Matrix } from "../core/matrix.ts";
import type { ClusterSums } from "./cluster-sums.ts";
import { nearestCenter } from "./nearest-center.ts";

/** The nearest centre of each row of a matrix, updated as the centres change. */
export interface Assignment {
  /** The centre of each row; -1 before the first assignment. */
  readonly labels: Int32Array;
  /**
   * Assigns every row to the nearest of `centers`, and updates `sums` with the rows that moved; returns their
   * number.
   */
  reassign(centers: Float64Array, sums: ClusterSums): number;
}

/** Compares every row with every centre exactly. Cost of an assignment O(n K p). */
export class ExactAssignment implements Assignment {
  readonly #X: Matrix;
  readonly labels: Int32Array;

  constructor(X: Matrix) {
    this.#X = X;
    this.labels = new Int32Array(X.rows).fill(-1);
  }

  reassign(centers: Float64Array, sums: ClusterSums): number {
    const { rows, columns, data } = this.#X;
    const labels = this.labels;
    let moved = 0;
    for (let i = 0; i < rows; i++) {
      const label = nearestCenter(data, i * columns, centers, columns);
      if (label === labels[i]) continue;
      sums.move(i, labels[i]!, label);
      labels[i] = label;
      moved++;
    }
    return moved;
  }
}
