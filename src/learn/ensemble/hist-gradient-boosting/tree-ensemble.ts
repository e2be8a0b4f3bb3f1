import { checkSound } from "../../core/restored.ts";
import { LEAF } from "../../tree/grown-tree.ts";
import { areLeafWeights, type LeafWeights } from "../../tree/leaf-weights.ts";

/**
 * Trees as flat arrays with one entry per node. The nodes of a tree are in pre-order: the left child of node i
 * is i + 1, so only the right child is stored, and every step goes forward.
 */
export interface TreeEnsemble {
  /** The first node of each tree, followed by the number of nodes. */
  readonly starts: Uint32Array;
  /** The column that a node compares, or LEAF. */
  readonly feature: Int32Array;
  /**
   * For a leaf, its value, learning rate included; for a numeric node, its threshold (≤ goes left; Infinity if
   * only missing values go right); for a categorical node, the number of its set of categories.
   */
  readonly split: Float64Array;
  /** The right child. */
  readonly right: Uint32Array;
  /** MISSING_GOES_LEFT + IS_CATEGORICAL. */
  readonly flags: Uint8Array;
  /** Sets of categories that go left: eight words each, with bit c for category number c. */
  readonly categories: Uint32Array;
  /** The number of training rows of each leaf, in the order of nodes, for explanations. Absent in states of an older format. */
  readonly leaf_weights?: LeafWeights;
}

/** Flag of a node that sends missing values to its left child. */
export const MISSING_GOES_LEFT = 1;
/** Flag of a node that tests for a set of categories instead of a threshold. */
export const IS_CATEGORICAL = 2;
/** Number of words in a set of categories. */
export const SET_WORDS = 8;

/**
 * Throws `StateError` unless `ensemble` consists of `trees` well-formed trees: every path ends at a leaf of its
 * own tree and reads nothing outside the arrays. `isCategorical` tells which columns hold categories.
 */
export function checkEnsemble(
  ensemble: TreeEnsemble,
  trees: number,
  isCategorical: readonly boolean[],
  owner: string,
): void {
  const { starts, feature, split, right, flags, categories, leaf_weights } = ensemble ?? {};
  const isWell =
    starts instanceof Uint32Array &&
    feature instanceof Int32Array &&
    split instanceof Float64Array &&
    right instanceof Uint32Array &&
    flags instanceof Uint8Array &&
    categories instanceof Uint32Array &&
    starts.length === trees + 1 &&
    starts[0] === 0 &&
    starts[trees] === feature.length &&
    [split, right, flags].every((array) => array.length === feature.length) &&
    categories.length % SET_WORDS === 0 &&
    areTrees(ensemble, trees, isCategorical) &&
    areLeafWeights(leaf_weights, feature.filter((column) => column === LEAF).length);
  checkSound(owner, isWell);
}

function areTrees(ensemble: TreeEnsemble, trees: number, isCategorical: readonly boolean[]): boolean {
  const { starts, feature, right, split } = ensemble;
  for (let t = 0; t < trees; t++) {
    const stop = starts[t + 1]!;
    if (starts[t]! >= stop || stop > feature.length) return false;
    for (let i = starts[t]!; i < stop; i++) {
      const column = feature[i]!;
      if (column === LEAF) {
        if (!Number.isFinite(split[i]!)) return false;
        continue;
      }
      const isForward = i + 1 < right[i]! && right[i]! < stop;
      if (!isForward || !fitsColumn(ensemble, i, isCategorical[column])) return false;
    }
  }
  return true;
}

function fitsColumn(
  { flags, split, categories }: TreeEnsemble,
  node: number,
  isCategorical: boolean | undefined,
): boolean {
  if (((flags[node]! & IS_CATEGORICAL) !== 0) !== isCategorical) return false;
  if (!isCategorical) return true;
  const set = split[node]!;
  return Number.isInteger(set) && set >= 0 && (set + 1) * SET_WORDS <= categories.length;
}
