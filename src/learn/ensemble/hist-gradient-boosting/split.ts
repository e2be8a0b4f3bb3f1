/** A way to divide the rows of a node in two. */
export interface Split {
  /** Number among the features of the binned data. */
  readonly feature: number;
  /** Rows of this bin and lower ones go left; without meaning for categories. */
  readonly bin: number;
  /** By how much it lowers the loss, > 0. */
  readonly gain: number;
  readonly missingGoesLeft: boolean;
  /** The bins that go left, eight words of 32 bits; null where the order of bins decides. */
  readonly leftBins: Uint32Array | null;
  readonly gradientLeft: number;
  readonly hessianLeft: number;
  readonly rowsLeft: number;
}

/** What a node must offer for a search. */
export interface NodeStatistics {
  readonly rows: number;
  readonly gradient: number;
  readonly hessian: number;
  /** −gradient / (hessian + l2), before shrinkage; 0 for the root. */
  readonly value: number;
}

/** What a split must respect. */
export interface SplitLimits {
  readonly minSamplesLeaf: number;
  /** Least sum of hessians of a child. */
  readonly minHessian: number;
  readonly l2: number;
}

/** scikit-learn's least sum of hessians of a child. */
export const MIN_HESSIAN_TO_SPLIT = 1e-3;

/** The value of a node: the Newton step −G / (H + l2). */
export function nodeValue(gradient: number, hessian: number, l2: number): number {
  return -gradient / (hessian + l2 + 1e-15);
}

/**
 * How much two children lower the loss: with the value v of a node, its second-order loss is v · G (up to the
 * factor ½), and the gain is that of the parent minus those of the children (Chen and Guestrin 2016, equation 7,
 * https://doi.org/10.1145/2939672.2939785).
 */
export function splitGain(
  lossOfParent: number,
  gradientLeft: number,
  hessianLeft: number,
  gradientRight: number,
  hessianRight: number,
  l2: number,
): number {
  const left = -gradientLeft / (hessianLeft + l2 + 1e-15);
  const right = -gradientRight / (hessianRight + l2 + 1e-15);
  return lossOfParent - gradientLeft * left - gradientRight * right;
}
