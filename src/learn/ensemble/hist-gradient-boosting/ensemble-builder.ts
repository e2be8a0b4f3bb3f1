import { LEAF } from "../../tree/grown-tree.ts";
import { storeLeafWeights } from "../../tree/leaf-weights.ts";
import type { BinnedData } from "./binned-data.ts";
import { IS_CATEGORICAL, MISSING_GOES_LEFT, SET_WORDS, type TreeEnsemble } from "./tree-ensemble.ts";
import type { TreeNode } from "./tree-node.ts";

/** Collects grown trees in the flat arrays of a `TreeEnsemble`. */
export class EnsembleBuilder {
  readonly #data: BinnedData;
  readonly #starts: number[] = [0];
  readonly #feature: number[] = [];
  readonly #split: number[] = [];
  readonly #right: number[] = [];
  readonly #flags: number[] = [];
  readonly #categories: number[] = [];
  readonly #leafRows: number[] = [];

  constructor(data: BinnedData) {
    this.#data = data;
  }

  /** Appends the tree below `root` with its present leaf values. */
  add(root: TreeNode): void {
    this.#write(root);
    this.#starts.push(this.#feature.length);
  }

  /** Returns the trees so far. */
  build(): TreeEnsemble {
    return { ...this.from(0), leaf_weights: storeLeafWeights(this.#leafRows) };
  }

  /** Returns the trees from number `tree` on as an ensemble of their own, without the numbers of rows. */
  from(tree: number): TreeEnsemble {
    const first = this.#starts[tree]!;
    return {
      starts: Uint32Array.from(this.#starts.slice(tree), (start) => start - first),
      feature: Int32Array.from(this.#feature.slice(first)),
      split: Float64Array.from(this.#split.slice(first)),
      right: Uint32Array.from(this.#right.slice(first), (node) => Math.max(node - first, 0)),
      flags: Uint8Array.from(this.#flags.slice(first)),
      categories: Uint32Array.from(this.#categories),
    };
  }

  /**
   * Writes in pre-order with an explicit stack, since a tree without limits may be deeper than calls can nest.
   */
  #write(root: TreeNode): void {
    const pending: { readonly node: TreeNode; readonly parent: number }[] = [{ node: root, parent: -1 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node, parent } = next;
      const at = this.#feature.length;
      if (parent >= 0) this.#right[parent] = at;
      this.#writeNode(node);
      if (node.left === null || node.right === null) continue;
      pending.push({ node: node.right, parent: at }, { node: node.left, parent: -1 });
    }
  }

  #writeNode({ split, left, value, missingGoesLeft, rows }: TreeNode): void {
    if (left === null || split === null) {
      this.#push(LEAF, value, 0);
      this.#leafRows.push(rows);
      return;
    }
    const { column, isCategorical, thresholds } = this.#data.features[split.feature]!;
    const flags = (missingGoesLeft ? MISSING_GOES_LEFT : 0) + (isCategorical ? IS_CATEGORICAL : 0);
    if (split.leftBins === null) {
      this.#push(column, thresholds[split.bin] ?? Number.POSITIVE_INFINITY, flags);
      return;
    }
    this.#push(column, this.#categories.length / SET_WORDS, flags);
    this.#categories.push(...split.leftBins);
  }

  #push(feature: number, split: number, flags: number): void {
    this.#feature.push(feature);
    this.#split.push(split);
    this.#right.push(0);
    this.#flags.push(flags);
  }
}
