import * as v from "valibot";
import {
  ALL,
  type All,
  all,
  countOrFraction,
  either,
  limit,
  MOST,
  notNegative,
  number,
  partialFraction,
  seed,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import type { CompleteParameters } from "../core/parameters.ts";
import { monotonicCst } from "./monotonic-constraints.ts";

/** The parameters that limit the growth of a tree, shared by all trees and forests. */
export const growthParameters = {
  max_depth: limit("Maximum number of splits from the root to a leaf; null for no limit"),
  min_samples_split: withDefault(
    countOrFraction(either(wholeNumber(2, MOST), partialFraction, all)),
    2,
    "Rows that a node needs to be split: a number, or a fraction of all rows",
  ),
  min_samples_leaf: withDefault(
    countOrFraction(either(wholeNumber(1, MOST), partialFraction)),
    1,
    "Rows that each side of a split must keep: a number, or a fraction of all rows",
  ),
  min_weight_fraction_leaf: withDefault(
    number({ least: 0, most: 0.5 }),
    0,
    "Fraction of the total weight that each side of a split must keep",
  ),
  max_leaf_nodes: limit("Maximum number of leaves, with the best splits first; null for no limit", {
    from: 2,
  }),
  min_impurity_decrease: notNegative(
    0,
    "A split must lower the impurity, weighted by the node's fraction of the rows, by at least this",
  ),
  ccp_alpha: notNegative(0, "Strength of cost-complexity pruning; 0 for none"),
  monotonic_cst: monotonicCst,
};

const featureCounts = [wholeNumber(1, 1_000_000), partialFraction, all] as const;

/** `max_features` as a number of columns, or a fraction of them. */
export const someFeatures = countOrFraction(either(...featureCounts));

/** scikit-learn's `max_features` of trees. */
export function maxFeatures(fallback: "sqrt" | All | null) {
  return withDefault(
    v.nullable(countOrFraction(either(v.picklist(["sqrt", "log2"]), ...featureCounts))),
    fallback,
    "Columns tried at each node: a number, a fraction rounded down, sqrt, log2, or null for all; at least one is tried",
  );
}

/** The seed of the order in which columns are tried. */
export const treeSeed = seed("Seed of the random numbers");

type GrowthOptions = CompleteParameters<
  v.ObjectSchema<
    typeof growthParameters & {
      readonly max_features: ReturnType<typeof maxFeatures>;
      readonly random_state: typeof treeSeed;
    },
    undefined
  >
>;

/** `growthParameters` in absolute numbers. */
export interface GrowthLimits {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFractionLeaf: number;
  readonly maxFeatures: number;
  /** 0 for no limit. */
  readonly maxLeafNodes: number;
  readonly minImpurityDecrease: number;
  readonly ccpAlpha: number;
  readonly seed: number;
  /** A constraint on the values of the tree for each column, see `NodeBounds`; null for none. */
  readonly monotonic: Int8Array | null;
}

/** Returns the limits of trees over `rows` × `columns`. The parameters are in range. */
export function growthLimits(
  parameters: GrowthOptions,
  rows: number,
  columns: number,
  monotonic: Int8Array | null,
): GrowthLimits {
  const { max_depth, min_samples_split, min_samples_leaf, min_weight_fraction_leaf, max_features } =
    parameters;
  const { max_leaf_nodes, min_impurity_decrease, ccp_alpha, random_state } = parameters;
  const minSamplesLeaf = min_samples_leaf < 1 ? Math.ceil(min_samples_leaf * rows) : min_samples_leaf;
  const minSamplesSplit = splitCount(min_samples_split, rows);
  return {
    maxDepth: max_depth ?? Number.POSITIVE_INFINITY,
    minSamplesSplit: Math.max(2, minSamplesSplit, 2 * minSamplesLeaf),
    minSamplesLeaf,
    minWeightFractionLeaf: min_weight_fraction_leaf,
    maxFeatures: featureCount(max_features, columns),
    maxLeafNodes: max_leaf_nodes ?? 0,
    minImpurityDecrease: min_impurity_decrease,
    ccpAlpha: ccp_alpha,
    seed: random_state,
    monotonic,
  };
}

/** Returns how many of `columns` columns `max_features`, which is in range, stands for: 1 … columns. */
export function featureCount(maxFeatures: number | All | "sqrt" | "log2" | null, columns: number): number {
  if (maxFeatures === null || maxFeatures === ALL) return columns;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(columns)));
  return maxFeatures >= 1 ? Math.min(maxFeatures, columns) : Math.max(1, Math.floor(maxFeatures * columns));
}

/** Returns how many of `rows` rows `minSamplesSplit`, which is in range, stands for. */
function splitCount(minSamplesSplit: number | All, rows: number): number {
  if (minSamplesSplit === ALL) return rows;
  return minSamplesSplit < 1 ? Math.ceil(minSamplesSplit * rows) : minSamplesSplit;
}
