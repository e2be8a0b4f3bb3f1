import { boundedGain, type NodeStatistics, type SplitLimits } from "./split.ts";

/** A numeric feature in a histogram: the place of its first bin, in doubles. */
export interface ScannedFeature {
  readonly number: number;
  readonly firstBin: number;
  /** The number of bins of present values. */
  readonly bins: number;
  readonly hasMissing: boolean;
}

/**
 * Finds the best split of a node on one numeric feature under monotonic constraints, as the kernel `scanFeatures` does without:
 * `best` has the seven doubles of its record, which are read and written. The values of the children are within the bounds of
 * the node, and in the order that `direction` (-1, 0 or 1) demands. `width`: 3 if a bin holds gradient, hessian and number of
 * rows, 2 without the hessian.
 */
export function scanConstrained(
  histogram: Float64Array,
  width: 2 | 3,
  { number, firstBin, bins, hasMissing }: ScannedFeature,
  direction: number,
  node: NodeStatistics,
  { minSamplesLeaf, minHessian, l2 }: SplitLimits,
  best: Float64Array,
): void {
  const { rows, gradient, hessian } = node;
  for (const isFromRight of hasMissing ? [false, true] : [false]) {
    // From the left, missing values go right, and may be alone there; from the right, they go left.
    const places = isFromRight || !hasMissing ? bins - 1 : bins;
    let gradientNear = 0;
    let hessianNear = 0;
    let rowsNear = 0;
    for (let place = 0; place < places; place++) {
      const at = firstBin + (isFromRight ? bins - 1 - place : place) * width;
      rowsNear += histogram[at + width - 1]!;
      hessianNear += histogram[at + 1]!;
      gradientNear += histogram[at]!;
      if (rowsNear < minSamplesLeaf || hessianNear < minHessian) continue;
      const hessianFar = hessian - hessianNear;
      if (rows - rowsNear < minSamplesLeaf || hessianFar < minHessian) break;
      const gradientFar = gradient - gradientNear;
      const gradientLeft = isFromRight ? gradientFar : gradientNear;
      const hessianLeft = isFromRight ? hessianFar : hessianNear;
      const gradientRight = isFromRight ? gradientNear : gradientFar;
      const hessianRight = isFromRight ? hessianNear : hessianFar;
      const gain = boundedGain(node, direction, gradientLeft, hessianLeft, gradientRight, hessianRight, l2);
      if (!(gain > best[0]!)) continue;
      best[0] = gain;
      best[1] = number;
      best[2] = isFromRight ? bins - 2 - place : place;
      best[3] = gradientLeft;
      best[4] = hessianLeft;
      best[5] = isFromRight ? rows - rowsNear : rowsNear;
      best[6] = Number(isFromRight);
    }
  }
}
