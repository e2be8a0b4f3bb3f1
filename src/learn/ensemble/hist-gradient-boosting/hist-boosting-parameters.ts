import * as v from "valibot";
import {
  count,
  countOrFraction,
  either,
  limit,
  listOf,
  MOST,
  notNegative,
  number,
  partialFraction,
  positive,
  seed,
  wholeNumber,
  withDefault,
} from "../../core/parameter-kinds.ts";
import type { CompleteParameters } from "../../core/parameters.ts";
import { monotonicCst } from "../../tree/monotonic-constraints.ts";

/** The parameters that HistGradientBoostingClassifier and HistGradientBoostingRegressor share. */
export const histBoostingParameters = {
  learning_rate: positive(0.1, "Factor by which the values of each tree are multiplied"),
  max_iter: count(100, "Most iterations"),
  max_leaf_nodes: withDefault(
    v.nullable(wholeNumber(2, 1_000_000)),
    31,
    "Maximum number of leaves of a tree; null for no limit",
  ),
  max_depth: limit("Maximum number of splits from the root to a leaf; null for no limit"),
  min_samples_leaf: count(20, "Minimum number of rows of a leaf"),
  l2_regularization: notNegative(0, "Added to the hessian of a leaf: shrinks the values of small leaves"),
  max_features: withDefault(
    number({ above: 0, most: 1 }),
    1,
    "Fraction of the columns that each split chooses from",
  ),
  max_bins: count(255, "Maximum number of bins of a column, not counting the one for missing values", {
    from: 2,
    to: 255,
  }),
  categorical_features: withDefault(
    v.nullable(either(v.literal("from_dtype"), listOf(v.string()))),
    "from_dtype",
    "Columns of categories: from_dtype for the text columns, a list of names, or null for none, so that text must spell numbers",
  ),
  monotonic_cst: monotonicCst,
  early_stopping: withDefault(
    either(v.literal("auto"), v.boolean()),
    "auto",
    "Stop when the loss no longer falls; auto: with more than 10,000 rows",
  ),
  validation_fraction: withDefault(
    v.nullable(countOrFraction(either(wholeNumber(1, MOST), partialFraction))),
    0.1,
    "Rows held back for early stopping: a number, a fraction, or null to measure on the training rows",
  ),
  n_iter_no_change: count(10, "Iterations without progress after which early stopping stops"),
  tol: notNegative(1e-7, "Decrease of the loss that counts as progress"),
};

/** The seed of histogram gradient boosting. */
export const histBoostingSeed = seed(
  "Seed of the rows held back, of the columns that a split chooses from and, above 200,000 rows, of the bins",
);

/** The parameters with their defaults. */
export type HistBoostingOptions = CompleteParameters<
  v.ObjectSchema<
    typeof histBoostingParameters & { readonly random_state: typeof histBoostingSeed },
    undefined
  >
>;
