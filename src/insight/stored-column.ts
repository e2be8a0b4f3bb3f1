import type { PlainData } from "../learn/core/estimator.ts";
import { QUANTILES } from "./fractions.ts";
import { edgesBetween } from "./histogram.ts";
import type { ColumnSummary, Packed } from "./report.ts";

/** Returns a summary as it is stored: quantiles and counts of numbers in one array, without the edges, which follow from them. */
export function storedColumn(column: Packed<ColumnSummary>): PlainData {
  if (column.kind !== "numeric") return column as unknown as PlainData;
  const { quantiles, histogram, ...others } = column;
  const numbers = new Float64Array(quantiles.length + histogram.counts.length);
  numbers.set(quantiles);
  numbers.set(histogram.counts, quantiles.length);
  return { ...others, numbers } as unknown as PlainData;
}

/** Returns the summary of which `storedColumn` returned `stored`; for anything else, something that is no summary. */
export function columnOf(stored: Record<string, unknown>): unknown {
  const { numbers, ...others } = stored;
  if (!(numbers instanceof Float64Array)) return stored;
  const quantiles = Array.from(numbers.subarray(0, QUANTILES.length));
  const counts = Array.from(numbers.subarray(QUANTILES.length));
  const edges =
    counts.length === 0 ? [] : Array.from(edgesBetween(quantiles[0]!, quantiles.at(-1)!, counts.length));
  return { ...others, quantiles, histogram: { edges, counts } };
}
