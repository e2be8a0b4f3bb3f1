import type { Table } from "../learn/core/table.ts";
import { shortText } from "./category-summary.ts";
import type { Clustering } from "./report.ts";

/** Most clusters that are listed, the largest; and most columns whose means are given. */
const MOST_CLUSTERS = 20;
const MOST_COLUMNS = 20;

/** Describes the clusters: their sizes, and the means of their rows in numeric columns. Cost: a pass over these columns. */
export function evaluateClusters(codes: Int32Array, features: Table): Clustering {
  const count = codes.reduce((most, code) => Math.max(most, code), -1) + 1;
  const sizes = new Int32Array(count);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]!]!++;
  const listed = Array.from(sizes.keys())
    .sort((a, b) => sizes[b]! - sizes[a]! || a - b)
    .slice(0, MOST_CLUSTERS);
  const means = meansOf(codes, count, features);
  return {
    clusters: listed.map((cluster) => ({
      cluster,
      count: sizes[cluster]!,
      means: Object.fromEntries(
        means.flatMap(({ name, values }) =>
          Number.isFinite(values[cluster]!) ? [[name, values[cluster]!]] : [],
        ),
      ),
    })),
    clusters_not_listed: count - listed.length,
  };
}

interface ColumnMeans {
  readonly name: string;
  /** One per cluster; `NaN` for a cluster without values. */
  readonly values: Float64Array;
}

function meansOf(codes: Int32Array, count: number, features: Table): ColumnMeans[] {
  const numeric = features.names
    .map((name, index) => ({ name, index }))
    .filter(({ name, index }) => features.kind(index) === "numeric" && name !== "__proto__")
    .slice(0, MOST_COLUMNS);
  return numeric.map(({ name, index }) => {
    const column = features.column(index);
    const values = new Float64Array(count);
    const counts = new Int32Array(count);
    if (column.kind !== "numeric") return { name, values };
    for (let i = 0; i < codes.length; i++) {
      const value = column.values[i]!;
      if (Number.isNaN(value)) continue;
      values[codes[i]!]! += value;
      counts[codes[i]!]!++;
    }
    return { name: shortText(name), values: values.map((sum, k) => sum / counts[k]!) };
  });
}
