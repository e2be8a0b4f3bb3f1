import type { TreeExplanation } from "../../../src/learn/core/explanation.ts";
import type { Table } from "../../../src/learn/core/table.ts";

/** The fraction of training weight below each reference, and what the tests need of a tree: written as recursions. */
export interface TreeNodes {
  readonly weight: number;
  /** The row of a leaf in the values; -1 for a split. */
  readonly leaf: number;
  readonly node: number;
  readonly children: readonly TreeNodes[];
}

/** Returns the trees of an explanation as nested nodes, with the weights of their leaves added up. */
export function nestedTrees({ forest }: TreeExplanation): TreeNodes[] {
  let leaf = 0;
  const read = (reference: number): TreeNodes => {
    if (reference < 0) {
      return { weight: forest.leafWeights[leaf++]!, leaf: -1 - reference, node: -1, children: [] };
    }
    const children = [0, 1].map((side) => read(forest.children[2 * reference + side]!));
    return { weight: children[0]!.weight + children[1]!.weight, leaf: -1, node: reference, children };
  };
  return Array.from(forest.roots, read);
}

/** Returns the side of every split for one row. */
export function sidesOf(explanation: TreeExplanation, X: Table, row: number): Uint8Array {
  const nodes = explanation.forest.feature.length;
  const sides = new Uint8Array(nodes);
  explanation.route(X).route(row, 0, nodes, sides);
  return sides;
}

/**
 * Returns for one row the contributions by the definition of Shapley values, k × p: over all coalitions of columns, whose worth
 * is the mean of the trees given the values of the columns in them.
 */
export function shapleyValues(explanation: TreeExplanation, X: Table, row: number): number[][] {
  const { forest, init } = explanation;
  const p = forest.features;
  const sides = sidesOf(explanation, X, row);
  const trees = nestedTrees(explanation);
  const worth = Array.from({ length: 2 ** p }, (_, coalition) =>
    outputsOf(explanation, trees, sides, coalition),
  );
  return Array.from(init, (_, o) =>
    Array.from({ length: p }, (_, i) => {
      let sum = 0;
      for (let coalition = 0; coalition < 2 ** p; coalition++) {
        if ((coalition >> i) % 2 === 1) continue;
        const size = coalition.toString(2).replaceAll("0", "").length;
        const weight = (factorial(size) * factorial(p - size - 1)) / factorial(p);
        sum += weight * (worth[coalition | (1 << i)]![o]! - worth[coalition]![o]!);
      }
      return sum;
    }),
  );
}

function outputsOf(
  { forest, init, scale }: TreeExplanation,
  trees: readonly TreeNodes[],
  sides: Uint8Array,
  coalition: number,
): number[] {
  const { feature, width, values, firstValue } = forest;
  const mean = (tree: TreeNodes, entry: number): number => {
    if (tree.node < 0) return values[tree.leaf * width + entry]!;
    const isKnown = (coalition >> feature[tree.node]!) % 2 === 1;
    if (isKnown) return mean(tree.children[sides[tree.node]!]!, entry);
    return tree.children.reduce((sum, child) => sum + (child.weight / tree.weight) * mean(child, entry), 0);
  };
  return Array.from(init, (start, o) => {
    const own = trees.filter((_, t) => width > 1 || t % init.length === o);
    return start + scale * own.reduce((sum, tree) => sum + mean(tree, width > 1 ? firstValue + o : 0), 0);
  });
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
