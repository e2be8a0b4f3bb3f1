import type { Matrix } from "../core/matrix.ts";
import type { ClusterSums } from "./cluster-sums.ts";
import { nearestCenter } from "./nearest-center.ts";

/** Which centre each row of a matrix belongs to, and how that changes as the centres do. */
export interface Assignment {
  /** The centre of each row; -1 before the first assignment. */
  readonly labels: Int32Array;
  /** Gives every row the nearest of `centers`, and `sums` the rows that moved; gives their number. */
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
