import type { ExplanationUnit, TreeExplanation, TreeRouter, WeightedForest } from "../../core/explanation.ts";
import { LEAF } from "../../tree/grown-tree.ts";
import { requireLeafWeights } from "../../tree/leaf-weights.ts";
import type { BoostedState } from "./boosted-model.ts";
import { FeatureEncoder } from "./feature-encoder.ts";
import { IS_CATEGORICAL, MISSING_GOES_LEFT, SET_WORDS, type TreeEnsemble } from "./tree-ensemble.ts";

/** Returns the explanation of boosted trees by their raw predictions. Throws `StateError` without the numbers of rows. */
export function ensembleExplanation(
  { trees, baseline, categories }: BoostedState,
  unit: ExplanationUnit,
  owner: string,
): TreeExplanation {
  const { forest, nodes } = splitsAndLeaves(trees, categories.length, owner);
  const encoder = new FeatureEncoder(categories, owner);
  return {
    kind: "trees",
    unit,
    forest,
    init: baseline,
    scale: 1,
    route(X) {
      const { columns, data } = encoder.matrix(X);
      return new EnsembleRouter(trees, nodes, data, columns);
    },
  };
}

/** Separates splits from leaves. `nodes` has the number of each split among all nodes. */
function splitsAndLeaves(
  { starts, feature, split, right, leaf_weights }: TreeEnsemble,
  features: number,
  owner: string,
): { forest: WeightedForest; nodes: Int32Array } {
  const leafWeights = requireLeafWeights(leaf_weights, owner);
  const references = new Int32Array(feature.length);
  const nodes: number[] = [];
  const values: number[] = [];
  feature.forEach((column, node) => {
    if (column === LEAF) references[node] = -1 - (values.push(split[node]!) - 1);
    else references[node] = nodes.push(node) - 1;
  });
  return {
    forest: {
      features,
      roots: Int32Array.from(starts.subarray(0, -1), (start) => references[start]!),
      feature: Int32Array.from(nodes, (node) => feature[node]!),
      children: Int32Array.from({ length: 2 * nodes.length }, (_, at) => {
        const node = nodes[at >> 1]!;
        return references[(at & 1) === 0 ? node + 1 : right[node]!]!;
      }),
      leafWeights,
      values: Float64Array.from(values),
      width: 1,
      firstValue: 0,
    },
    nodes: Int32Array.from(nodes),
  };
}

/** Routes encoded rows, with NaN for missing and unknown values, as the prediction does. */
class EnsembleRouter implements TreeRouter {
  readonly data: Float64Array;
  readonly #trees: TreeEnsemble;
  readonly #nodes: Int32Array;
  readonly #columns: number;

  constructor(trees: TreeEnsemble, nodes: Int32Array, data: Float64Array, columns: number) {
    this.#trees = trees;
    this.#nodes = nodes;
    this.data = data;
    this.#columns = columns;
  }

  get thresholds(): Float64Array | undefined {
    const { flags, split } = this.#trees;
    if (this.data.some(Number.isNaN)) return undefined;
    if (this.#nodes.some((node) => (flags[node]! & IS_CATEGORICAL) !== 0)) return undefined;
    return Float64Array.from(this.#nodes, (node) => split[node]!);
  }

  sideOf(value: number, node: number): number {
    const { split, flags, categories } = this.#trees;
    const at = this.#nodes[node]!;
    const flag = flags[at]!;
    if (Number.isNaN(value)) return (flag & MISSING_GOES_LEFT) ^ 1;
    if ((flag & IS_CATEGORICAL) === 0) return +(value > split[at]!);
    return ((categories[split[at]! * SET_WORDS + (value >>> 5)]! >>> (value & 31)) & 1) ^ 1;
  }

  route(row: number, first: number, end: number, sides: Uint8Array): void {
    const { feature } = this.#trees;
    const from = row * this.#columns;
    for (let node = first; node < end; node++) {
      sides[node - first] = this.sideOf(this.data[from + feature[this.#nodes[node]!]!]!, node);
    }
  }
}
