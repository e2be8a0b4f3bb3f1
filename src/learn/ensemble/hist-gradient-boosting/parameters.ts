import {
  type AllowedParameters,
  either,
  listOf,
  number,
  oneOf,
  SEED,
  TEXT,
  whole,
} from "../../core/parameter-checks.ts";
import type { CategoricalFeatures } from "./feature-encoder.ts";

/** What HistGradientBoostingClassifier and HistGradientBoostingRegressor have in common. */
export interface HistBoostingParameters {
  /** What each tree's values are multiplied by, > 0. Default 0.1. */
  readonly learning_rate?: number;
  /** Most iterations, a whole number ≥ 1. Default 100. */
  readonly max_iter?: number;
  /** Most leaves of a tree, a whole number ≥ 2, or null for no limit. Default 31. */
  readonly max_leaf_nodes?: number | null;
  /** Most edges from the root to a leaf, a whole number ≥ 1, or null for no limit. Default null. */
  readonly max_depth?: number | null;
  /** Fewest rows of a leaf, a whole number ≥ 1. Default 20. */
  readonly min_samples_leaf?: number;
  /** Added to the hessian of a leaf: shrinks small leaves; ≥ 0. Default 0. */
  readonly l2_regularization?: number;
  /** Share of the columns that each split chooses from, in (0, 1]. Default 1. */
  readonly max_features?: number;
  /** Most bins of a column besides that of missing values, a whole number from 2 to 255. Default 255. */
  readonly max_bins?: number;
  /**
   * Columns of categories: `from_dtype` for the string columns, a list of names, or null for none (strings must
   * then spell numbers). Default `from_dtype`.
   */
  readonly categorical_features?: CategoricalFeatures;
  /** Whether to stop when the loss no longer falls; `auto`: with more than 10,000 rows. Default `auto`. */
  readonly early_stopping?: "auto" | boolean;
  /** What early stopping looks at: `loss`. Default `loss`. */
  readonly scoring?: "loss";
  /**
   * Rows set aside for early stopping: a share in (0, 1), a number of rows ≥ 1, or null to look at the training
   * rows. Default 0.1.
   */
  readonly validation_fraction?: number | null;
  /** Iterations without progress after which to stop, a whole number ≥ 1. Default 10. */
  readonly n_iter_no_change?: number;
  /** By how much the loss must fall to count as progress, ≥ 0. Default 1e-7. */
  readonly tol?: number;
  /** Seed of the rows set aside, of the features a split chooses from and, above 200,000 rows, of binning. Default 0. */
  readonly random_state?: number;
}

/** `HistBoostingParameters` with the defaults in place. */
export type CompleteHistBoostingParameters = Required<HistBoostingParameters>;

const DEFAULTS: CompleteHistBoostingParameters = {
  learning_rate: 0.1,
  max_iter: 100,
  max_leaf_nodes: 31,
  max_depth: null,
  min_samples_leaf: 20,
  l2_regularization: 0,
  max_features: 1,
  max_bins: 255,
  categorical_features: "from_dtype",
  early_stopping: "auto",
  scoring: "loss",
  validation_fraction: 0.1,
  n_iter_no_change: 10,
  tol: 1e-7,
  random_state: 0,
};

/** What each of them may be. */
export const HIST_BOOSTING_PARAMETERS: AllowedParameters<HistBoostingParameters> = {
  learning_rate: number({ above: 0 }),
  max_iter: whole(1),
  max_leaf_nodes: either(whole(2), oneOf(null)),
  max_depth: either(whole(1), oneOf(null)),
  min_samples_leaf: whole(1),
  l2_regularization: number({ least: 0 }),
  max_features: number({ above: 0, most: 1 }),
  max_bins: whole(2, 255),
  categorical_features: either(oneOf("from_dtype", null), listOf(TEXT)),
  early_stopping: oneOf("auto", true, false),
  scoring: oneOf("loss"),
  validation_fraction: either(number({ above: 0, below: 1 }), whole(1), oneOf(null)),
  n_iter_no_change: whole(1),
  tol: number({ least: 0 }),
  random_state: SEED,
};

/** `given`, which are in range, completed by the defaults. */
export function completeParameters(given: HistBoostingParameters): CompleteHistBoostingParameters {
  const complete = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof HistBoostingParameters)[]) {
    if (given[name] !== undefined) Object.assign(complete, { [name]: given[name] });
  }
  return complete;
}
