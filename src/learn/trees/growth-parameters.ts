import { ValueError } from "../errors.ts";

/** How far trees grow: the parameters that every tree and forest has. */
export interface GrowthParameters {
  /** Most splits from the root to a leaf, at least 1; null for no bound. Default null. */
  readonly max_depth?: number | null;
  /** Rows a node needs to be split: a number ≥ 2, or a share of all rows in (0, 1]. Default 2. */
  readonly min_samples_split?: number;
  /** Rows both sides of a split must keep: a number ≥ 1, or a share of all rows in (0, 1). Default 1. */
  readonly min_samples_leaf?: number;
  /** Share of the total weight both sides must keep, 0 to 0.5. Default 0. */
  readonly min_weight_fraction_leaf?: number;
  /**
   * Columns tried at a node: a number ≥ 2, a share in (0, 1] rounded down, `sqrt`, `log2`, or null for all. 1 is
   * the share: JSON does not tell 1 from 1.0. At least one column is always tried.
   */
  readonly max_features?: number | "sqrt" | "log2" | null;
  /** Most leaves, at least 2; the tree then grows best split first. Default null: no bound. */
  readonly max_leaf_nodes?: number | null;
  /** A split must lower the impurity, weighted by the node's share of rows, by as much. ≥ 0, default 0. */
  readonly min_impurity_decrease?: number;
  /** Strength of cost-complexity pruning, ≥ 0. Default 0: none. */
  readonly ccp_alpha?: number;
  /** Seed, a whole number from 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
}

/** Checked and in absolute numbers. */
export interface GrowthLimits {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
  readonly minSamplesLeaf: number;
  readonly minWeightFractionLeaf: number;
  readonly maxFeatures: number;
  /** 0 for no bound. */
  readonly maxLeafNodes: number;
  readonly minImpurityDecrease: number;
  readonly ccpAlpha: number;
  readonly seed: number;
}

/** Bounds for trees over `rows` × `columns`. Throws `ValueError` for parameters out of range. */
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
  if (max_depth !== null) checkWhole("max_depth", max_depth, 1, "or null");
  if (max_leaf_nodes !== null) checkWhole("max_leaf_nodes", max_leaf_nodes, 2, "or null");
  if (!isCount(min_samples_split, 2) && !(min_samples_split > 0 && min_samples_split <= 1)) {
    throw new ValueError(
      `min_samples_split=${min_samples_split} must be a whole number of at least 2 or a share in (0, 1]`,
    );
  }
  if (!isCount(min_samples_leaf, 1) && !(min_samples_leaf > 0 && min_samples_leaf < 1)) {
    throw new ValueError(
      `min_samples_leaf=${min_samples_leaf} must be a whole number of at least 1 or a share in (0, 1)`,
    );
  }
  if (!(min_weight_fraction_leaf >= 0 && min_weight_fraction_leaf <= 0.5)) {
    throw new ValueError(`min_weight_fraction_leaf=${min_weight_fraction_leaf} must be from 0 to 0.5`);
  }
  checkNotNegative("min_impurity_decrease", min_impurity_decrease);
  checkNotNegative("ccp_alpha", ccp_alpha);
  checkSeed(random_state);
  const minSamplesLeaf = min_samples_leaf < 1 ? Math.ceil(min_samples_leaf * rows) : min_samples_leaf;
  const minSamplesSplit = min_samples_split <= 1 ? Math.ceil(min_samples_split * rows) : min_samples_split;
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

/** How many of `columns` columns `max_features` stands for: 1 … columns. Throws `ValueError` if out of range. */
export function featureCount(maxFeatures: number | "sqrt" | "log2" | null, columns: number): number {
  if (maxFeatures === null) return columns;
  if (maxFeatures === "sqrt") return Math.max(1, Math.floor(Math.sqrt(columns)));
  if (maxFeatures === "log2") return Math.max(1, Math.floor(Math.log2(columns)));
  if (maxFeatures > 0 && maxFeatures <= 1) return Math.max(1, Math.floor(maxFeatures * columns));
  if (isCount(maxFeatures, 2)) return Math.min(maxFeatures, columns);
  throw new ValueError(
    `max_features=${maxFeatures} must be a whole number of at least 2, a share in (0, 1], "sqrt", "log2" or null`,
  );
}

/** Throws `ValueError` unless `value` is one of `choices`. */
export function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return;
  throw new ValueError(
    `${name}=${value} must be one of ${choices.map((choice) => `"${choice}"`).join(", ")}`,
  );
}

/** Throws `ValueError` unless `value` is a whole number of at least `least`. */
export function checkWhole(name: string, value: number, least: number, alternative = ""): void {
  if (isCount(value, least)) return;
  throw new ValueError(
    `${name}=${value} must be a whole number of at least ${least} ${alternative}`.trimEnd(),
  );
}

/** Throws `ValueError` unless `value` is a finite number ≥ 0. */
export function checkNotNegative(name: string, value: number): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new ValueError(`${name}=${value} must be a number that is not negative`);
}

/** Throws `ValueError` unless `value` is true or false. */
export function checkBoolean(name: string, value: boolean): void {
  if (typeof value !== "boolean") throw new ValueError(`${name}=${value} must be true or false`);
}

/** Throws `ValueError` unless `seed` is a whole number that `Random` takes. */
export function checkSeed(seed: number): void {
  if (isCount(seed, 0) && seed <= 0xffffffff) return;
  throw new ValueError(`random_state=${seed} must be a whole number from 0 to 2**32 - 1`);
}

/** Whether `value` is a whole number of at least `least`. */
export function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
