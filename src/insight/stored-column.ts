import type { PlainData } from "../learn/core/step.ts";
import { edgesBetween } from "./histogram.ts";
import type { ColumnSummary, Packed } from "./report.ts";

/** Returns a summary as it is stored: the histogram of numbers or times without its edges, which follow from the quantiles. */
export function storedColumn(column: Packed<ColumnSummary>): PlainData {
  if (column.kind !== "numeric" && column.kind !== "datetime") return column as unknown as PlainData;
  const { quantiles, histogram, ...others } = column;
  return {
    ...others,
    quantiles: quantiles instanceof Float64Array ? quantiles : Float64Array.from(quantiles),
    ...(others.kind === "numeric" ? { decile_counts: smallIntegers(others.decile_counts) } : {}),
    histogram: smallIntegers(histogram.counts),
  } as PlainData;
}

function smallIntegers(values: ArrayLike<number>): Uint16Array {
  return values instanceof Uint16Array ? values : Uint16Array.from(values);
}

/** Returns the summary of which `storedColumn` returned `stored`; for anything else, something that is no summary. */
export function columnOf(stored: Record<string, unknown>): unknown {
  const { quantiles, histogram: counts } = stored;
  if (!(quantiles instanceof Float64Array && counts instanceof Uint16Array)) return stored;
  const edges = edgesBetween(quantiles[0] ?? Number.NaN, quantiles.at(-1) ?? Number.NaN, counts.length);
  // Earlier versions stored no counts between the deciles.
  const deciles = stored.kind === "numeric" ? { decile_counts: stored.decile_counts ?? [] } : {};
  return { ...stored, ...deciles, histogram: { edges: counts.length === 0 ? [] : edges, counts } };
}
