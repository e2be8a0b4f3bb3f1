import { divideBySum } from "../../linalg/divide-by-sum.ts";
import { storeLeafWeights } from "../../tree/leaf-weights.ts";
import type { StoredForest } from "../../tree/stored-forest.ts";
import type { TreeState } from "../../tree/tree-state.ts";

/**
 * Combines forests of one tree each into one forest, in order; feature importances are averaged over the trees that
 * have a split. With `areProbabilities`, leaf values are class probabilities, and all pure leaves of a class, which
 * are frequent, share one row of the values.
 */
export function joinTrees(trees: readonly TreeState[], areProbabilities: boolean): TreeState {
  const { features } = trees[0]!.forest;
  const importances = new Float64Array(features);
  for (const { feature_importances } of trees) {
    for (let j = 0; j < features; j++) importances[j]! += feature_importances[j]!;
  }
  const forest = joinForests(
    trees.map((tree) => tree.forest),
    areProbabilities,
  );
  return { forest, feature_importances: divideBySum(importances) };
}

function joinForests(forests: readonly StoredForest[], areProbabilities: boolean): StoredForest {
  const { features, width } = forests[0]!;
  const { leaves, rows } = numberLeaves(forests, areProbabilities);
  const nodes = forests.reduce((sum, { feature }) => sum + feature.length, 0);
  const joined = {
    features,
    width,
    roots: new Int32Array(forests.length),
    feature: features <= 0x10000 ? new Uint16Array(nodes) : new Int32Array(nodes),
    threshold: new Float32Array(nodes),
    children: new Int32Array(2 * nodes),
    values: new Float64Array(rows * width),
    leaf_weights: storeLeafWeights(joinedWeights(forests)),
  };
  let node = 0;
  forests.forEach((forest, t) => {
    const leafOf = leaves[t]!;
    const moved = (reference: number) => (reference >= 0 ? reference + node : -1 - leafOf[-1 - reference]!);
    joined.roots[t] = moved(forest.roots[0]!);
    joined.feature.set(forest.feature, node);
    joined.threshold.set(forest.threshold, node);
    for (let at = 0; at < forest.children.length; at++) {
      joined.children[2 * node + at] = moved(forest.children[at]!);
    }
    for (let leaf = 0; leaf < leafOf.length; leaf++) {
      joined.values.set(forest.values.subarray(leaf * width, (leaf + 1) * width), leafOf[leaf]! * width);
    }
    node += forest.feature.length;
  });
  return joined;
}

function joinedWeights(forests: readonly StoredForest[]): Float64Array {
  const joined = new Float64Array(forests.reduce((sum, { leaf_weights }) => sum + leaf_weights!.length, 0));
  let leaf = 0;
  for (const { leaf_weights } of forests) {
    joined.set(leaf_weights!, leaf);
    leaf += leaf_weights!.length;
  }
  return joined;
}

/** Returns for each forest the row of each of its leaves in the joint values, and the number of rows. */
function numberLeaves(
  forests: readonly StoredForest[],
  areProbabilities: boolean,
): { leaves: Int32Array[]; rows: number } {
  const { width } = forests[0]!;
  const rowOfPure = new Int32Array(width).fill(-1);
  let rows = 0;
  const leaves = forests.map(({ values }) => {
    const numbers = new Int32Array(values.length / width);
    for (let leaf = 0; leaf < numbers.length; leaf++) {
      const pure = areProbabilities ? values.subarray(leaf * width, (leaf + 1) * width).indexOf(1) : -1;
      if (pure < 0) numbers[leaf] = rows++;
      else {
        if (rowOfPure[pure]! < 0) rowOfPure[pure] = rows++;
        numbers[leaf] = rowOfPure[pure]!;
      }
    }
    return numbers;
  });
  return { leaves, rows };
}
