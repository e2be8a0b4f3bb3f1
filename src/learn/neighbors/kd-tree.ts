import type { Matrix } from "../core/matrix.ts";
import { select } from "../linalg/selection.ts";
import { type BoxDistance, boxDistance } from "./box-distance.ts";
import { type Metric, type ReducedDistance, reducedDistance } from "./metric.ts";
import type { Nearest } from "./nearest.ts";

/**
 * A k-d tree: rows are split repeatedly at the median of the column with the greatest range, until at most
 * `leafSize` are together. Each node stores the smallest box around its rows. The children of node i are 2i + 1
 * and 2i + 2.
 *
 * Building costs O(n p log n). Reference: J. L. Bentley (1975), Multidimensional binary search trees used for
 * associative searching, https://doi.org/10.1145/361002.361007
 */
export class KdTree {
  readonly #distance: ReducedDistance;
  readonly #boxDistance: BoxDistance;
  readonly #columns: number;
  /** The rows in the order of the leaves. */
  readonly #data: Float64Array;
  /** The original number of each row. */
  readonly #rowNumbers: Int32Array;
  /** Node i contains the rows `starts[i]` … `ends[i]` − 1. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #firstLeaf: number;
  /** For each node, p lower bounds followed by p upper bounds. */
  readonly #boxes: Float64Array;

  constructor(X: Matrix, metric: Metric, leafSize: number) {
    const { rows, columns, data } = X;
    this.#boxDistance = boxDistance(metric);
    this.#distance = reducedDistance(metric);
    this.#columns = columns;
    let levels = 0;
    while (rows / 2 ** levels > leafSize) levels++;
    const nodes = 2 ** (levels + 1) - 1;
    this.#firstLeaf = 2 ** levels - 1;
    this.#starts = new Int32Array(nodes);
    this.#ends = new Int32Array(nodes);
    this.#ends[0] = rows;
    this.#boxes = new Float64Array(nodes * 2 * columns);
    const numbers = Int32Array.from({ length: rows }, (_, i) => i);
    const keys = new Float64Array(rows);
    for (let node = 0; node < nodes; node++) {
      const widest = this.#enclose(node, data, numbers);
      if (node < this.#firstLeaf) this.#split(node, widest, data, numbers, keys);
    }
    this.#rowNumbers = numbers;
    this.#data = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      const from = numbers[i]! * columns;
      for (let c = 0; c < columns; c++) this.#data[i * columns + c] = data[from + c]!;
    }
  }

  /** Computes the box around the rows of `node`; returns the column in which it is widest. */
  #enclose(node: number, data: Float64Array, numbers: Int32Array): number {
    const columns = this.#columns;
    const boxes = this.#boxes;
    const low = node * 2 * columns;
    const high = low + columns;
    const end = this.#ends[node]!;
    boxes.fill(Number.POSITIVE_INFINITY, low, high);
    boxes.fill(Number.NEGATIVE_INFINITY, high, high + columns);
    for (let i = this.#starts[node]!; i < end; i++) {
      const from = numbers[i]! * columns;
      for (let c = 0; c < columns; c++) {
        const value = data[from + c]!;
        if (value < boxes[low + c]!) boxes[low + c] = value;
        if (value > boxes[high + c]!) boxes[high + c] = value;
      }
    }
    let widest = 0;
    let width = -1;
    for (let c = 0; c < columns; c++) {
      const own = boxes[high + c]! - boxes[low + c]!;
      if (own > width) {
        width = own;
        widest = c;
      }
    }
    return widest;
  }

  /**
   * Assigns the half of the rows of `node` that is lower in `column` to its first child, the rest to its
   * second.
   */
  #split(node: number, column: number, data: Float64Array, numbers: Int32Array, keys: Float64Array): void {
    const start = this.#starts[node]!;
    const end = this.#ends[node]!;
    const columns = this.#columns;
    for (let i = start; i < end; i++) keys[i] = data[numbers[i]! * columns + column]!;
    const middle = (start + end) >>> 1;
    if (middle > start) select(keys, middle, start, end - 1, numbers);
    this.#starts[2 * node + 1] = start;
    this.#ends[2 * node + 1] = middle;
    this.#starts[2 * node + 2] = middle;
    this.#ends[2 * node + 2] = end;
  }

  /** Finds the nearest rows of each row of `queries`. */
  search(queries: Matrix, found: Nearest): void {
    const columns = this.#columns;
    const starts = this.#starts;
    const ends = this.#ends;
    const data = this.#data;
    const numbers = this.#rowNumbers;
    const firstLeaf = this.#firstLeaf;
    const distance = this.#distance;
    const bound = this.#boxDistance;
    const boxes = this.#boxes;
    const boxSize = 2 * columns;
    // At each level, a node and its sibling may be waiting.
    const nodes = new Int32Array(64);
    const bounds = new Float64Array(64);
    for (let query = 0, at = 0; query < queries.rows; query++, at += columns) {
      let waiting = 1;
      nodes[0] = 0;
      bounds[0] = 0;
      while (waiting > 0) {
        waiting--;
        let node = nodes[waiting]!;
        if (bounds[waiting]! > found.limit(query)) continue;
        while (node < firstLeaf) {
          const child = (2 * node + 1) * boxSize;
          const left = bound(boxes, child, queries.data, at, columns);
          const right = bound(boxes, child + boxSize, queries.data, at, columns);
          const nearer = 2 * node + (left <= right ? 1 : 2);
          nodes[waiting] = 4 * node + 3 - nearer;
          bounds[waiting++] = Math.max(left, right);
          node = nearer;
        }
        let limit = found.limit(query);
        for (let i = starts[node]!; i < ends[node]!; i++) {
          const d = distance(data, i * columns, queries.data, at, columns, limit);
          if (d > limit) continue;
          found.offer(query, d, numbers[i]!);
          limit = found.limit(query);
        }
      }
    }
  }
}
