import type { BinnedFeature } from "./binned-data.ts";
import { boundedGain, type NodeStatistics, type Split, type SplitLimits } from "./split.ts";

/** A category with fewer rows than this (scaled by hessian) forms no split and always goes right. */
const MIN_CAT_SUPPORT = 10;

/**
 * The bins in order, and the keys that they are ordered by; at most 256. Shared by all searches, which never
 * overlap.
 */
const ORDER = new Int32Array(256);
const KEYS = new Float64Array(256);

/**
 * Finds the best division of the categories into two groups; returns null if none reduces the loss by more than
 * `leastGain`. Categories are ordered by G / (H + 10) and scanned like numbers (Fisher 1958, "On Grouping for
 * Maximum Homogeneity"), from both ends to the middle, so that the left group is never the larger one. Missing
 * values are one more category. Among equal keys the later category comes first. With `isPairs`, a bin of the
 * histogram holds gradient, hessian and number of rows; otherwise gradient and number of rows, each with a
 * hessian of 1.
 */
export function bestCategoricalSplit(
  histogram: Float64Array,
  isPairs: boolean,
  number: number,
  feature: BinnedFeature,
  node: NodeStatistics,
  limits: SplitLimits,
  leastGain: number,
): Split | null {
  const stride = isPairs ? 3 : 2;
  const rowsAt = isPairs ? 2 : 1;
  const base = feature.firstBin * stride;
  const used = orderCategories(histogram, base, stride, feature, node);
  if (used <= 1) return null;
  const { rows, gradient, hessian } = node;
  const { minSamplesLeaf, minHessian, l2 } = limits;
  let top = Math.max(leastGain, 0);
  let found: { readonly direction: 1 | -1; readonly taken: number } | undefined;
  let gradientFound = 0;
  let hessianFound = 0;
  let rowsFound = 0;
  for (const direction of [1, -1] as const) {
    const middle = ((used + 1) >> 1) - (direction === 1 ? 0 : 1);
    let gradientLeft = 0;
    let hessianLeft = 0;
    let rowsLeft = 0;
    for (let i = 0; i < middle; i++) {
      const at = base + ORDER[direction === 1 ? i : used - 1 - i]! * stride;
      rowsLeft += histogram[at + rowsAt]!;
      hessianLeft += histogram[at + 1]!;
      gradientLeft += histogram[at]!;
      if (rowsLeft < minSamplesLeaf || hessianLeft < minHessian) continue;
      const hessianRight = hessian - hessianLeft;
      if (rows - rowsLeft < minSamplesLeaf || hessianRight < minHessian) break;
      const gradientRight = gradient - gradientLeft;
      const gain = boundedGain(node, 0, gradientLeft, hessianLeft, gradientRight, hessianRight, l2);
      if (gain > top) {
        top = gain;
        found = { direction, taken: i + 1 };
        gradientFound = gradientLeft;
        hessianFound = hessianLeft;
        rowsFound = rowsLeft;
      }
    }
  }
  if (found === undefined) return null;
  const leftBins = new Uint32Array(8);
  for (let i = 0; i < found.taken; i++) {
    const bin = ORDER[found.direction === 1 ? i : used - 1 - i]!;
    leftBins[bin >>> 5]! |= 1 << (bin & 31);
  }
  return {
    feature: number,
    bin: 0,
    gain: top,
    missingGoesLeft: ((leftBins[feature.bins >>> 5]! >>> (feature.bins & 31)) & 1) === 1,
    leftBins,
    gradientLeft: gradientFound,
    hessianLeft: hessianFound,
    rowsLeft: rowsFound,
  };
}

/** Fills ORDER with the categories that have enough rows; returns their number. */
function orderCategories(
  histogram: Float64Array,
  base: number,
  stride: number,
  { bins, hasMissing }: BinnedFeature,
  { rows, hessian }: NodeStatistics,
): number {
  const supportOfHessian = rows / hessian;
  let used = 0;
  for (let bin = 0; bin < bins + (hasMissing ? 1 : 0); bin++) {
    const at = base + bin * stride;
    const binHessian = histogram[at + 1]!;
    if (!(binHessian * supportOfHessian >= MIN_CAT_SUPPORT)) continue;
    const key = histogram[at]! / (binHessian + MIN_CAT_SUPPORT);
    let position = used++;
    while (position > 0 && KEYS[position - 1]! >= key) {
      KEYS[position] = KEYS[position - 1]!;
      ORDER[position] = ORDER[position - 1]!;
      position--;
    }
    KEYS[position] = key;
    ORDER[position] = bin;
  }
  return used;
}
