import { checkSound } from "../../core/restored.ts";

/**
 * Trees as flat arrays, one entry a node. The nodes of a tree stand in pre-order: the left child of node i is
 * i + 1, so that only the right one is stored, and every step goes forward.
 */
export interface TreeEnsemble {
  /** Where each tree begins; and at the end, the number of nodes. */
  readonly starts: Uint32Array;
  /** The column that a node looks at, or LEAF. */
  readonly feature: Int32Array;
  /**
   * Of a leaf its value, shrinkage included; of a numeric node its threshold (≤ goes left; Infinity where only
   * missing values go right); of a categorical node the number of its set of categories.
   */
  readonly split: Float64Array;
  /** The right child. */
  readonly right: Uint32Array;
  /** MISSING_GOES_LEFT + IS_CATEGORICAL. */
  readonly flags: Uint8Array;
  /** Sets of categories that go left: eight words each, bit c of them for category number c. */
  readonly categories: Uint32Array;
}

/** In place of a column: the node has no children. */
export const LEAF = -1;
/** The flag of a node that sends missing values to its left child. */
export const MISSING_GOES_LEFT = 1;
/** The flag of a node that asks for a set of categories, not for a threshold. */
export const IS_CATEGORICAL = 2;
/** Words in a set of categories. */
export const SET_WORDS = 8;

/**
 * Throws `StateError` unless `ensemble` is `trees` well-formed trees over columns of which `isCategorical` tells
 * whether each holds categories: a walk from any root ends at a leaf of its own tree and reads nothing outside
 * the arrays.
 */
export function checkEnsemble(
  ensemble: TreeEnsemble,
  trees: number,
  isCategorical: readonly boolean[],
  owner: string,
): void {
  const { starts, feature, split, right, flags, categories } = ensemble ?? {};
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
    areTrees(ensemble, trees, isCategorical);
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
