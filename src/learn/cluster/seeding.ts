import type { Matrix } from "../core/matrix.ts";
import type { Random } from "../core/random.ts";
import type { ClosestDistances } from "./closest-distances.ts";

/** `count` different rows of X drawn at random, as count × p centres. */
export function randomCenters(X: Matrix, count: number, random: Random): Float64Array {
  return rowsAsCenters(X, random.sample(X.rows, count));
}

/**
 * `count` rows of X as count × p centres, by greedy k-means++: the first is drawn at random; for each further one
 * 2 + ⌊log count⌋ candidates are drawn, a row being as likely as its squared distance from the nearest centre
 * so far, and the one is taken that lowers the sum of the squared distances most, of equal ones the first. Where
 * all rows lie on centres, the first row is taken again. `closest` is over X and new. Cost O(n p count log count).
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
  for (let k = 1; k < count; k++) {
    const total = runningSums(closest.squares, sums);
    const candidates = Array.from({ length: trials }, () => firstAtLeast(sums, random.next() * total));
    chosen[k] = closest.takeBest(candidates);
  }
  return rowsAsCenters(X, chosen);
}

function rowsAsCenters({ columns, data }: Matrix, rows: Int32Array): Float64Array {
  const centers = new Float64Array(rows.length * columns);
  rows.forEach((row, k) => {
    centers.set(data.subarray(row * columns, (row + 1) * columns), k * columns);
  });
  return centers;
}

/** Gives the last sum. */
function runningSums(values: Float64Array, sums: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    sums[i] = sum;
  }
  return sum;
}

/** The first index whose entry in the ascending `sums` is at least `value`; the last index if there is none. */
function firstAtLeast(sums: Float64Array, value: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
