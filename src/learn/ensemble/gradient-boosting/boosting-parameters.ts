import * as v from "valibot";
import {
  choice,
  count,
  limit,
  MOST,
  notNegative,
  number,
  partialFraction,
  wholeNumber,
  withDefault,
} from "../../core/parameter-kinds.ts";
import type { CompleteParameters } from "../../core/parameters.ts";
import {
  type GrowthLimits,
  growthLimits,
  growthParameters,
  maxFeatures,
  treeSeed,
} from "../../tree/growth-parameters.ts";

/** The parameters that both estimators of gradient boosting share. */
export const boostingParameters = {
  learning_rate: notNegative(0.1, "Fraction of each tree's step that is taken"),
  n_estimators: count(100, "Number of stages", { to: 100_000 }),
  subsample: withDefault(
    number({ above: 0, most: 1 }),
    1,
    "Fraction of the rows that each stage sees, drawn without replacement",
  ),
  criterion: choice(
    ["friedman_mse", "squared_error"],
    "friedman_mse",
    "No effect: both are the squared error, as in scikit-learn since 1.9",
  ),
  ...growthParameters,
  max_depth: withDefault(
    v.nullable(wholeNumber(1, MOST)),
    3,
    "Maximum number of splits from the root to a leaf; null for no limit",
  ),
  max_features: maxFeatures(null),
  init: withDefault(
    v.nullable(v.literal("zero")),
    null,
    "Raw prediction to start from: zero, or null for the best constant",
  ),
  n_iter_no_change: limit(
    "Boosting stops after this many stages without a better loss on the rows held back; null: it never stops early",
  ),
  validation_fraction: withDefault(
    partialFraction,
    0.1,
    "Fraction of the rows held back for n_iter_no_change",
  ),
  tol: notNegative(1e-4, "Decrease of the loss that counts as better, for n_iter_no_change"),
  random_state: treeSeed,
};

/** The parameters with their defaults. */
export type BoostingParameters = CompleteParameters<v.ObjectSchema<typeof boostingParameters, undefined>>;

/** The parameters as boosting uses them. */
export interface BoostingOptions {
  readonly limits: GrowthLimits;
  readonly learningRate: number;
  readonly stages: number;
  readonly subsample: number;
  readonly startsAtZero: boolean;
  /** 0 when boosting never stops early. */
  readonly noChangeLimit: number;
  readonly tolerance: number;
}

/** Returns the options for boosting on `rows` × `columns`. The parameters are in range. */
export function boostingOptions(
  parameters: BoostingParameters,
  rows: number,
  columns: number,
  monotonic: Int8Array | null,
): BoostingOptions {
  const { learning_rate, n_estimators, subsample, init, n_iter_no_change, tol } = parameters;
  return {
    limits: growthLimits(parameters, rows, columns, monotonic),
    learningRate: learning_rate,
    stages: n_estimators,
    subsample,
    startsAtZero: init === "zero",
    noChangeLimit: n_iter_no_change ?? 0,
    tolerance: tol,
  };
}
