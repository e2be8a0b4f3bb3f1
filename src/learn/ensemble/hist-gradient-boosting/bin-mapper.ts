import type { Random } from "../../core/random.ts";
import { cumulativeSums, searchSorted, searchSortedRight } from "../../linalg/cumulative-sums.ts";
import { sortNumbers } from "../../linalg/sort-numbers.ts";

/** Above this number of rows, thresholds are computed from a sample of this size, drawn with replacement. */
export const BINNING_SAMPLE = 200_000;

/** Thresholds stay below this; an infinite one means "every value that is not missing". */
const LARGEST_THRESHOLD = 1e300;

/** Index of the last cell of a column's lookup grid. */
const LAST_CELL = 1023;

/**
 * Returns the thresholds that divide `values` (NaN is ignored) into at most `maxBins` bins: x is in bin b if
 * thresholds[b − 1] < x ≤ thresholds[b]. Up to `maxBins` distinct values are separated halfway between
 * neighbours; otherwise the thresholds are the maxBins − 1 inner quantiles, averaged where a quantile falls
 * between two values (Hyndman and Fan 1996, definition 2). Ascending and distinct; empty for a constant column.
 *
 * `weights`, one non-negative number per value, weight the quantiles; values of weight 0 are ignored.
 * Cost: one sort.
 */
export function binThresholds(values: Float64Array, maxBins: number, weights?: Float64Array): Float64Array {
  const sorted = sortedPresent(values, weights);
  const distinct = distinctOf(sorted, weights === undefined ? maxBins + 1 : sorted.length);
  if (distinct.length <= 1) return new Float64Array(0);
  let thresholds: Float64Array;
  if (distinct.length <= maxBins) {
    thresholds = new Float64Array(distinct.length - 1);
    for (let i = 0; i < thresholds.length; i++) thresholds[i] = (distinct[i]! + distinct[i + 1]!) / 2;
  } else if (weights === undefined) {
    thresholds = innerQuantiles(sorted, maxBins);
  } else {
    thresholds = weightedInnerQuantiles(distinct, weightOfEach(distinct, values, weights), maxBins);
  }
  return distinctOf(thresholds, maxBins).map((threshold) => Math.min(threshold, LARGEST_THRESHOLD));
}

function sortedPresent(values: Float64Array, weights: Float64Array | undefined): Float64Array {
  const counted = weights === undefined ? values.slice() : values.filter((_, i) => weights[i] !== 0);
  sortNumbers(counted);
  // The sort puts NaN at the end.
  let count = counted.length;
  while (count > 0 && Number.isNaN(counted[count - 1]!)) count--;
  return counted.subarray(0, count);
}

/** Returns the first `most` distinct values of an ascending array. */
function distinctOf(sorted: Float64Array, most: number): Float64Array {
  const distinct = new Float64Array(Math.min(sorted.length, most));
  let count = 0;
  for (let i = 0; i < sorted.length && count < most; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) distinct[count++] = sorted[i]!;
  }
  return distinct.subarray(0, count);
}

function innerQuantiles(sorted: Float64Array, maxBins: number): Float64Array {
  const result = new Float64Array(maxBins - 1);
  for (let i = 1; i < maxBins; i++) {
    // Percentages are computed first and divided afterwards, as in NumPy: the rounding decides whether a
    // quantile falls between two values.
    const position = sorted.length * ((i * (100 / maxBins)) / 100) - 1;
    const below = Math.max(Math.floor(position), 0);
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
    result[i - 1] = position > below ? high : high - (high - low) * 0.5;
  }
  return result;
}

function weightOfEach(distinct: Float64Array, values: Float64Array, weights: Float64Array): Float64Array {
  const sums = new Float64Array(distinct.length);
  for (let i = 0; i < values.length; i++) {
    if (!Number.isNaN(values[i]!) && weights[i] !== 0)
      sums[searchSorted(distinct, values[i]!)]! += weights[i]!;
  }
  return sums;
}

function weightedInnerQuantiles(
  distinct: Float64Array,
  weights: Float64Array,
  maxBins: number,
): Float64Array {
  const cumulated = cumulativeSums(weights);
  const sum = cumulated.at(-1)!;
  const result = new Float64Array(maxBins - 1);
  const last = distinct.length - 1;
  for (let i = 1; i < maxBins; i++) {
    const rank = ((i * (100 / maxBins)) / 100) * sum;
    const at = Math.min(searchSorted(cumulated, rank), last);
    const isBetween = !(cumulated[at]! - rank > Number.EPSILON);
    result[i - 1] = isBetween ? (distinct[at]! + distinct[Math.min(at + 1, last)]!) / 2 : distinct[at]!;
  }
  return result;
}

/**
 * Draws the rows from which thresholds are computed: `BINNING_SAMPLE` row numbers, with replacement, by weight.
 */
export function binningSample(rows: number, weights: Float64Array | undefined, random: Random): Int32Array {
  const sample = new Int32Array(BINNING_SAMPLE);
  if (weights === undefined) {
    for (let i = 0; i < sample.length; i++) sample[i] = random.below(rows);
    return sample;
  }
  const cumulated = cumulativeSums(weights);
  const sum = cumulated.at(-1)!;
  for (let i = 0; i < sample.length; i++) {
    // Strictly above the drawn point, so that a row of weight 0 is never drawn.
    sample[i] = Math.min(searchSortedRight(cumulated, random.next() * sum), rows - 1);
  }
  return sample;
}

/**
 * Writes the bin of each of `values` to `bins`; NaN goes to bin `missingBin`. A value is first located in a
 * cell of an even grid over the thresholds, then by binary search among the thresholds of that cell. Returns
 * whether any value is missing.
 */
export function writeBins(
  values: Float64Array,
  thresholds: Float64Array,
  missingBin: number,
  bins: Uint8Array,
): boolean {
  const first = thresholds.length > 0 ? thresholds[0]! : 0;
  const width = thresholds.length > 1 ? thresholds[thresholds.length - 1]! - first : 0;
  const scale = width > 0 && width < LARGEST_THRESHOLD ? LAST_CELL / width : 0;
  const upTo = thresholdsUpToCell(thresholds, first, scale);
  let hasMissing = false;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      bins[i] = missingBin;
      hasMissing = true;
      continue;
    }
    const place = (value - first) * scale;
    const cell = place > 0 ? (place < LAST_CELL ? place | 0 : LAST_CELL) : 0;
    let low = upTo[cell]!;
    let high = upTo[cell + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value <= thresholds[middle]!) high = middle;
      else low = middle + 1;
    }
    bins[i] = low;
  }
  return hasMissing;
}

/**
 * Element c is the number of thresholds in the cells below c. The cell is a monotone function of the value, so
 * a threshold in a lower cell than a value is below it, whatever the rounding.
 */
function thresholdsUpToCell(thresholds: Float64Array, first: number, scale: number): Int32Array {
  const upTo = new Int32Array(LAST_CELL + 2);
  for (let i = 0; i < thresholds.length; i++) {
    const place = (thresholds[i]! - first) * scale;
    upTo[(place > 0 ? (place < LAST_CELL ? place | 0 : LAST_CELL) : 0) + 1]!++;
  }
  for (let c = 0; c <= LAST_CELL; c++) upTo[c + 1]! += upTo[c]!;
  return upTo;
}
