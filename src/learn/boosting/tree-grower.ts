import type { Random } from "../random.ts";
import type { BinnedData } from "./binned-data.ts";
import { bestCategoricalSplit } from "./categorical-split.ts";
import { Histograms } from "./histograms.ts";
import { bestNumericSplit } from "./numeric-split.ts";
import { HighestGainFirst, LastFirst, type OpenNodes } from "./open-nodes.ts";
import { MIN_HESSIAN_TO_SPLIT, nodeValue, type Split, type SplitLimits } from "./split.ts";
import { TreeNode } from "./tree-node.ts";

/** How large a tree may grow. */
export interface TreeLimits {
  /** At least 2; Infinity for no limit. */
  readonly maxLeafNodes: number;
  /** Edges from the root to the deepest leaf, at least 1; Infinity for no limit. */
  readonly maxDepth: number;
  /** Fewest rows of a leaf, at least 1. */
  readonly minSamplesLeaf: number;
  readonly l2: number;
  /** Share of the features that each split chooses from, in (0, 1]. */
  readonly maxFeatures: number;
}

/**
 * Grows regression trees on gradients and hessians: always the leaf whose best split lowers the loss most is
 * split next. One grower serves all trees of a fit, so that buffers are made once.
 *
 * References: Chen and Guestrin 2016, https://doi.org/10.1145/2939672.2939785; Ke et al. 2017, "LightGBM: A
 * Highly Efficient Gradient Boosting Decision Tree".
 */
export class TreeGrower {
  /** The rows of the binned data, those of a leaf of the last tree side by side and ascending. */
  readonly indices: Int32Array;
  readonly #data: BinnedData;
  readonly #limits: TreeLimits;
  readonly #splitLimits: SplitLimits;
  readonly #histograms: Histograms;
  readonly #random: Random;
  readonly #rightRows: Int32Array;
  /** Which bins of the split at hand go left: 1, else 0. */
  readonly #goesLeft = new Uint8Array(256);
  /** Which features the search at hand may use: 1, else 0. */
  readonly #isCandidate: Uint8Array;

