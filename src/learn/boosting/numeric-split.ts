import type { BinnedFeature } from "./binned-data.ts";
import type { Histograms } from "./histograms.ts";
import { type NodeStatistics, type Split, type SplitLimits, splitGain } from "./split.ts";

/**
 * A little less than 1. Whether a place can beat the best one is asked without a division first: G²ₗ / wₗ + G²ᵣ / wᵣ
 * ≤ bar, multiplied out. Only where the answer is not clearly no, the gain is computed as scikit-learn rounds it.
 */
const SAFE = 1 - 1e-12;

/** The best place found so far in a scan: written by the scans, read by `bestNumericSplit`. */
interface Best {
  gain: number;
  bin: number;
  gradientLeft: number;
  hessianLeft: number;
  rowsLeft: number;
  missingGoesLeft: boolean;
}

/**
 * The best threshold of a numeric feature, or null if none lowers the loss by more than `leastGain` within the
 * limits. Missing values go right in a scan from the left, and left in one from the right, which is made only
 * where some are missing (Chen and Guestrin 2016, algorithm 3). The first of equally good places wins.
 */
export function bestNumericSplit(
  histogram: Float64Array,
  { stride, hessianSlot }: Histograms,
  number: number,
  feature: BinnedFeature,
  node: NodeStatistics,
  limits: SplitLimits,
  leastGain: number,
): Split | null {
  const best: Best = {
    gain: Math.max(leastGain, 0),
    bin: -1,
    gradientLeft: 0,
    hessianLeft: 0,
    rowsLeft: 0,
    missingGoesLeft: false,
  };
  const base = feature.firstBin * stride;
  const places = feature.bins - 1 + (feature.hasMissing ? 1 : 0);
  scanFromLeft(histogram, base, stride, hessianSlot, places, node, limits, best);
  if (feature.hasMissing) {
    scanFromRight(histogram, base, stride, hessianSlot, feature.bins - 2, node, limits, best);
  }
  return best.bin < 0 ? null : { feature: number, leftBins: null, ...best };
}

function scanFromLeft(
  histogram: Float64Array,
  base: number,
  stride: number,
  hessianSlot: number,
  places: number,
  node: NodeStatistics,
  limits: SplitLimits,
  best: Best,
): void {
  const { rows, gradient, hessian } = node;
  const { minSamplesLeaf, minHessian, l2 } = limits;
  const loss = gradient * node.value;
  let gradientLeft = 0;
  let hessianLeft = 0;
  let rowsLeft = 0;
  const damping = l2 + 1e-15;
  let top = best.gain;
  let bar = (top - loss) * SAFE;
  for (let bin = 0, at = base; bin < places; bin++, at += stride) {
    rowsLeft += histogram[at + 1]!;
    hessianLeft += histogram[at + hessianSlot]!;
    gradientLeft += histogram[at]!;
    if (rowsLeft < minSamplesLeaf || hessianLeft < minHessian) continue;
    const hessianRight = hessian - hessianLeft;
    if (rows - rowsLeft < minSamplesLeaf || hessianRight < minHessian) break;
    const gradientRight = gradient - gradientLeft;
    const weightLeft = hessianLeft + damping;
    const weightRight = hessianRight + damping;
    if (
      gradientLeft * gradientLeft * weightRight + gradientRight * gradientRight * weightLeft <=
      bar * (weightLeft * weightRight)
    ) {
      continue;
    }
    const gain = splitGain(loss, gradientLeft, hessianLeft, gradientRight, hessianRight, l2);
    if (gain > top) {
      bar = (gain - loss) * SAFE;
      top = gain;
      best.gain = gain;
      best.bin = bin;
      best.gradientLeft = gradientLeft;
      best.hessianLeft = hessianLeft;
      best.rowsLeft = rowsLeft;
      best.missingGoesLeft = false;
    }
  }
}

function scanFromRight(
  histogram: Float64Array,
  base: number,
  stride: number,
  hessianSlot: number,
  lastPlace: number,
  node: NodeStatistics,
  limits: SplitLimits,
  best: Best,
): void {
  const { rows, gradient, hessian } = node;
  const { minSamplesLeaf, minHessian, l2 } = limits;
  const loss = gradient * node.value;
  let gradientRight = 0;
  let hessianRight = 0;
  let rowsRight = 0;
  const damping = l2 + 1e-15;
  let top = best.gain;
  let bar = (top - loss) * SAFE;
  for (let bin = lastPlace, at = base + (lastPlace + 1) * stride; bin >= 0; bin--, at -= stride) {
    rowsRight += histogram[at + 1]!;
    hessianRight += histogram[at + hessianSlot]!;
    gradientRight += histogram[at]!;
    if (rowsRight < minSamplesLeaf || hessianRight < minHessian) continue;
    const hessianLeft = hessian - hessianRight;
    if (rows - rowsRight < minSamplesLeaf || hessianLeft < minHessian) break;
    const gradientLeft = gradient - gradientRight;
    const weightLeft = hessianLeft + damping;
    const weightRight = hessianRight + damping;
    if (
      gradientLeft * gradientLeft * weightRight + gradientRight * gradientRight * weightLeft <=
      bar * (weightLeft * weightRight)
    ) {
      continue;
    }
    const gain = splitGain(loss, gradientLeft, hessianLeft, gradientRight, hessianRight, l2);
    if (gain > top) {
      bar = (gain - loss) * SAFE;
      top = gain;
      best.gain = gain;
      best.bin = bin;
      best.gradientLeft = gradientLeft;
      best.hessianLeft = hessianLeft;
      best.rowsLeft = rows - rowsRight;
      best.missingGoesLeft = true;
    }
  }
}
