import {
  ALL,
  ALL_OF_THEM,
  type All,
  type Allowed,
  type AllowedParameters,
  either,
  number,
  oneOf,
  SEED,
  whole,
} from "../core/parameter-checks.ts";

/** How far trees grow: the parameters that every tree and forest has. */
export interface GrowthParameters {
  /** Most splits from the root to a leaf, at least 1; null for no bound. Default null. */
  readonly max_depth?: number | null;
  /** Rows a node needs to be split: a number ≥ 2, a share of all rows in (0, 1), or `ALL` of them. Default 2. */
  readonly min_samples_split?: number | All;
  /** Rows both sides of a split must keep: a number ≥ 1, or a share of all rows in (0, 1). Default 1. */
  readonly min_samples_leaf?: number;
  /** Share of the total weight both sides must keep, 0 to 0.5. Default 0. */
  readonly min_weight_fraction_leaf?: number;
  /**
   * Columns tried at a node: a number ≥ 1, a share in (0, 1) rounded down, `ALL` of them, `sqrt`, `log2`, or null for
   * all. At least one column is always tried.
   */
  readonly max_features?: number | All | "sqrt" | "log2" | null;
  /** Most leaves, at least 2; the tree then grows best split first. Default null: no bound. */
  readonly max_leaf_nodes?: number | null;
  /** A split must lower the impurity, weighted by the node's share of rows, by as much. ≥ 0, default 0. */
  readonly min_impurity_decrease?: number;
  /** Strength of cost-complexity pruning, ≥ 0. Default 0: none. */
  readonly ccp_alpha?: number;
  /** Seed, a whole number from 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
}

/** Numbers that `max_features` may be: of columns, or a share of them. */
export const FEATURE_COUNT: Allowed = either(whole(1), number({ above: 0, below: 1 }), ALL_OF_THEM);

/** What each of them may be. */
export const GROWTH_PARAMETERS: AllowedParameters<GrowthParameters> = {
  max_depth: either(whole(1), oneOf(null)),
  min_samples_split: either(whole(2), number({ above: 0, below: 1 }), ALL_OF_THEM),
  min_samples_leaf: either(whole(1), number({ above: 0, below: 1 })),
  min_weight_fraction_leaf: number({ least: 0, most: 0.5 }),
  max_features: either(FEATURE_COUNT, oneOf("sqrt", "log2", null)),
  max_leaf_nodes: either(whole(2), oneOf(null)),
  min_impurity_decrease: number({ least: 0 }),
  ccp_alpha: number({ least: 0 }),
  random_state: SEED,
};

/** The limits of growth in absolute numbers. */
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
}

/** Converts parameters, which are in range, to limits for trees on `rows` × `columns`. */
export function growthLimits(
  parameters: GrowthParameters,
  rows: number,
  columns: number,
  defaults: { readonly maxFeatures: "sqrt" | null; readonly maxDepth?: number },
): GrowthLimits {
  const {
    max_depth = defaults.maxDepth ?? null,
    min_samples_split = 2,
    min_samples_leaf = 1,
    min_weight_fraction_leaf = 0,
    max_features = defaults.maxFeatures,
    max_leaf_nodes = null,
    min_impurity_decrease = 0,
    ccp_alpha = 0,
    random_state = 0,
  } = parameters;
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
  };
}

/** The number of columns, 1 … `columns`, that `maxFeatures`, which is in range, stands for. */
export function featureCount(maxFeatures: number | All | "sqrt" | "log2" | null, columns: number): number {
  if (maxFeatures === null || maxFeatures === ALL) return columns;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(columns)));
  return maxFeatures >= 1 ? Math.min(maxFeatures, columns) : Math.max(1, Math.floor(maxFeatures * columns));
}

/** The number of rows that `minSamplesSplit`, which is in range, stands for. */
function splitCount(minSamplesSplit: number | All, rows: number): number {
  if (minSamplesSplit === ALL) return rows;
  return minSamplesSplit < 1 ? Math.ceil(minSamplesSplit * rows) : minSamplesSplit;
}
