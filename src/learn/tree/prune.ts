import { type GrownTree, LEAF } from "./grown-tree.ts";

/**
 * Minimal cost-complexity pruning: leaves of `tree` the smallest subtree with the least R + `alpha` · leaves, R being
 * the impurity of the leaves weighted by their share of rows. It is the one that cutting the weakest link again and
 * again comes to, as scikit-learn does, but found in one pass from the leaves to the root.
 * Reference: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984, section 10.2.
 */
export function pruneByCost(tree: GrownTree, alpha: number): void {
  const { count, left, right, weight, impurity } = tree;
  const total = weight[0]!;
  const least = new Float64Array(count);
  // Children come after their parents, so that a walk from the end meets them first.
  for (let node = count - 1; node >= 0; node--) {
    const asLeaf = (weight[node]! * impurity[node]!) / total + alpha;
    const isLeaf = left[node] === LEAF;
    const asSplit = isLeaf ? Number.POSITIVE_INFINITY : least[left[node]!]! + least[right[node]!]!;
    least[node] = Math.min(asLeaf, asSplit);
    if (!isLeaf && asLeaf <= asSplit) tree.makeLeaf(node);
  }
}
