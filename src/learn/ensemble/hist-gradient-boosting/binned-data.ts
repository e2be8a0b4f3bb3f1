import type { Random } from "../../core/random.ts";
import { takeDoubles } from "../../core/take.ts";
import { ROW_OVERHANG } from "../../simd/boosting-layout.ts";
import { type Helpers, NO_HELPERS } from "../../threads/helpers.ts";
import { Parts } from "../../threads/parts.ts";
import { BINNING_SAMPLE, binningSample, binThresholds, writeBins } from "./bin-mapper.ts";
import type { SharedMemory } from "./shared-memory.ts";

/** A column in the form in which trees are grown on it. */
export interface BinnedFeature {
  /** Its index in the table. */
  readonly column: number;
  readonly isCategorical: boolean;
  /** Upper bounds of all bins but the last; empty for categories, whose bins are their numbers. */
  readonly thresholds: Float64Array;
  /** Number of bins of present values; the next bin holds missing values. */
  readonly bins: number;
  readonly hasMissing: boolean;
  /** Index of its first bin in a node's histogram. */
  readonly firstBin: number;
}

/**
 * The columns divided into at most 255 bins, plus one for missing values, with one byte per value. Shared
 * memory holds them twice: feature by feature, for code that reads one feature, and row by row, for code that
 * reads all features of some rows. Categorical features come first, as in scikit-learn, since the first of
 * equally good splits wins.
 */
export interface BinnedData {
  readonly rows: number;
  readonly features: readonly BinnedFeature[];
  /** Address of the bins by feature; row i of feature f is at f · rows + i. */
  readonly byFeature: number;
  /** Address of the bins by row; row i of feature f is at i · features + f. */
  readonly byRow: number;
  /** Number of bins of all features together. */
  readonly totalBins: number;
}

/** Bytes of shared memory that `binColumns` needs. */
export function bytesOfBins(rows: number, columns: number): number {
  return 2 * rows * columns + ROW_OVERHANG + 256;
}

/** The helper threads for binning, and how many of them to use. */
interface BinningHelp {
  readonly helpers: Helpers;
  readonly wanted: number;
}

/**
 * Bins `columns`: numbers with NaN for missing, or category numbers where `categoryCounts` is not null.
 * `weights`, one per row, weight the quantiles. Above 200,000 rows, thresholds are computed from a sample.
 * `help` divides the columns among threads and does not affect the result. Cost: one sort and two passes per
 * column.
 */
export function binColumns(
  columns: readonly Float64Array[],
  categoryCounts: readonly (number | null)[],
  rows: number,
  maxBins: number,
  weights: Float64Array | undefined,
  random: Random,
  shared: SharedMemory,
  help: BinningHelp = { helpers: NO_HELPERS, wanted: 0 },
): BinnedData {
  const order = [...columns.keys()].sort((a, b) => rank(categoryCounts, a) - rank(categoryCounts, b));
  const sample = rows > BINNING_SAMPLE ? binningSample(rows, weights, random) : undefined;
  const byFeature = shared.take(rows * columns.length);
  const byRow = shared.take(rows * columns.length + ROW_OVERHANG);
  const { memory } = shared;
  const isShared = help.wanted > 0;
  const task: BinningTask = {
    memory,
    byFeature,
    rows,
    maxBins,
    columns: order.map((column) => (isShared ? shareDoubles(columns[column]!) : columns[column]!)),
    categoryCounts: order.map((column) => categoryCounts[column]!),
    weights,
    sample,
  };
  const binned = COLUMN_BINS.doAll(task, columns.length, help.helpers, help.wanted);
  let firstBin = 0;
  const features = binned.map((feature, f): BinnedFeature => {
    const described = { ...feature, column: order[f]!, firstBin };
    firstBin += feature.bins + 1;
    return described;
  });
  const bins = (at: number) => new Uint8Array(memory.buffer, at, rows * columns.length);
  transpose(bins(byFeature), bins(byRow), rows, columns.length);
  return { rows, features, byFeature, byRow, totalBins: firstBin };
}

/** Everything needed to bin columns, as plain data. The bins of feature f go to `byFeature` + f · rows. */
interface BinningTask {
  readonly memory: WebAssembly.Memory;
  readonly byFeature: number;
  readonly rows: number;
  readonly maxBins: number;
  readonly columns: readonly Float64Array[];
  readonly categoryCounts: readonly (number | null)[];
  readonly weights: Float64Array | undefined;
  readonly sample: Int32Array | undefined;
}

/** The columns of a table, each divided into bins. */
export const COLUMN_BINS = new Parts("bins of columns", beginBins);

function beginBins(task: BinningTask): (f: number) => Omit<BinnedFeature, "column" | "firstBin"> {
  const { memory, byFeature, rows, maxBins, columns, categoryCounts, weights, sample } = task;
  return (f) => {
    const values = columns[f]!;
    const categories = categoryCounts[f]!;
    const target = new Uint8Array(memory.buffer, byFeature + f * rows, rows);
    if (categories !== null) {
      const hasMissing = writeCategories(values, categories, target);
      return { isCategorical: true, thresholds: new Float64Array(0), bins: categories, hasMissing };
    }
    const thresholds = sample
      ? binThresholds(takeDoubles(values, sample), maxBins)
      : binThresholds(values, maxBins, weights);
    const bins = thresholds.length + 1;
    return {
      isCategorical: false,
      thresholds,
      bins,
      hasMissing: writeBins(values, thresholds, bins, target),
    };
  };
}

function shareDoubles(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Number of rows transposed at a time, which stay in the processor's cache. */
const BLOCK = 512;

function transpose(byFeature: Uint8Array, byRow: Uint8Array, rows: number, features: number): void {
  for (let start = 0; start < rows; start += BLOCK) {
    const stop = Math.min(start + BLOCK, rows);
    for (let f = 0; f < features; f++) {
      const from = f * rows;
      for (let i = start, to = start * features + f; i < stop; i++, to += features)
        byRow[to] = byFeature[from + i]!;
    }
  }
}

function rank(categoryCounts: readonly (number | null)[], column: number): number {
  return categoryCounts[column] === null ? 1 : 0;
}

function writeCategories(codes: Float64Array, missingBin: number, bins: Uint8Array): boolean {
  let hasMissing = false;
  for (let i = 0; i < codes.length; i++) {
    const isMissing = Number.isNaN(codes[i]!);
    bins[i] = isMissing ? missingBin : codes[i]!;
    hasMissing ||= isMissing;
  }
  return hasMissing;
}
