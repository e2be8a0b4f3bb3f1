import { QUANTILES } from "./fractions.ts";
import { histogramOf } from "./histogram.ts";
import { quantilesAt } from "./quantile-list.ts";
import type { NumericSummary } from "./report.ts";

/** Most values that are sorted to find quantiles. With more, these many are taken, spread evenly. */
export const MOST_SORTED = 4096;

/**
 * Summarizes numbers, `NaN` meaning missing. Count, mean, standard deviation and the ends of the quantiles are of all values.
 * `scratch` is working space of at least `MOST_SORTED` numbers; afterwards it begins with the values sampled, ascending.
 * Cost: two passes, and a sort of the sample.
 */
export function summarizeNumbers(values: Float64Array, scratch: Float64Array): Omit<NumericSummary, "name"> {
  const { count, sum, low, high } = totals(values);
  const mean = sum / count;
  const sampled = Math.min(count, MOST_SORTED);
  const std = Math.sqrt(squaresAndSample(values, mean, count, sampled, scratch) / count);
  scratch.subarray(0, sampled).sort();
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
    histogram: histogramOf(scratch, sampled, low, high),
  };
}

interface Totals {
  readonly count: number;
  readonly sum: number;
  readonly low: number;
  readonly high: number;
}

function totals(values: Float64Array): Totals {
  let count = 0;
  let sum = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { count, sum, low, high };
}

/** Returns the sum of the squared deviations from `mean`, and writes `sampled` of the `count` values to `scratch`. */
function squaresAndSample(
  values: Float64Array,
  mean: number,
  count: number,
  sampled: number,
  scratch: Float64Array,
): number {
  let sum = 0;
  let seen = 0;
  let taken = 0;
  let next = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const deviation = value - mean;
    sum += deviation * deviation;
    if (seen === next && taken < sampled) {
      scratch[taken++] = value;
      next = Math.floor((taken * count) / sampled);
    }
    seen++;
  }
  return sum;
}

function distinctIn(sorted: Float64Array, count: number): number {
  let distinct = count > 0 ? 1 : 0;
  for (let i = 1; i < count; i++) if (sorted[i]! > sorted[i - 1]!) distinct++;
  return distinct;
}
