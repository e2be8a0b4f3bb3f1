import { ValueError } from "../errors.ts";
import type { CategoricalFeatures } from "./feature-encoder.ts";

/** What HistGradientBoostingClassifier and HistGradientBoostingRegressor have in common. */
export interface BoostingParameters {
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

/** `BoostingParameters` with the defaults in place. */
export type CompleteBoostingParameters = Required<BoostingParameters>;

const DEFAULTS: CompleteBoostingParameters = {
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

/** `given` completed by the defaults. Throws `ValueError` naming the first one out of range. */
export function completeParameters(given: BoostingParameters): CompleteBoostingParameters {
  const complete = { ...DEFAULTS };
  for (const name of Object.keys(DEFAULTS) as (keyof BoostingParameters)[]) {
    if (given[name] !== undefined) Object.assign(complete, { [name]: given[name] });
  }
  checkNumbers(complete);
  checkChoices(complete);
  return complete;
}

function checkNumbers(parameters: CompleteBoostingParameters): void {
  const { learning_rate, l2_regularization, max_features, tol, random_state } = parameters;
  const { validation_fraction } = parameters;
  check(isNumber(learning_rate) && learning_rate > 0, "learning_rate", learning_rate, "greater than 0");
  requireWhole("max_iter", parameters.max_iter, 1);
  if (parameters.max_leaf_nodes !== null) requireWhole("max_leaf_nodes", parameters.max_leaf_nodes, 2);
  if (parameters.max_depth !== null) requireWhole("max_depth", parameters.max_depth, 1);
  requireWhole("min_samples_leaf", parameters.min_samples_leaf, 1);
  check(
    isNumber(l2_regularization) && l2_regularization >= 0,
    "l2_regularization",
    l2_regularization,
    "a number that is not negative",
  );
  check(max_features > 0 && max_features <= 1, "max_features", max_features, "in (0, 1]");
  requireWhole("max_bins", parameters.max_bins, 2, 255);
  if (validation_fraction !== null) {
    check(
      validation_fraction > 0 && (validation_fraction < 1 || Number.isSafeInteger(validation_fraction)),
      "validation_fraction",
      validation_fraction,
      "in (0, 1), a whole number of at least 1, or null",
    );
  }
  requireWhole("n_iter_no_change", parameters.n_iter_no_change, 1);
  check(isNumber(tol) && tol >= 0, "tol", tol, "a number that is not negative");
  requireWhole("random_state", random_state, 0, 2 ** 32 - 1);
}

function checkChoices({ categorical_features, early_stopping, scoring }: CompleteBoostingParameters): void {
  check(
    early_stopping === "auto" || typeof early_stopping === "boolean",
    "early_stopping",
    early_stopping,
    '"auto", true or false',
  );
  check(scoring === "loss", "scoring", scoring, '"loss"');
  check(
    categorical_features === null ||
      categorical_features === "from_dtype" ||
      (Array.isArray(categorical_features) && categorical_features.every((name) => typeof name === "string")),
    "categorical_features",
    categorical_features,
    '"from_dtype", a list of column names, or null',
  );
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function requireWhole(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  const range =
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number of at least ${least}`
      : `a whole number from ${least} to ${most}`;
  check(
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
    name,
    value,
    range,
  );
}

function check(isInRange: boolean, name: string, value: unknown, range: string): void {
  if (isInRange) return;
  throw new ValueError(
    `${name}=${typeof value === "number" ? value : JSON.stringify(value)} must be ${range}`,
  );
}
