import type { Matrix } from "../core/matrix.ts";
import { type Metric, reducedDistance } from "./metric.ts";
import type { Nearest } from "./nearest.ts";

/**
 * Number of values of the training rows compared before the next query: few enough to stay in the first-level
 * cache.
 */
const BLOCK_VALUES = 2048;

/** Compares every row of `queries` with every row of `X`. Cost O(m n p). */
export function fullScan(X: Matrix, metric: Metric, queries: Matrix, found: Nearest): void {
  const { rows, columns, data } = X;
  const distance = reducedDistance(metric);
  const block = Math.max(1, Math.floor(BLOCK_VALUES / columns));
  for (let start = 0; start < rows; start += block) {
    const end = Math.min(rows, start + block);
    for (let query = 0, at = 0; query < queries.rows; query++, at += columns) {
      let limit = found.limit(query);
      for (let row = start; row < end; row++) {
        const d = distance(data, row * columns, queries.data, at, columns, limit);
        if (d > limit) continue;
        found.offer(query, d, row);
        limit = found.limit(query);
      }
    }
  }
}
