import type { Matrix } from "../learn/core/matrix.ts";
import { sortNumbers } from "../learn/linalg/sort-numbers.ts";
import { shortText } from "./category-summary.ts";
import { QUANTILES, RESIDUAL_QUANTILES } from "./fractions.ts";
import { edgesBetween, histogramOf } from "./histogram.ts";
import type { NumberOutcome } from "./outcome.ts";
import { quantilesAt } from "./quantile-list.ts";
import type { LabelResiduals, Packed } from "./report.ts";
import { spreadRows } from "./spread-rows.ts";

/** Most labels whose residuals are described. */
const MOST_LABELS = 8;
/** Most rows that are looked at. */
const MOST_ROWS = 5000;
/** Most bins of rows by predicted value. */
const BINS = 20;
/** Bins of either axis of the density. */
const DENSITY_BINS = 24;

/** Describes the residuals of each label. A label whose residuals are not finite is left out. Cost: two sorts of the rows. */
export function evaluateNumbers(
  { truth, predicted }: NumberOutcome,
  labels: readonly string[],
): Packed<LabelResiduals>[] {
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

function describe(label: string, predicted: Float64Array, residuals: Float64Array): Packed<LabelResiduals> {
  const n = predicted.length;
  const sorted = sortNumbers(residuals.slice());
  const order = sortNumbers(predicted.slice());
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
): Packed<LabelResiduals>["bins"] {
  const starts = startsOf(order);
  const members = new Int32Array(predicted.length);
  const counts = new Int32Array(starts.length);
  const sums = new Float64Array(starts.length);
  for (let i = 0; i < members.length; i++) {
    const bin = lastAtMost(starts, predicted[i]!);
    members[i] = bin;
    counts[bin]!++;
    sums[bin]! += predicted[i]!;
  }
  const grouped = groupedBy(members, counts, residuals);
  let end = 0;
  return Array.from(counts, (count, bin) => {
    const own = grouped.subarray(end, end + count).sort();
    end += count;
    let residual = 0;
    for (let i = 0; i < count; i++) residual += own[i]!;
    return {
      count,
      mean_predicted: sums[bin]! / count,
      mean_true: sums[bin]! / count + residual / count,
      residual_quantiles: Array.from(quantilesAt(own, count, RESIDUAL_QUANTILES)),
    };
  });
}

/** Returns the least value of each of at most `BINS` bins of about equal numbers of the ascending values, all different. */
function startsOf(order: Float64Array): number[] {
  const count = Math.min(BINS, order.length);
  const starts: number[] = [];
  for (let bin = 0; bin < count; bin++) {
    const start = order[Math.floor((bin * order.length) / count)]!;
    if (starts.length === 0 || start > starts.at(-1)!) starts.push(start);
  }
  return starts;
}

/** Returns `values` bin by bin. `members` has the bin of each, `counts` how many each bin has. */
function groupedBy(members: Int32Array, counts: Int32Array, values: Float64Array): Float64Array {
  const next = new Int32Array(counts.length);
  for (let bin = 1; bin < next.length; bin++) next[bin] = next[bin - 1]! + counts[bin - 1]!;
  const grouped = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) grouped[next[members[i]!]!++] = values[i]!;
  return grouped;
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
): Packed<LabelResiduals>["density"] {
  if (!(p1 > p0 && r1 > r0)) return { predicted_edges: [], residual_edges: [], counts: [] };
  const all = new Uint16Array(DENSITY_BINS * DENSITY_BINS);
  for (let i = 0; i < predicted.length; i++) {
    all[binIn(predicted[i]!, p0, p1) * DENSITY_BINS + binIn(residuals[i]!, r0, r1)]!++;
  }
  return {
    predicted_edges: edgesBetween(p0, p1, DENSITY_BINS),
    residual_edges: edgesBetween(r0, r1, DENSITY_BINS),
    counts: Array.from({ length: DENSITY_BINS }, (_, bin) =>
      all.subarray(bin * DENSITY_BINS, (bin + 1) * DENSITY_BINS),
    ),
  };
}

/** Half of each number, because the difference of numbers of opposite signs may overflow. */
function binIn(value: number, low: number, high: number): number {
  const fraction = (value / 2 - low / 2) / (high / 2 - low / 2);
  return Math.max(0, Math.min(DENSITY_BINS - 1, Math.floor(fraction * DENSITY_BINS)));
}
