import { searchSorted } from "../learn/linalg/cumulative-sums.ts";
import type { Histogram, Packed } from "./report.ts";

/** Number of bins of a histogram. */
const BINS = 20;

/**
 * Counts the first `count` values of the ascending `sorted` in `BINS` bins of equal width from `low` to `high`; in a single one
 * if all are equal. There are at most 65,535 values. Cost: one binary search per bin.
 */
export function histogramOf(
  sorted: Float64Array,
  count: number,
  low: number,
  high: number,
): Packed<Histogram> {
  if (count === 0) return { edges: [], counts: new Uint16Array(0) };
  const edges = edgesBetween(low, high, BINS);
  const counts = new Uint16Array(edges.length - 1);
  const own = sorted.subarray(0, count);
  let before = 0;
  for (let bin = 1; bin < edges.length; bin++) {
    const until = bin === edges.length - 1 ? count : searchSorted(own, edges[bin]!);
    counts[bin - 1] = until - before;
    before = until;
  }
  return { edges, counts };
}

/** Returns the edges of `bins` bins of equal width from `low` to `high`; of one bin if the numbers are equal. */
export function edgesBetween(low: number, high: number, bins: number): Float64Array {
  if (!(high > low)) return Float64Array.of(low, high);
  // Not (high - low) / bins, which overflows for numbers of opposite signs.
  const edges = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin++) edges[bin] = low * (1 - bin / bins) + high * (bin / bins);
  edges[bins] = high;
  return edges;
}
