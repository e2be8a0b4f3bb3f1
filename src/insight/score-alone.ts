import type { Column } from "../learn/core/column.ts";

/** The label of the rows that are looked at: class numbers, or numbers. */
export type SingleLabel =
  | { readonly kind: "classes"; readonly codes: Int32Array; readonly classes: number }
  | { readonly kind: "numbers"; readonly values: Float64Array };

/** Numbers are divided into this many ranges with about as many values each: a power of 2, see `rangesOf`. */
const RANGES = 16;
/** A column with more categories identifies rows: counting them says nothing about other rows. */
const MOST_GROUPS = 256;
/** Most entries of the table of groups and classes. */
const MOST_COUNTS = 65_536;

/**
 * Returns how well a column alone predicts the label of `rows`: the accuracy, or r2, of the most frequent class, or the mean
 * label, of each of its groups. They are counted on every second row, and the score is of the others. `sorted` has `count` of
 * the numbers of a numeric column, ascending. Undefined where there are too many groups or too few rows. Cost: a pass over `rows`.
 */
export function scoreAlone(
  column: Column,
  label: SingleLabel,
  rows: Int32Array,
  sorted: Float64Array,
  count: number,
): number | undefined {
  const edges = column.kind === "numeric" ? rangeEdges(sorted, count) : new Float64Array(0);
  const groups =
    column.kind === "string" ? column.categories.length + 1 : column.kind === "boolean" ? 3 : RANGES + 1;
  const isTooLarge =
    groups > MOST_GROUPS || (label.kind === "classes" && groups * label.classes > MOST_COUNTS);
  if (isTooLarge || rows.length < 4) return undefined;
  const group = groupsOf(column, rows, edges);
  return label.kind === "classes"
    ? accuracyOfGroups(group, groups, label.codes, label.classes, rows)
    : r2OfGroups(group, groups, label.values, rows);
}

function rangeEdges(sorted: Float64Array, count: number): Float64Array {
  return Float64Array.from({ length: RANGES - 1 }, (_, i) =>
    count === 0 ? 0 : sorted[Math.floor(((i + 1) * count) / RANGES)]!,
  );
}

/** Returns the number of the group that each row belongs to; the last one for a missing value. */
function groupsOf(column: Column, rows: Int32Array, edges: Float64Array): Int32Array {
  if (column.kind === "numeric") return rangesOf(column.values, rows, edges);
  const group = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (column.kind === "boolean") group[i] = column.values[row]!;
    else group[i] = column.codes[row]! < 0 ? column.categories.length : column.codes[row]!;
  }
  return group;
}

function rangesOf(values: Float64Array, rows: Int32Array, edges: Float64Array): Int32Array {
  const group = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i]!]!;
    // A binary search without branches, which would be mispredicted half of the time.
    let range = +(value >= edges[7]!) << 3;
    range += +(value >= edges[range + 3]!) << 2;
    range += +(value >= edges[range + 1]!) << 1;
    range += +(value >= edges[range]!);
    group[i] = Number.isNaN(value) ? RANGES : range;
  }
  return group;
}

function accuracyOfGroups(
  group: Int32Array,
  groups: number,
  codes: Int32Array,
  classes: number,
  rows: Int32Array,
): number {
  const counts = new Int32Array(groups * classes);
  const all = new Int32Array(classes);
  for (let i = 0; i < rows.length; i += 2) {
    const code = codes[rows[i]!]!;
    counts[group[i]! * classes + code]!++;
    all[code]!++;
  }
  const usual = mostFrequent(all, 0, classes);
  const best = Int32Array.from({ length: groups }, (_, g) => {
    const most = mostFrequent(counts, g * classes, classes);
    return counts[g * classes + most] === 0 ? usual : most;
  });
  let right = 0;
  let tested = 0;
  for (let i = 1; i < rows.length; i += 2) {
    tested++;
    if (best[group[i]!] === codes[rows[i]!]) right++;
  }
  return right / tested;
}

function mostFrequent(counts: Int32Array, from: number, length: number): number {
  let best = 0;
  for (let k = 1; k < length; k++) if (counts[from + k]! > counts[from + best]!) best = k;
  return best;
}

function r2OfGroups(
  group: Int32Array,
  groups: number,
  values: Float64Array,
  rows: Int32Array,
): number | undefined {
  const sums = new Float64Array(groups);
  const counts = new Int32Array(groups);
  let total = 0;
  let learnt = 0;
  for (let i = 0; i < rows.length; i += 2) {
    sums[group[i]!]! += values[rows[i]!]!;
    counts[group[i]!]!++;
    total += values[rows[i]!]!;
    learnt++;
  }
  let mean = 0;
  let tested = 0;
  for (let i = 1; i < rows.length; i += 2) mean += (values[rows[i]!]! - mean) / ++tested;
  let residual = 0;
  let spread = 0;
  for (let i = 1; i < rows.length; i += 2) {
    const value = values[rows[i]!]!;
    const g = group[i]!;
    const predicted = counts[g]! > 0 ? sums[g]! / counts[g]! : total / learnt;
    residual += (value - predicted) ** 2;
    spread += (value - mean) ** 2;
  }
  const score = 1 - residual / spread;
  return Number.isFinite(score) ? score : undefined;
}
