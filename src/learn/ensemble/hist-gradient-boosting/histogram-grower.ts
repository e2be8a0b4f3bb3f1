import type { Random } from "../../core/random.ts";
import { RECORD_BYTES } from "../../simd/boosting-layout.ts";
import { MAX_PARTS } from "../../threads/lockstep.ts";
import { childBounds, clipTo } from "../../tree/node-bounds.ts";
import { HighestGainFirst, LastFirst, type OpenNodes } from "../../tree/open-nodes.ts";
import type { BinnedData } from "./binned-data.ts";
import { type BoostingLead, rowsOfPart } from "./boosting-lead.ts";
import { binBytes } from "./boosting-space.ts";
import { STEP } from "./boosting-thread.ts";
import { bestCategoricalSplit } from "./categorical-split.ts";
import type { SharedMemory } from "./shared-memory.ts";
import { MIN_HESSIAN_TO_SPLIT, nodeValue, type Split } from "./split.ts";
import { TreeNode } from "./tree-node.ts";

/** How large a tree may grow. */
export interface TreeLimits {
  /** At least 2; Infinity for no limit. */
  readonly maxLeafNodes: number;
  /** Edges from the root to the deepest leaf, at least 1; Infinity for no limit. */
  readonly maxDepth: number;
  /** Minimum number of rows of a leaf, at least 1. */
  readonly minSamplesLeaf: number;
  readonly l2: number;
  /** Fraction of the features that each split chooses from, in (0, 1]. */
  readonly maxFeatures: number;
}

/** The work per bin, relative to the work per row: a bin is cleared, subtracted and scanned twice. */
const WORK_OF_BIN = 6;

/**
 * Grows regression trees on gradients and hessians; the leaf whose best split reduces the loss most is split
 * next. One grower serves all trees of a fit, so that its buffers are allocated once. It makes the decisions;
 * the loops over rows and bins are steps that threads share.
 *
 * References: Chen and Guestrin 2016, https://doi.org/10.1145/2939672.2939785; Ke et al. 2017, "LightGBM: A
 * Highly Efficient Gradient Boosting Decision Tree".
 */
export class HistogramGrower {
  /** The row numbers of the binned data, those of each leaf of the last tree together, ascending. */
  readonly indices: Int32Array;
  readonly #data: BinnedData;
  readonly #limits: TreeLimits;
  readonly #lead: BoostingLead;
  readonly #shared: SharedMemory;
  readonly #random: Random;
  readonly #histogramBytes: number;
  /** Histograms that are no longer used by a node. */
  readonly #free: number[] = [];
  readonly #goesLeft: Uint8Array;
  readonly #candidates: readonly Uint8Array[];
  readonly #records: Float64Array;
  readonly #parts: readonly Float64Array[];

  constructor(
    data: BinnedData,
    limits: TreeLimits,
    lead: BoostingLead,
    shared: SharedMemory,
    random: Random,
  ) {
    const { space } = lead;
    const { buffer } = space.memory;
    this.#data = data;
    this.#limits = limits;
    this.#lead = lead;
    this.#shared = shared;
    this.#random = random;
    this.#histogramBytes = data.totalBins * binBytes(space.isPairs === 1);
    this.indices = new Int32Array(buffer, space.indices, data.rows);
    this.#goesLeft = new Uint8Array(buffer, space.goesLeft, 256);
    this.#candidates = space.candidates.map((at) => new Uint8Array(buffer, at, data.features.length));
    this.#records = new Float64Array(buffer, space.records, (2 * RECORD_BYTES * space.slices) / 8);
    this.#parts = space.parts.map((at) => new Float64Array(buffer, at, MAX_PARTS));
  }

  /**
   * Grows tree `tree` of an iteration on its gradients and returns the root. Leaf values do not include the
   * learning rate. Cost: features · rows · depth.
   */
  grow(tree: number): TreeNode {
    const { maxLeafNodes } = this.#limits;
    const gradients = this.#lead.space.gradients[tree]!;
    const root = this.#plant(gradients);
    const open = Number.isFinite(maxLeafNodes) ? new HighestGainFirst<TreeNode>() : new LastFirst<TreeNode>();
    if (this.#canSplit(root)) {
      this.#chooseFeatures(0);
      const { slices, features } = this.#lead.space;
      this.#lead.step(slices, features * 256, [STEP.scan, root.histogram], this.#statisticsOf(root, root));
      root.split = this.#bestSplit(root, 0);
    }
    this.#keep(root, open);
    for (let leaves = 1; open.size > 0 && leaves < maxLeafNodes; leaves++) {
      const node = open.pop();
      this.#divide(node);
      this.#considerChildren(node, gradients, open, leaves + 1 === maxLeafNodes);
    }
    while (open.size > 0) this.#close(open.pop());
    return root;
  }

