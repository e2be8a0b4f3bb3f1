import type { Random } from "../random.ts";
import { BINNING_SAMPLE, binningSample, binThresholds, writeBins } from "./bin-mapper.ts";

/** A column as the trees see it while they grow. */
export interface BinnedFeature {
  /** Its column in the table. */
  readonly column: number;
  readonly isCategorical: boolean;
  /** Upper bounds of all bins but the last; empty for categories, whose bins are their numbers. */
  readonly thresholds: Float64Array;
  /** Bins of values that are there; the bin after them holds the missing ones. */
  readonly bins: number;
  readonly hasMissing: boolean;
  /** Where its bins begin in a node's histogram, in bins. */
  readonly firstBin: number;
}

/**
 * The columns cut into at most 255 bins and one for missing values. Feature f stands in byte f % 4 of the words
 * ⌊f / 4⌋ · rows + i: one load gives the bins of four features of a row. Categorical features come first, as
 * scikit-learn orders them: of equally good splits the first feature's wins.
 */
export interface BinnedData {
  readonly rows: number;
  readonly features: readonly BinnedFeature[];
  readonly words: Int32Array;
  /** Bins of all features together. */
  readonly totalBins: number;
}

/**
 * Bins `columns`: doubles with NaN for missing, category numbers where `categoryCounts` is not null. `weights`
 * (one a row) weigh the quantiles. Above 200,000 rows thresholds come from a sample of them.
 * Cost: one sort and one pass a column.
 */
export function binColumns(
  columns: readonly Float64Array[],
  categoryCounts: readonly (number | null)[],
  rows: number,
  maxBins: number,
  weights: Float64Array | undefined,
  random: Random,
): BinnedData {
  const order = [...columns.keys()].sort((a, b) => rank(categoryCounts, a) - rank(categoryCounts, b));
  const sample = rows > BINNING_SAMPLE ? binningSample(rows, weights, random) : undefined;
  const words = new Int32Array(Math.ceil(columns.length / 4) * rows);
  const features: BinnedFeature[] = [];
  let firstBin = 0;
  order.forEach((column, f) => {
    const values = columns[column]!;
    const categories = categoryCounts[column]!;
    const isCategorical = categories !== null;
    const offset = (f >>> 2) * rows;
    let thresholds: Float64Array = new Float64Array(0);
    let bins = categories ?? 1;
    let hasMissing: boolean;
    if (isCategorical) {
      hasMissing = writeCategories(values, bins, words, offset, f & 3);
    } else {
      thresholds = sample
        ? binThresholds(take(values, sample), maxBins)
        : binThresholds(values, maxBins, weights);
      bins = thresholds.length + 1;
      hasMissing = writeBins(values, thresholds, bins, words, offset, f & 3);
    }
    features.push({
      column,
      isCategorical,
      thresholds,
      bins,
      hasMissing,
      firstBin,
    });
    firstBin += bins + 1;
  });
  return { rows, features, words, totalBins: firstBin };
}

function rank(categoryCounts: readonly (number | null)[], column: number): number {
  return categoryCounts[column] === null ? 1 : 0;
}

function take(values: Float64Array, indices: Int32Array): Float64Array {
  const result = new Float64Array(indices.length);
  for (let i = 0; i < result.length; i++) result[i] = values[indices[i]!]!;
  return result;
}

function writeCategories(
  codes: Float64Array,
  missingBin: number,
  words: Int32Array,
  offset: number,
  lane: number,
): boolean {
  let hasMissing = false;
  for (let i = 0; i < codes.length; i++) {
    const isMissing = Number.isNaN(codes[i]!);
    words[offset + i]! |= (isMissing ? missingBin : codes[i]!) << (lane * 8);
    hasMissing ||= isMissing;
  }
  return hasMissing;
}
