import { type GrownTree, LEAF } from "./grown-tree.ts";

/**
 * Minimal cost-complexity pruning: reduces `tree` to the smallest subtree that minimises R + `alpha` · leaves,
 * where R is the impurity of the leaves weighted by their fraction of the rows. This is the tree that
 * scikit-learn reaches by cutting the weakest link repeatedly, found in one pass from the leaves to the root.
 * Reference: Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984, section 10.2.
 */
export function pruneByCost(tree: GrownTree, alpha: number): void {
  const { count, left, right, weight, impurity } = tree;
  const total = weight[0]!;
  const least = new Float64Array(count);
  // Children come after their parents, so a pass from the end visits them first.
  for (let node = count - 1; node >= 0; node--) {
    const asLeaf = (weight[node]! * impurity[node]!) / total + alpha;
    const isLeaf = left[node] === LEAF;
    const asSplit = isLeaf ? Number.POSITIVE_INFINITY : least[left[node]!]! + least[right[node]!]!;
    least[node] = Math.min(asLeaf, asSplit);
    if (!isLeaf && asLeaf <= asSplit) tree.makeLeaf(node);
  }
}
