import type { Random } from "../core/random.ts";
import type { Criterion, LeafLimits } from "./criterion.ts";
import { growDepthFirst } from "./grow-depth-first.ts";
import { GrownTree } from "./grown-tree.ts";
import type { GrowthLimits } from "./growth-parameters.ts";
import type { NodeBounds } from "./node-bounds.ts";
import { HighestGainFirst } from "./open-nodes.ts";
import { pruneByCost } from "./prune.ts";
import { CLOSE_ROWS, type FoundSplit, type Splitter } from "./splitter.ts";

/** Impurities up to this count as 0. */
const PURE = Number.EPSILON;

/** Copying the columns of a small node together is worthwhile if at least this many levels may follow. */
const CLOSE_LEVELS = 4;

/** A node that can be split, and its best split. */
interface OpenNode {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly split: FoundSplit;
  /** The decrease in the impurity of the whole tree. */
  readonly gain: number;
  /** The bounds on its value, without monotonic constraints infinite. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * Grows trees on the same columns, one after another, reusing its buffers: depth-first, or best-first if the
 * number of leaves is limited.
 */
export class TreeGrower {
  /** The last tree grown. */
  readonly tree: GrownTree;
  /** The rows of the last tree, leaf by leaf. */
  readonly rows: Int32Array;
  readonly #criterion: Criterion;
  readonly #splitter: Splitter;
  readonly #limits: GrowthLimits;
  readonly #leafLimits: LeafLimits;
  /** Null without monotonic constraints. */
  readonly #bounds: NodeBounds | null;
  #totalWeight = 1;

  constructor(
    rows: number,
    criterion: Criterion,
    splitter: Splitter,
    limits: GrowthLimits,
    leafLimits: LeafLimits,
    bounds: NodeBounds | null = null,
  ) {
    this.tree = new GrownTree(criterion.width);
    this.#criterion = criterion;
    this.#splitter = splitter;
    this.#limits = limits;
    this.#leafLimits = leafLimits;
    this.#bounds = bounds;
    this.rows = new Int32Array(rows);
  }

  /**
   * Grows and prunes a tree on the first `n` of `rows`, whose weights the criterion knows. The tree depends
   * only on them and on the numbers that `random` draws.
   */
  grow(n: number, random: Random): GrownTree {
    const { tree } = this;
    tree.clear();
    this.#splitter.begin(this.rows, n, random);
    this.#bounds?.begin();
    this.#criterion.enter(this.rows, 0, n);
    this.#totalWeight = this.#criterion.weight;
    this.#leafLimits.weight = this.#limits.minWeightFractionLeaf * this.#totalWeight;
    if (this.#limits.maxLeafNodes > 0) this.#growBestFirst(n);
    else this.#growDepthFirst(n);
    if (this.#limits.ccpAlpha > 0) pruneByCost(tree, this.#limits.ccpAlpha);
    return tree;
  }

  #growDepthFirst(n: number): void {
    const { tree, rows } = this;
    const splitter = this.#splitter;
    const { maxDepth } = this.#limits;
    let closeEnd = 0;
    growDepthFirst(tree, n, {
      add: (start, end, depth) => {
        if (start >= closeEnd) {
          splitter.viewAll();
          if (end - start <= CLOSE_ROWS && maxDepth - depth >= CLOSE_LEVELS) {
            splitter.closeUp(rows, start, end);
            closeEnd = end;
          }
        }
        return this.#addNode(start, end);
      },
      split: (node, start, end, depth, constants) => {
        if (!this.#findSplit(start, end, depth, constants)) return -1;
        tree.split(node, splitter.feature, splitter.threshold);
        const bounds = this.#bounds;
        bounds?.divide(bounds.lower, bounds.upper, splitter.feature, splitter.middle);
        return splitter.part(rows, start, end);
      },
      constants: () => splitter.constants,
    });
  }

  #growBestFirst(n: number): void {
    const { tree } = this;
    const frontier = new HighestGainFirst<OpenNode>(isBefore);
    const open = (start: number, end: number, depth: number): number => {
      const node = this.#addNode(start, end);
      if (this.#findSplit(start, end, depth, 0)) {
        const { found } = this.#splitter;
        const lower = this.#bounds?.lower ?? Number.NEGATIVE_INFINITY;
        const upper = this.#bounds?.upper ?? Number.POSITIVE_INFINITY;
        frontier.push({ node, start, end, depth, split: found, gain: this.#gain(), lower, upper });
      }
      return node;
    };
    open(0, n, 0);
    for (let splits = this.#limits.maxLeafNodes - 1; splits > 0 && frontier.size > 0; splits--) {
      const { node, start, end, depth, split, lower, upper } = frontier.pop();
      tree.split(node, split.feature, split.threshold);
      this.#bounds?.divide(lower, upper, split.feature, split.middle);
      const middle = this.#splitter.part(this.rows, start, end, split.feature, split.limit);
      // Adding a node may replace the arrays, so they are read afterwards.
      const left = open(start, middle, depth + 1);
      tree.left[node] = left;
      const right = open(middle, end, depth + 1);
      tree.right[node] = right;
    }
  }

  /** Enters the node and adds it as a leaf. */
  #addNode(start: number, end: number): number {
    const criterion = this.#criterion;
    const { tree } = this;
    criterion.enter(this.rows, start, end);
    const node = tree.addLeaf(criterion.impurity, criterion.weight, start, end);
    criterion.writeValue(tree.value, node * tree.width);
    if (this.#bounds !== null) {
      this.#bounds.next();
      this.#bounds.clip(tree.value, node * tree.width, tree.width);
    }
    return node;
  }

  /** Returns whether to split the node entered last; the splitter then holds the split. */
  #findSplit(start: number, end: number, depth: number, constants: number): boolean {
    const limits = this.#limits;
    const criterion = this.#criterion;
    if (
      depth >= limits.maxDepth ||
      end - start < limits.minSamplesSplit ||
      criterion.weight < 2 * this.#leafLimits.weight ||
      criterion.impurity <= PURE
    ) {
      return false;
    }
    if (!this.#splitter.split(start, end, constants)) return false;
    return limits.minImpurityDecrease === 0 || this.#gain() + Number.EPSILON >= limits.minImpurityDecrease;
  }

  /** The decrease in the impurity of the whole tree by the split. */
  #gain(): number {
    return (this.#splitter.score - this.#criterion.baseline) / this.#totalWeight;
  }
}

/** Orders nodes by greater gain, then by lower number. */
function isBefore(a: OpenNode, b: OpenNode): boolean {
  return a.gain > b.gain || (a.gain === b.gain && a.node < b.node);
}
