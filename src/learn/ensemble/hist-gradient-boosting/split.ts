import { clipTo } from "../../tree/node-bounds.ts";

/** A division of the rows of a node in two. */
export interface Split {
  /** Index among the features of the binned data. */
  readonly feature: number;
  /** Rows with this bin and lower ones go left; unused for categories. */
  readonly bin: number;
  /** By how much the split reduces the loss, > 0. */
  readonly gain: number;
  readonly missingGoesLeft: boolean;
  /** The set of bins that go left, eight 32-bit words; null if the order of bins decides. */
  readonly leftBins: Uint32Array | null;
  readonly gradientLeft: number;
  readonly hessianLeft: number;
  readonly rowsLeft: number;
}

/** The statistics of a node that a split search needs. */
export interface NodeStatistics {
  readonly rows: number;
  readonly gradient: number;
  readonly hessian: number;
  /** −gradient / (hessian + l2), before the learning rate; 0 for the root. */
  readonly value: number;
  /** The bounds on the values of its children under monotonic constraints; absent for infinite ones. */
  readonly lower?: number;
  readonly upper?: number;
}

/** The constraints on a split. */
export interface SplitLimits {
  readonly minSamplesLeaf: number;
  /** Minimum sum of hessians of a child. */
  readonly minHessian: number;
  readonly l2: number;
}

/** scikit-learn's minimum sum of hessians of a child. */
export const MIN_HESSIAN_TO_SPLIT = 1e-3;

/** Returns the value of a node: the Newton step −G / (H + l2). */
export function nodeValue(gradient: number, hessian: number, l2: number): number {
  return -gradient / (hessian + l2 + 1e-15);
}

/**
 * Returns by how much two children reduce the loss. With the value v of a node its second-order loss is v · G,
 * up to a factor ½; the gain is the parent's loss minus those of the children (Chen and Guestrin 2016, equation
 * 7, https://doi.org/10.1145/2939672.2939785). The values of the children are limited to the bounds of the node. Returns -1 if
 * they are not in the order that `direction` demands: 1 for a right value not below the left one, -1 for one not above.
 */
export function boundedGain(
  { gradient, value, lower = Number.NEGATIVE_INFINITY, upper = Number.POSITIVE_INFINITY }: NodeStatistics,
  direction: number,
  gradientLeft: number,
  hessianLeft: number,
  gradientRight: number,
  hessianRight: number,
  l2: number,
): number {
  const left = clipTo(lower, upper, nodeValue(gradientLeft, hessianLeft, l2));
  const right = clipTo(lower, upper, nodeValue(gradientRight, hessianRight, l2));
  if ((left - right) * direction > 0) return -1;
  return gradient * value - gradientLeft * left - gradientRight * right;
}
