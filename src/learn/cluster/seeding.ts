import type { Matrix } from "../core/matrix.ts";
import type { Random } from "../core/random.ts";
import { takeRows } from "../core/take.ts";
import { cumulativeSums, searchSorted } from "../linalg/cumulative-sums.ts";
import type { ClosestDistances } from "./closest-distances.ts";

/** Returns `count` distinct random rows of X as count × p centres. */
export function randomCenters(X: Matrix, count: number, random: Random): Float64Array {
  return takeRows(X.data, X.columns, random.sample(X.rows, count));
}

/**
 * Returns `count` rows of X as count × p centres, by greedy k-means++. The first is random. For each further
 * one, 2 + ⌊log count⌋ candidates are drawn with probability proportional to their squared distance from the
 * nearest centre, and the one that reduces the sum of squared distances most is taken, the first of equal ones.
 * If all rows lie on centres, the first row is taken again. `closest` must be a new one over X. Cost O(n p
 * count log count).
 *
 * Reference: D. Arthur and S. Vassilvitskii (2007), k-means++: the advantages of careful seeding, SODA '07.
 */
export function plusPlusCenters(
  X: Matrix,
  count: number,
  random: Random,
  closest: ClosestDistances,
): Float64Array {
  const trials = 2 + Math.floor(Math.log(count));
  const chosen = new Int32Array(count);
  chosen[0] = random.below(X.rows);
  closest.begin(chosen[0]);
  const sums = new Float64Array(X.rows);
  const last = X.rows - 1;
  for (let k = 1; k < count; k++) {
    const total = cumulativeSums(closest.squares, sums).at(-1)!;
    const candidates = Array.from({ length: trials }, () =>
      Math.min(searchSorted(sums, random.next() * total), last),
    );
    chosen[k] = closest.takeBest(candidates);
  }
  return takeRows(X.data, X.columns, chosen);
}