  constructor(data: BinnedData, constantHessian: boolean, limits: TreeLimits, random: Random) {
    this.#data = data;
    this.#limits = limits;
    this.#splitLimits = {
      minSamplesLeaf: limits.minSamplesLeaf,
      minHessian: MIN_HESSIAN_TO_SPLIT,
      l2: limits.l2,
    };
    this.#histograms = new Histograms(data, constantHessian);
    this.#random = random;
    this.indices = new Int32Array(data.rows);
    this.#rightRows = new Int32Array(data.rows);
    this.#isCandidate = new Uint8Array(data.features.length).fill(1);
  }

  /**
   * The root of a tree grown on `gradients`: n of them, or n pairs of gradient and hessian. Leaf values are not
   * shrunk. Cost: features · rows · depth at most; half of that by subtracting histograms.
   */
  grow(gradients: Float32Array): TreeNode {
    const { maxLeafNodes } = this.#limits;
    const root = this.#plant(gradients);
    const open = Number.isFinite(maxLeafNodes) ? new HighestGainFirst() : new LastFirst();
    this.#consider(root, open);
    for (let leaves = 1; open.size > 0 && leaves < maxLeafNodes; leaves++) {
      const node = open.pop();
      this.#divide(node);
      this.#considerChildren(node, gradients, open, leaves + 1 === maxLeafNodes);
    }
    while (open.size > 0) this.#close(open.pop());
    return root;
  }

  #plant(gradients: Float32Array): TreeNode {
    const { rows, features } = this.#data;
    const { stride, hessianSlot } = this.#histograms;
    const { indices } = this;
    for (let i = 0; i < rows; i++) indices[i] = i;
    const histogram = this.#histograms.buildRoot(gradients);
    // The sums over all rows are those over the bins of any one feature.
    let gradient = 0;
    let hessian = 0;
    for (let bin = 0, at = features[0]!.firstBin * stride; bin <= features[0]!.bins; bin++, at += stride) {
      gradient += histogram[at]!;
      hessian += histogram[at + hessianSlot]!;
    }
    const root = new TreeNode(0, rows, 0, gradient, hessian, 0);
    root.histogram = histogram;
    return root;
  }

  /** Finds the best split of `node` and keeps it open for it, or makes it a leaf. */
  #consider(node: TreeNode, open: OpenNodes): void {
    node.split = this.#canSplit(node) ? this.#findSplit(node) : null;
    if (node.split === null) {
      this.#close(node);
      return;
    }
    node.gain = node.split.gain;
    open.push(node);
  }

  #canSplit({ rows, depth, hessian }: TreeNode): boolean {
    const { minSamplesLeaf, maxDepth } = this.#limits;
    return rows >= 2 * minSamplesLeaf && depth < maxDepth && (depth > 0 || hessian >= MIN_HESSIAN_TO_SPLIT);
  }

  #findSplit(node: TreeNode): Split | null {
    const { features } = this.#data;
    const histogram = node.histogram!;
    const isCandidate = this.#chooseFeatures();
    let best: Split | null = null;
    for (let f = 0; f < features.length; f++) {
      if (isCandidate[f] === 0) continue;
      const feature = features[f]!;
      const search = feature.isCategorical ? bestCategoricalSplit : bestNumericSplit;
      const found = search(
        histogram,
        this.#histograms,
        f,
        feature,
        node,
        this.#splitLimits,
        best === null ? 0 : best.gain,
      );
      if (found !== null) best = found;
    }
    return best;
  }

  /** scikit-learn's number of features, ⌈share · p⌉, chosen anew for each node. */
  #chooseFeatures(): Uint8Array {
    const isCandidate = this.#isCandidate;
    const { maxFeatures } = this.#limits;
    if (maxFeatures < 1) {
      const count = isCandidate.length;
      isCandidate.fill(0);
      for (const f of this.#random.sample(count, Math.max(1, Math.ceil(maxFeatures * count))))
        isCandidate[f] = 1;
    }
    return isCandidate;
  }

  /** Gives the rows of `node` to two children. */
  #divide(node: TreeNode): void {
    const split = node.split!;
    const middle = node.start + this.#partition(node, split);
    const { l2 } = this.#limits;
    const depth = node.depth + 1;
    const gradientRight = node.gradient - split.gradientLeft;
    const hessianRight = node.hessian - split.hessianLeft;
    const valueLeft = nodeValue(split.gradientLeft, split.hessianLeft, l2);
    const valueRight = nodeValue(gradientRight, hessianRight, l2);
    node.left = new TreeNode(node.start, middle, depth, split.gradientLeft, split.hessianLeft, valueLeft);
    node.right = new TreeNode(middle, node.stop, depth, gradientRight, hessianRight, valueRight);
    // Nothing was learnt about missing values where there were none: they follow the larger child.
    node.missingGoesLeft = this.#data.features[split.feature]!.hasMissing
      ? split.missingGoesLeft
      : node.left.rows > node.right.rows;
  }

  /** Brings the rows that go left to the front, in their order; gives how many they are. */
  #partition(node: TreeNode, split: Split): number {
    const { rows, features, words } = this.#data;
    const goesLeft = this.#goesLeft;
    const { bins } = features[split.feature]!;
    for (let bin = 0; bin <= bins; bin++) {
      goesLeft[bin] =
        split.leftBins === null
          ? Number(bin === bins ? split.missingGoesLeft : bin <= split.bin)
          : (split.leftBins[bin >>> 5]! >>> (bin & 31)) & 1;
    }
    const offset = (split.feature >>> 2) * rows;
    const shift = (split.feature & 3) * 8;
    return partition(words, offset, shift, goesLeft, this.indices, node.start, node.stop, this.#rightRows);
  }

  #considerChildren(node: TreeNode, gradients: Float32Array, open: OpenNodes, isFull: boolean): void {
    const left = node.left!;
    const right = node.right!;
    if (!isFull && (this.#canSplit(left) || this.#canSplit(right))) {
      const [small, large] = left.rows < right.rows ? [left, right] : [right, left];
      small.histogram = this.#histograms.build(gradients, this.indices, small.start, small.stop);
      large.histogram = this.#histograms.subtract(node.histogram!, small.histogram);
      node.histogram = null;
      this.#consider(left, open);
      this.#consider(right, open);
      return;
    }
    this.#close(node);
  }

  #close(node: TreeNode): void {
    if (node.histogram !== null) this.#histograms.release(node.histogram);
    node.histogram = null;
  }
}

function partition(
  words: Int32Array,
  offset: number,
  shift: number,
  goesLeft: Uint8Array,
  indices: Int32Array,
  start: number,
  stop: number,
  rightRows: Int32Array,
): number {
  let left = start;
  let right = 0;
  for (let i = start; i < stop; i++) {
    const row = indices[i]!;
    // Both are written and one is kept: cheaper than a branch that is wrong half of the time.
    const isLeft = goesLeft[(words[offset + row]! >>> shift) & 255]!;
    indices[left] = row;
    rightRows[right] = row;
    left += isLeft;
    right += 1 - isLeft;
  }
  for (let i = 0; i < right; i++) indices[left + i] = rightRows[i]!;
  return left - start;
}
