import type { Matrix } from "../core/matrix.ts";
import type { Random } from "../core/random.ts";
import { takeRows } from "../core/take.ts";
import { weightedSample } from "../core/weighted-sample.ts";
import { cumulativeSums, searchSorted } from "../linalg/cumulative-sums.ts";
import type { ClosestDistances } from "./closest-distances.ts";

/**
 * Returns `count` distinct random rows of X as count × p centres; with `weights`, rows are drawn by weight, and `count` of them must be
 * positive.
 */
export function randomCenters(
  X: Matrix,
  count: number,
  random: Random,
  weights: Float64Array | null = null,
): Float64Array {
  const rows = weights === null ? random.sample(X.rows, count) : weightedSample(weights, count, random);
  return takeRows(X.data, X.columns, rows);
}

/**
 * Returns `count` rows of X as count × p centres, by greedy k-means++. The first is random. For each further
 * one, 2 + ⌊log count⌋ candidates are drawn with probability proportional to their squared distance from the
 * nearest centre, and the one that reduces the sum of squared distances most is taken, the first of equal ones.
 * If all rows lie on centres, the first row is taken again. With `weights`, the first is drawn by weight, and squared distances are
 * multiplied by the weights. `closest` must be a new one over X, with the same weights. Cost O(n p count log count).
 *
 * Reference: D. Arthur and S. Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA '07.
 */
export function plusPlusCenters(
  X: Matrix,
  count: number,
  random: Random,
  closest: ClosestDistances,
  weights: Float64Array | null = null,
): Float64Array {
  const trials = 2 + Math.floor(Math.log(count));
  const chosen = new Int32Array(count);
  chosen[0] = weights === null ? random.below(X.rows) : weightedSample(weights, 1, random)[0]!;
  closest.begin(chosen[0]);
  const sums = new Float64Array(X.rows);
  const last = X.rows - 1;
  for (let k = 1; k < count; k++) {
    const { squares } = closest;
    const potential = weights === null ? squares : squares.map((square, row) => weights[row]! * square);
    const total = cumulativeSums(potential, sums).at(-1)!;
    const candidates = Array.from({ length: trials }, () =>
      Math.min(searchSorted(sums, random.next() * total), last),
    );
    chosen[k] = closest.takeBest(candidates);
  }
  return takeRows(X.data, X.columns, chosen);
}