  #plant(gradients: number): TreeNode {
    const { rows, features } = this.#data;
    const { slices, isPairs, memory } = this.#lead.space;
    const histogram = this.#takeHistogram();
    this.#lead.step(slices, features.length * rows, [STEP.root, histogram, gradients]);
    // The sums over all rows are those over the bins of any one feature.
    const { firstBin, bins } = features[0]!;
    const width = isPairs ? 3 : 2;
    const sums = new Float64Array(memory.buffer, histogram, (firstBin + bins + 1) * width);
    let gradient = 0;
    let hessian = 0;
    for (let bin = 0, at = firstBin * width; bin <= bins; bin++, at += width) {
      gradient += sums[at]!;
      hessian += sums[at + 1]!;
    }
    const root = new TreeNode(0, rows, 0, gradient, hessian, 0);
    root.histogram = histogram;
    return root;
  }

  #takeHistogram(): number {
    return this.#free.pop() ?? this.#shared.take(this.#histogramBytes);
  }

  /** Keeps `node` open for its split, or makes it a leaf. */
  #keep(node: TreeNode, open: OpenNodes<TreeNode>): void {
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

  /**
   * Chooses the ⌈maxFeatures · p⌉ features, as many as in scikit-learn, that may split node A (0) or B (1) of a
   * step.
   */
  #chooseFeatures(node: 0 | 1): void {
    const { maxFeatures } = this.#limits;
    if (maxFeatures === 1) return;
    const isCandidate = this.#candidates[node]!;
    const count = isCandidate.length;
    isCandidate.fill(0);
    for (const f of this.#random.sample(count, Math.max(1, Math.ceil(maxFeatures * count))))
      isCandidate[f] = 1;
  }

  /**
   * Returns the best split of `node`, which was node A (0) or B (1) of the last step. The first of equally good
   * splits wins.
   */
  #bestSplit(node: TreeNode, place: 0 | 1): Split | null {
    const records = this.#records;
    let best: Split | null = this.#bestCategoricalSplit(node, place);
    for (let slice = 0; slice < this.#lead.space.slices; slice++) {
      const at = ((2 * slice + place) * RECORD_BYTES) / 8;
      if (!(records[at]! > (best?.gain ?? 0))) continue;
      best = {
        gain: records[at]!,
        feature: records[at + 1]!,
        bin: records[at + 2]!,
        gradientLeft: records[at + 3]!,
        hessianLeft: records[at + 4]!,
        rowsLeft: records[at + 5]!,
        missingGoesLeft: records[at + 6] === 1,
        leftBins: null,
      };
    }
    return best;
  }

  /** Returns the best split on a categorical feature; these come first. */
  #bestCategoricalSplit(node: TreeNode, place: 0 | 1): Split | null {
    const { features } = this.#data;
    const { isPairs, memory, limits } = this.#lead.space;
    let best: Split | null = null;
    let gain = 0;
    for (let f = 0; f < features.length && features[f]!.isCategorical; f++) {
      if (this.#candidates[place]![f] === 0) continue;
      const histogram = new Float64Array(memory.buffer, node.histogram, this.#histogramBytes / 8);
      const found = bestCategoricalSplit(histogram, isPairs === 1, f, features[f]!, node, limits, gain);
      if (found === null) continue;
      best = found;
      gain = found.gain;
    }
    return best;
  }

  /** Divides the rows of `node` between two children. */
  #divide(node: TreeNode): void {
    const split = node.split!;
    const middle = node.start + this.#partition(node, split);
    const { l2 } = this.#limits;
    const depth = node.depth + 1;
    const gradientRight = node.gradient - split.gradientLeft;
    const hessianRight = node.hessian - split.hessianLeft;
    const { lower, upper } = node;
    const valueLeft = clipTo(lower, upper, nodeValue(split.gradientLeft, split.hessianLeft, l2));
    const valueRight = clipTo(lower, upper, nodeValue(gradientRight, hessianRight, l2));
    node.left = new TreeNode(node.start, middle, depth, split.gradientLeft, split.hessianLeft, valueLeft);
    node.right = new TreeNode(middle, node.stop, depth, gradientRight, hessianRight, valueRight);
    const { constraints } = this.#lead.space;
    if (constraints !== null) boundChildren(node, node.left, node.right, constraints[split.feature]!);
    // If there were no missing values to learn from, they follow the larger child.
    node.missingGoesLeft = this.#data.features[split.feature]!.hasMissing
      ? split.missingGoesLeft
      : node.left.rows > node.right.rows;
  }

  /** Moves the rows that go left to the front, in their order; returns their number. */
  #partition({ start, stop, rows }: TreeNode, split: Split): number {
    const goesLeft = this.#goesLeft;
    const { bins } = this.#data.features[split.feature]!;
    for (let bin = 0; bin <= bins; bin++) {
      goesLeft[bin] =
        split.leftBins === null
          ? Number(bin === bins ? split.missingGoesLeft : bin <= split.bin)
          : (split.leftBins[bin >>> 5]! >>> (bin & 31)) & 1;
    }
    const size = rowsOfPart(rows);
    const parts = Math.ceil(rows / size);
    this.#lead.step(parts, rows, [STEP.part, split.feature, start, stop, size]);
    const [lefts, toLeft, toRight] = this.#parts;
    let left = 0;
    for (let part = 0; part < parts; part++) {
      toLeft![part] = start + left;
      left += lefts![part]!;
    }
    for (let part = 0, right = start + left; part < parts; part++) {
      toRight![part] = right;
      right += Math.min(size, rows - part * size) - lefts![part]!;
    }
    this.#lead.step(parts, rows, [STEP.place, 0, start, stop, size]);
    return left;
  }

  #considerChildren(node: TreeNode, gradients: number, open: OpenNodes<TreeNode>, isFull: boolean): void {
    const left = node.left!;
    const right = node.right!;
    const [isLeftOpen, isRightOpen] = [this.#canSplit(left), this.#canSplit(right)];
    if (isFull || !(isLeftOpen || isRightOpen)) {
      this.#close(node);
      return;
    }
    const isLeftSmall = left.rows < right.rows;
    const [small, large] = isLeftSmall ? [left, right] : [right, left];
    const [leftPlace, rightPlace] = isLeftSmall ? ([0, 1] as const) : ([1, 0] as const);
    const [isSmallOpen, isLargeOpen] = isLeftSmall ? [isLeftOpen, isRightOpen] : [isRightOpen, isLeftOpen];
    small.histogram = this.#takeHistogram();
    large.histogram = node.histogram;
    node.histogram = 0;
    if (isLeftOpen) this.#chooseFeatures(leftPlace);
    if (isRightOpen) this.#chooseFeatures(rightPlace);
    const { slices, features } = this.#lead.space;
    this.#lead.step(
      slices,
      features * small.rows + WORK_OF_BIN * this.#data.totalBins,
      [
        STEP.children,
        small.histogram,
        small.start,
        small.stop,
        gradients,
        large.histogram,
        Number(isSmallOpen),
        Number(isLargeOpen),
      ],
      this.#statisticsOf(small, large),
    );
    if (isLeftOpen) left.split = this.#bestSplit(left, leftPlace);
    if (isRightOpen) right.split = this.#bestSplit(right, rightPlace);
    this.#keep(left, open);
    this.#keep(right, open);
  }

  #close(node: TreeNode): void {
    if (node.histogram !== 0) this.#free.push(node.histogram);
    node.histogram = 0;
  }

  /** Returns the statistics of nodes A and B, and their bounds if there are constraints, in the layout of a step. */
  #statisticsOf(a: TreeNode, b: TreeNode): number[] {
    const statistics = [...statisticsOf(a), ...statisticsOf(b)];
    if (this.#lead.space.constraints === null) return statistics;
    return [...statistics, a.lower, a.upper, a.value, b.lower, b.upper, b.value];
  }
}

function statisticsOf({ rows, gradient, hessian, value }: TreeNode): number[] {
  return [rows, gradient, hessian, gradient * value];
}

/** Sets the bounds of the children of `node`, which is split on a feature with the constraint `direction`. */
function boundChildren({ lower, upper }: TreeNode, left: TreeNode, right: TreeNode, direction: number): void {
  const bounds = childBounds(lower, upper, direction, left.value / 2 + right.value / 2);
  left.lower = bounds.left[0];
  left.upper = bounds.left[1];
  right.lower = bounds.right[0];
  right.upper = bounds.right[1];
}
