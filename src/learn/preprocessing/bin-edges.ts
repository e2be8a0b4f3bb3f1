import { ExactAssignment } from "../cluster/assignment.ts";
import { lloyd } from "../cluster/lloyd.ts";
import { linspace } from "../linalg/interpolation.ts";
import { quantile } from "../linalg/quantiles.ts";

/** How quantiles between two values are computed, by NumPy's names. */
export type QuantileMethod = "averaged_inverted_cdf" | "inverted_cdf" | "linear";

/** Narrower bins are removed. */
const NARROWEST = 1e-8;
/** As in `KMeans`. */
const MOST_ITERATIONS = 300;
const TOLERANCE = 1e-4;

/** Returns the edges of `bins` bins of equal width. `sorted` are ascending, and not all equal. */
export function uniformEdges(sorted: Float64Array, bins: number): Float64Array {
  return linspace(sorted[0]!, sorted[sorted.length - 1]!, bins + 1);
}

/** Returns the edges of bins with about as many values each. Narrow bins are removed. */
export function quantileEdges(sorted: Float64Array, bins: number, method: QuantileMethod): Float64Array {
  // As percent and back, to round as scikit-learn does.
  const edges = linspace(0, 100, bins + 1).map((percent) => quantileBy(method, sorted, percent / 100));
  return withoutNarrow(edges);
}

/**
 * Returns edges halfway between the centres of a k-means of the values, started from the middles of uniform bins; undefined if the
 * squares of the values are too large.
 */
export function clusterEdges(sorted: Float64Array, bins: number): Float64Array | undefined {
  const uniform = uniformEdges(sorted, bins);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const data = sorted.map((value) => value - mean);
  const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
  if (!Number.isFinite(variance)) return undefined;
  const start = Float64Array.from({ length: bins }, (_, k) => (uniform[k + 1]! + uniform[k]!) * 0.5 - mean);
  const X = { rows: data.length, columns: 1, data };
  const { centers } = lloyd(X, start, new ExactAssignment(X), {
    maxIterations: MOST_ITERATIONS,
    tolerance: TOLERANCE * variance,
  });
  const ascending = centers.map((center) => center + mean).sort();
  const inner = ascending.slice(1).map((center, k) => (center + ascending[k]!) * 0.5);
  return withoutNarrow(Float64Array.of(uniform[0]!, ...inner, uniform[bins]!));
}

function withoutNarrow(edges: Float64Array): Float64Array {
  return edges.filter((edge, i) => i === 0 || edge - edges[i - 1]! > NARROWEST);
}

function quantileBy(method: QuantileMethod, sorted: Float64Array, q: number): number {
  if (method === "linear") return quantile(sorted, sorted.length, q);
  const position = sorted.length * q - 1;
  const last = sorted.length - 1;
  if (position < 0) return sorted[0]!;
  if (position >= last) return sorted[last]!;
  const below = Math.floor(position);
  const [low, high] = [sorted[below]!, sorted[below + 1]!];
  if (position > below) return high;
  return method === "inverted_cdf" ? low : high - (high - low) * 0.5;
}
