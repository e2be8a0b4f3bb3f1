import type { Matrix } from "../learn/core/matrix.ts";
import { shortText } from "./category-summary.ts";
import { QUANTILES, RESIDUAL_QUANTILES } from "./fractions.ts";
import { edgesBetween, histogramOf } from "./histogram.ts";
import type { NumberOutcome } from "./outcome.ts";
import { quantilesAt } from "./quantile-list.ts";
import type { LabelResiduals } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most labels whose residuals are described. */
const MOST_LABELS = 8;
/** Most rows that are looked at. */
const MOST_ROWS = 10_000;
/** Most bins of rows by predicted value. */
const BINS = 20;
/** Bins of either axis of the density. */
const DENSITY_BINS = 24;

/** Describes the residuals of each label. A label whose residuals are not finite is left out. Cost: two sorts of the rows. */
export function evaluateNumbers(
  { truth, predicted }: NumberOutcome,
  labels: readonly string[],
): LabelResiduals[] {
  const rows = spreadRows(truth.rows, MOST_ROWS);
  return labels.slice(0, MOST_LABELS).flatMap((label, k) => {
    const p = columnAt(predicted, k, rows);
    const residuals = columnAt(truth, k, rows);
    for (let i = 0; i < residuals.length; i++) residuals[i]! -= p[i]!;
    if (!p.every(Number.isFinite) || !residuals.every(Number.isFinite)) return [];
    return [describe(shortText(label), p, residuals)];
  });
}

function columnAt({ columns, data }: Matrix, k: number, rows: Int32Array): Float64Array {
  const values = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) values[i] = data[rows[i]! * columns + k]!;
  return values;
}

function describe(label: string, predicted: Float64Array, residuals: Float64Array): LabelResiduals {
  const n = predicted.length;
  const sorted = residuals.slice().sort();
  const order = predicted.slice().sort();
  const [low, high] = [sorted[0]!, sorted[n - 1]!];
  return {
    label,
    rows: n,
    residual_quantiles: quantilesAt(sorted, n, QUANTILES),
    residual_histogram: histogramOf(sorted, n, low, high),
    bins: binsOf(predicted, residuals, order),
    density: densityOf(predicted, residuals, [order[0]!, order[n - 1]!], [low, high]),
  };
}

/** `order` has the predicted values, ascending. */
function binsOf(
  predicted: Float64Array,
  residuals: Float64Array,
  order: Float64Array,
): LabelResiduals["bins"] {
  const n = order.length;
  const count = Math.min(BINS, n);
  const starts = [
    ...new Set(Array.from({ length: count }, (_, bin) => order[Math.floor((bin * n) / count)]!)),
  ];
  const members: number[][] = starts.map(() => []);
  const sums = new Float64Array(starts.length);
  for (let i = 0; i < n; i++) {
    const bin = lastAtMost(starts, predicted[i]!);
    members[bin]!.push(residuals[i]!);
    sums[bin]! += predicted[i]!;
  }
  return members.map((values, bin) => {
    const mean = sums[bin]! / values.length;
    const residual = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sorted = Float64Array.from(values).sort();
    return {
      count: values.length,
      predicted: mean,
      true: mean + residual,
      residual_quantiles: quantilesAt(sorted, sorted.length, RESIDUAL_QUANTILES),
    };
  });
}

/** Returns the index of the last of the ascending `starts` that is no greater than `value`. */
function lastAtMost(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (starts[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function densityOf(
  predicted: Float64Array,
  residuals: Float64Array,
  [p0, p1]: readonly [number, number],
  [r0, r1]: readonly [number, number],
): LabelResiduals["density"] {
  if (!(p1 > p0 && r1 > r0)) return { predicted_edges: [], residual_edges: [], counts: [] };
  const counts = Array.from({ length: DENSITY_BINS }, () => new Array<number>(DENSITY_BINS).fill(0));
  for (let i = 0; i < predicted.length; i++) {
    counts[binIn(predicted[i]!, p0, p1)]![binIn(residuals[i]!, r0, r1)]!++;
  }
  return {
    predicted_edges: edgesBetween(p0, p1, DENSITY_BINS),
    residual_edges: edgesBetween(r0, r1, DENSITY_BINS),
    counts,
  };
}

/** Half of each number, because the difference of numbers of opposite signs may overflow. */
function binIn(value: number, low: number, high: number): number {
  const fraction = (value / 2 - low / 2) / (high / 2 - low / 2);
  return Math.max(0, Math.min(DENSITY_BINS - 1, Math.floor(fraction * DENSITY_BINS)));
}
