import { searchSorted, searchSortedRight } from "../learn/linalg/cumulative-sums.ts";
import { QUANTILES } from "./fractions.ts";

/** A limit between two bins of numbers. */
export interface Cut {
  readonly value: number;
  /** Whether `value` itself lies above the cut; else it lies below it, as the upper limit of a bin does. */
  readonly isBelow: boolean;
}

const FIRST = QUANTILES.indexOf(0.1);
const LAST = QUANTILES.indexOf(0.9);

/**
 * Returns the cuts, ascending, between the bins that numbers are counted in: the deciles. A number that is several deciles at once
 * has a bin of its own, with a cut on either side. No cut lies at the ends of the range, beyond which there are no values.
 * `quantiles` are at `QUANTILES`; without values they are empty, and there is no cut.
 */
export function decileCuts(quantiles: ArrayLike<number>): Cut[] {
  const cuts: Cut[] = [];
  if (quantiles.length === 0) return cuts;
  const low = quantiles[0]!;
  const high = quantiles[quantiles.length - 1]!;
  for (let i = FIRST; i <= LAST; ) {
    const value = quantiles[i]!;
    let end = i + 1;
    while (end <= LAST && quantiles[end] === value) end++;
    if (end - i > 1 && value > low) cuts.push({ value, isBelow: true });
    if (value < high) cuts.push({ value, isBelow: false });
    i = end;
  }
  return cuts;
}

/** Returns how many of the first `count` values of the ascending `sorted` lie in each of the bins between `cuts`. */
export function countInBins(sorted: Float64Array, count: number, cuts: readonly Cut[]): Uint16Array {
  const own = sorted.subarray(0, count);
  const counts = new Uint16Array(count === 0 ? 0 : cuts.length + 1);
  let before = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const until = bin === cuts.length ? count : countBelow(own, cuts[bin]!);
    counts[bin] = until - before;
    before = until;
  }
  return counts;
}

/** Returns how many of the ascending numbers lie below a cut. */
function countBelow(sorted: Float64Array, { value, isBelow }: Cut): number {
  return isBelow ? searchSorted(sorted, value) : searchSortedRight(sorted, value);
}
