import type { Random } from "../../core/random.ts";
import { FeatureDraw } from "../../tree/feature-draw.ts";
import { growDepthFirst } from "../../tree/grow-depth-first.ts";
import { GrownTree } from "../../tree/grown-tree.ts";
import { between, isSameValue } from "../../tree/thresholds.ts";

/** Euler's constant. */
const GAMMA = 0.5772156649015329;

/**
 * Returns the mean length of an unsuccessful search in a binary search tree of `n` entries, which is the
 * expected number of further splits that isolate a row among n.
 */
export function meanPathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + GAMMA) - (2 * (n - 1)) / n;
}

/**
 * Grows isolation trees: each node is split at a random threshold of a random column, until it holds a single
 * row, no column varies in it, or `maxDepth` is reached. The value of a node is its depth plus the mean length
 * of the paths that would separate the rows it still holds.
 */
export class IsolationGrower {
  readonly #tree = new GrownTree(1);
  readonly #columns: readonly Float32Array[];
  readonly #rows: Int32Array;
  readonly #draw: FeatureDraw;
  readonly #random: Random;
  readonly #maxDepth: number;

  /** `columns` hold the rows of one tree at a time; their contents may change between trees. */
  constructor(columns: readonly Float32Array[], maxDepth: number, random: Random) {
    this.#columns = columns;
    this.#rows = new Int32Array(columns[0]!.length);
    this.#draw = new FeatureDraw(columns.length, 1, random);
    this.#random = random;
    this.#maxDepth = maxDepth;
  }

  /**
   * Grows a tree on the first `n` entries of the columns; it is overwritten by the next one. `counts` tells how often each of
   * them was drawn, which only affects the weights of nodes; null for once.
   */
  grow(n: number, counts: Int32Array | null): GrownTree {
    const tree = this.#tree;
    const draw = this.#draw;
    tree.clear();
    for (let row = 0; row < n; row++) this.#rows[row] = row;
    growDepthFirst(tree, n, {
      add: (start, end, depth) => {
        const weight = counts === null ? end - start : this.#countOf(counts, start, end);
        const node = tree.addLeaf(0, weight, start, end);
        tree.value[node] = depth + meanPathLength(end - start);
        return node;
      },
      split: (node, start, end, depth, constants) =>
        depth >= this.#maxDepth || end - start < 2 ? -1 : this.#cut(node, start, end, constants),
      constants: () => draw.constants,
    });
    return tree;
  }

  #countOf(counts: Int32Array, start: number, end: number): number {
    let sum = 0;
    for (let at = start; at < end; at++) sum += counts[this.#rows[at]!]!;
    return sum;
  }

  /**
   * Splits the node, partitions its rows and returns the position of the first row on the right; -1 if no
   * column varies.
   */
  #cut(node: number, start: number, end: number, constants: number): number {
    const draw = this.#draw;
    const rows = this.#rows;
    let middle = -1;
    draw.begin(constants);
    for (let feature = draw.next(); feature >= 0; feature = draw.next()) {
      const column = this.#columns[feature]!;
      let least = Number.POSITIVE_INFINITY;
      let greatest = Number.NEGATIVE_INFINITY;
      for (let at = start; at < end; at++) {
        const value = column[rows[at]!]!;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
      if (isSameValue(least, greatest)) {
        draw.constant();
        continue;
      }
      draw.used();
      const threshold = between(least, greatest, this.#random.next());
      this.#tree.split(node, feature, threshold);
      middle = part(rows, column, threshold, start, end);
    }
    draw.finish();
    return middle;
  }
}

/**
 * Moves the rows with `column <= threshold` to the front, by swaps; returns the position of the first row after them.
 */
function part(rows: Int32Array, column: Float32Array, threshold: number, start: number, end: number): number {
  let left = start;
  let right = end;
  while (left < right) {
    const row = rows[left]!;
    if (column[row]! <= threshold) left++;
    else {
      rows[left] = rows[--right]!;
      rows[right] = row;
    }
  }
  return left;
}
