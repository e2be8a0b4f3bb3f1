import { StateError } from "../core/errors.ts";
import type { WeightedForest } from "../core/explanation.ts";

/** What explanations need to know about the trees beside their splits, computed once. */
export interface TreeShape {
  /** The first node of each tree, followed by the number of nodes. */
  readonly starts: Int32Array;
  /** For each node, 2 · parent + side, where side is 1 if the node is on the right of its parent; -1 for a root. */
  readonly above: Int32Array;
  /** For each node, the fraction of its weight that goes left. */
  readonly left: Float64Array;
  /**
   * For each node, the nearest node above that compares the same column, as 2 · node + side; -1 if there is none.
   */
  readonly previous: Int32Array;
  /** For each tree, the largest number of different columns that a path compares. */
  readonly depths: Int32Array;
}

/**
 * Returns the shape of trees. Throws `StateError` unless the nodes of each tree follow one another in pre-order, as a fit
 * writes them. Cost: linear in the number of nodes.
 */
export function treeShape(forest: WeightedForest, owner: string): TreeShape {
  const { roots, feature } = forest;
  const nodes = feature.length;
  const starts = new Int32Array(roots.length + 1);
  const weights = new Float64Array(2 * nodes);
  const above = new Int32Array(nodes).fill(-1);
  placeLeaves(forest, starts, weights, above, owner);
  const left = new Float64Array(nodes);
  for (let node = nodes - 1; node >= 0; node--) {
    const weight = weights[2 * node]! + weights[2 * node + 1]!;
    left[node] = weights[2 * node]! / weight;
    if (above[node]! >= 0) weights[above[node]!] = weight;
  }
  return { starts, above, left, ...previousNodes(forest, starts, above) };
}

/** Walks each tree from left to right and fills `starts`, `above`, and `weights` (left and right of each node) for leaves. */
function placeLeaves(
  { roots, children, leafWeights }: WeightedForest,
  starts: Int32Array,
  weights: Float64Array,
  above: Int32Array,
  owner: string,
): void {
  let node = 0;
  let leaf = 0;
  const open: number[] = [];
  roots.forEach((root, tree) => {
    starts[tree] = node;
    // Two numbers per entry: a reference, and where it was found.
    open.push(root, -1);
    while (open.length > 0) {
      const slot = open.pop()!;
      const reference = open.pop()!;
      if (reference < 0) {
        if (slot >= 0) weights[slot] = leafWeights[leaf]!;
        leaf++;
        continue;
      }
      if (reference !== node) throw new StateError(`the trees of its ${owner} are not in order`);
      above[node] = slot;
      open.push(children[2 * node + 1]!, 2 * node + 1, children[2 * node]!, 2 * node);
      node++;
    }
  });
  starts[roots.length] = node;
  if (node * 2 !== weights.length) throw new StateError(`the trees of its ${owner} are not in order`);
}

/** Returns `previous` and `depths` of a `TreeShape`. */
function previousNodes(
  { features, feature }: WeightedForest,
  starts: Int32Array,
  above: Int32Array,
): { previous: Int32Array; depths: Int32Array } {
  const previous = new Int32Array(feature.length);
  const depths = new Int32Array(starts.length - 1);
  /** For each column, the last node on the current path that compares it, in the notation of `previous`. */
  const latest = new Int32Array(features).fill(-1);
  /** The nodes on the current path, and what `latest` was before each of them. */
  const path: number[] = [];
  const replaced: number[] = [];
  let different = 0;
  const leave = () => {
    const before = replaced.pop()!;
    latest[feature[path.pop()!]!] = before;
    if (before < 0) different--;
  };
  for (let tree = 0; tree < depths.length; tree++) {
    for (let node = starts[tree]!; node < starts[tree + 1]!; node++) {
      const parent = above[node]! >> 1;
      if (parent >= 0) {
        if (parent !== node - 1) while (path.at(-1) !== parent && path.length > 0) leave();
        const column = feature[parent]!;
        if (path.at(-1) !== parent) {
          path.push(parent);
          replaced.push(latest[column]!);
          if (latest[column]! < 0) different++;
        }
        latest[column] = above[node]!;
      }
      previous[node] = latest[feature[node]!]!;
      const own = different + (previous[node]! < 0 ? 1 : 0);
      if (own > depths[tree]!) depths[tree] = own;
    }
    while (path.length > 0) leave();
  }
  return { previous, depths };
}
