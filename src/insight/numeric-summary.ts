import { sortNumbers } from "../learn/linalg/sort-numbers.ts";
import { countInBins, decileCuts } from "./decile-bins.ts";
import { QUANTILES } from "./fractions.ts";
import { histogramOf } from "./histogram.ts";
import { quantilesAt } from "./quantile-list.ts";
import type { NumericSummary, Packed } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most values of one column, and of all columns, that are sorted to find quantiles; at least of each column. */
const MOST_SORTED = 512;
const MOST_SORTED_OF_ALL = 16_384;
const LEAST_SORTED = 128;
/** With a smaller fraction of values, rows without one are passed over when the sample is taken. */
const LEAST_FOUND = 0.5;

/** Returns how many values of each of `columns` columns are sorted at most. If there are more, these many are taken, spread evenly. */
export function mostSorted(columns: number): number {
  return Math.max(LEAST_SORTED, Math.min(MOST_SORTED, Math.floor(MOST_SORTED_OF_ALL / columns)));
}

/**
 * Summarizes numbers, `NaN` meaning missing. Count, mean, standard deviation and the ends of the quantiles are of all values.
 * `places` are the rows whose values are sorted; if many of them have none, others take their place. `scratch` is working space
 * for as many values; afterwards it begins with those that were sorted.
 * Cost: a pass over the values, and a sort of the sample.
 */
export function summarizeNumbers(
  values: Float64Array,
  places: Int32Array,
  scratch: Float64Array,
): Omit<Packed<NumericSummary>, "name"> {
  const sampled = takeSample(values, places, scratch);
  sortNumbers(scratch.subarray(0, sampled));
  const { count, mean, std, low, high } = moments(values, sampled === 0 ? 0 : scratch[sampled >> 1]!);
  const quantiles = quantilesAt(scratch, sampled, QUANTILES);
  if (count > 0) {
    quantiles[0] = low;
    quantiles[quantiles.length - 1] = high;
  }
  return {
    kind: "numeric",
    count,
    missing: values.length - count,
    sampled,
    mean: Number.isFinite(mean) ? mean : null,
    std: Number.isFinite(std) ? std : null,
    distinct: distinctIn(scratch, sampled),
    quantiles,
    decile_counts: countInBins(scratch, sampled, decileCuts(quantiles)),
    histogram: histogramOf(scratch, sampled, low, high),
  };
}

/** Writes the values of the sample to `scratch`; returns their number, which is 0 only if there are no values. */
function takeSample(values: Float64Array, places: Int32Array, scratch: Float64Array): number {
  const taken = takePresent(values, places, scratch);
  if (places.length === values.length || taken >= LEAST_FOUND * places.length) return taken;
  const present = values.filter((value) => !Number.isNaN(value));
  return takePresent(present, spreadRows(present.length, places.length), scratch);
}

function takePresent(values: Float64Array, places: Int32Array, scratch: Float64Array): number {
  let taken = 0;
  for (let i = 0; i < places.length; i++) {
    const value = values[places[i]!]!;
    if (!Number.isNaN(value)) scratch[taken++] = value;
  }
  return taken;
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly std: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns the moments of the values that are not missing. `center` is a value in their middle: the sums of the deviations from it
 * lose no digits to a mean far from 0.
 */
function moments(values: Float64Array, center: number): Moments {
  const n = values.length;
  let sum = 0;
  let squares = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const deviation = value - center;
    sum += deviation;
    squares += deviation * deviation;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  let count = n;
  if (Number.isNaN(sum)) ({ count, sum, squares } = sumsOfPresent(values, center));
  const shift = sum / count;
  return {
    count,
    mean: center + shift,
    std: Math.sqrt(Math.max(0, squares / count - shift * shift)),
    low,
    high,
  };
}

function sumsOfPresent(values: Float64Array, center: number) {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - center;
    if (Number.isNaN(deviation)) continue;
    count++;
    sum += deviation;
    squares += deviation * deviation;
  }
  return { count, sum, squares };
}

function distinctIn(sorted: Float64Array, count: number): number {
  let distinct = count > 0 ? 1 : 0;
  for (let i = 1; i < count; i++) if (sorted[i]! > sorted[i - 1]!) distinct++;
  return distinct;
}
