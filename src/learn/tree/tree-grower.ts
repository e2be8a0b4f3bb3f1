import type { Random } from "../core/random.ts";
import type { Criterion, LeafLimits } from "./criterion.ts";
import { GrownTree } from "./grown-tree.ts";
import type { GrowthLimits } from "./growth-parameters.ts";
import { pruneByCost } from "./prune.ts";
import { CLOSE_ROWS, type FoundSplit, type Splitter } from "./splitter.ts";

/** Impurities up to this count as 0. */
const PURE = Number.EPSILON;

/** Copying the columns of a small node together pays if at least this many levels may follow. */
const CLOSE_LEVELS = 4;

/** A node that can be split, and its best split. */
interface OpenNode {
  readonly node: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly split: FoundSplit;
  readonly improvement: number;
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
  #totalWeight = 1;

  constructor(
    rows: number,
    criterion: Criterion,
    splitter: Splitter,
    limits: GrowthLimits,
    leafLimits: LeafLimits,
  ) {
    this.tree = new GrownTree(criterion.width);
    this.#criterion = criterion;
    this.#splitter = splitter;
    this.#limits = limits;
    this.#leafLimits = leafLimits;
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
    this.#criterion.enter(this.rows, 0, n);
    this.#totalWeight = this.#criterion.weight;
    this.#leafLimits.weight = this.#limits.minWeightFractionLeaf * this.#totalWeight;
    if (this.#limits.maxLeafNodes > 0) this.#growBestFirst(n);
    else this.#growDepthFirst(n);
    if (this.#limits.ccpAlpha > 0) pruneByCost(tree, this.#limits.ccpAlpha);
    return tree;
  }

  #growDepthFirst(n: number): void {
    const { tree } = this;
    const splitter = this.#splitter;
    // Five numbers a node: start, end, depth, parent, constant features. The left child lies on top.
    const stack = [0, n, 0, -1, 0];
    let closeEnd = 0;
    while (stack.length > 0) {
      const constants = stack.pop()!;
      const parent = stack.pop()!;
      const depth = stack.pop()!;
      const end = stack.pop()!;
      const start = stack.pop()!;
      if (start >= closeEnd) {
        splitter.viewAll();
        if (end - start <= CLOSE_ROWS && this.#limits.maxDepth - depth >= CLOSE_LEVELS) {
          splitter.closeUp(this.rows, start, end);
          closeEnd = end;
        }
      }
      const node = this.#addNode(start, end);
      if (parent >= 0) {
        if (node === parent + 1) tree.left[parent] = node;
        else tree.right[parent] = node;
      }
      if (!this.#findSplit(start, end, depth, constants)) continue;
      tree.split(node, splitter.feature, splitter.threshold);
      const middle = splitter.part(this.rows, start, end);
      stack.push(middle, end, depth + 1, node, splitter.constants);
      stack.push(start, middle, depth + 1, node, splitter.constants);
    }
  }

  #growBestFirst(n: number): void {
    const { tree } = this;
    const frontier: OpenNode[] = [];
    const open = (start: number, end: number, depth: number): number => {
      const node = this.#addNode(start, end);
      if (this.#findSplit(start, end, depth, 0)) {
        const { found } = this.#splitter;
        pushBest(frontier, { node, start, end, depth, split: found, improvement: this.#improvement() });
      }
      return node;
    };
    open(0, n, 0);
    for (let splits = this.#limits.maxLeafNodes - 1; splits > 0 && frontier.length > 0; splits--) {
      const { node, start, end, depth, split } = popBest(frontier);
      tree.split(node, split.feature, split.threshold);
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
    return (
      limits.minImpurityDecrease === 0 || this.#improvement() + Number.EPSILON >= limits.minImpurityDecrease
    );
  }

  /** The decrease in the impurity of the whole tree by the split. */
  #improvement(): number {
    return (this.#splitter.score - this.#criterion.baseline) / this.#totalWeight;
  }
}

/** Whether `a` is split before `b`: by the greater improvement, then the lower number. */
function isBefore(a: OpenNode, b: OpenNode): boolean {
  return a.improvement > b.improvement || (a.improvement === b.improvement && a.node < b.node);
}

/** Adds to a binary heap whose first entry is the node to split next. */
function pushBest(heap: OpenNode[], item: OpenNode): void {
  let at = heap.length;
  heap.push(item);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(item, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = item;
}

function popBest(heap: OpenNode[]): OpenNode {
  const top = heap[0]!;
  const item = heap.pop()!;
  if (heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, item)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
  return top;
}
