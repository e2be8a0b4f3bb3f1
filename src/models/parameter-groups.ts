import * as v from "valibot";
import {
  all,
  choice,
  classWeight,
  count,
  countOrShare,
  finite,
  flag,
  limit,
  MOST,
  minSamplesLeaf,
  minSamplesSplit,
  notNegative,
  partialShare,
  positive,
  share,
  shareBelowOne,
  weightByLabel,
  wholeNumber,
} from "./parameter-schemas.ts";

/** Parameters that several models have in common, with scikit-learn's names and defaults. */

/** What every tree is bounded by. */
export const treeParameters = {
  max_depth: limit(),
  min_samples_split: minSamplesSplit,
  min_samples_leaf: minSamplesLeaf,
  min_weight_fraction_leaf: v.optional(v.pipe(finite, v.minValue(0), v.maxValue(0.5)), 0),
  max_leaf_nodes: limit(2),
  min_impurity_decrease: notNegative(0),
  ccp_alpha: notNegative(0),
};

/** What every forest takes beside the parameters of its trees. */
export const forestParameters = {
  n_estimators: count(100, 1, 100_000),
  ...treeParameters,
  max_samples: v.optional(v.nullable(countOrShare(v.union([wholeNumber(1, MOST), partialShare, all]))), null),
};

/** Weights by label for forests, which may balance each tree's own rows. */
export const forestClassWeight = v.optional(
  v.nullable(v.union([v.picklist(["balanced", "balanced_subsample"]), weightByLabel])),
  null,
);

/** Logistic regression. */
export const logisticParameters = {
  C: positive(1),
  // "none" says the same as null, which a Java Map cannot hold.
  penalty: v.optional(
    v.pipe(
      v.nullable(v.picklist(["l2", "none"])),
      v.transform((penalty) => (penalty === "none" ? null : penalty)),
    ),
    "l2",
  ),
  tol: notNegative(1e-4),
  max_iter: count(100),
  fit_intercept: flag(true),
  class_weight: classWeight,
  solver: choice(["lbfgs", "newton-cholesky", "gradient_descent"], "lbfgs"),
  // Named by scikit-learn for penalties and solvers that are not here: what its defaults mean is taken.
  l1_ratio: v.optional(v.nullable(v.literal(0)), 0),
  dual: v.optional(v.literal(false), false),
  intercept_scaling: positive(1),
};

/** Linear models that are fitted by coordinate descent. */
export const coordinateDescentParameters = {
  fit_intercept: flag(true),
  max_iter: count(1000),
  tol: notNegative(1e-4),
  // Has no effect, in scikit-learn on speed alone: what to compute beforehand is chosen by the shape of the data.
  precompute: flag(false),
  positive: flag(false),
  selection: choice(["cyclic", "random"], "cyclic"),
};

/** The nearest rows. */
export const neighborsParameters = {
  n_neighbors: count(5),
  weights: choice(["uniform", "distance"], "uniform"),
  algorithm: choice(["auto", "kd_tree", "ball_tree", "brute"], "auto"),
  leaf_size: count(30),
  p: v.optional(v.pipe(finite, v.minValue(1)), 2),
  metric: choice(["minkowski", "euclidean", "manhattan", "chebyshev"], "minkowski"),
};

/** Gradient boosting on binned columns. */
export const boostingParameters = {
  learning_rate: positive(0.1),
  max_iter: count(100),
  max_leaf_nodes: v.optional(v.nullable(wholeNumber(2, 1_000_000)), 31),
  max_depth: limit(),
  min_samples_leaf: count(20),
  l2_regularization: notNegative(0),
  max_features: v.optional(v.pipe(finite, v.gtValue(0), v.maxValue(1)), 1),
  max_bins: count(255, 2, 255),
  early_stopping: v.optional(v.union([v.literal("auto"), v.boolean()]), "auto"),
  validation_fraction: v.optional(
    v.nullable(countOrShare(v.union([wholeNumber(1, MOST), partialShare]))),
    0.1,
  ),
  n_iter_no_change: count(10),
  tol: notNegative(1e-7),
};

/** Multilayer perceptrons. */
export const perceptronParameters = {
  hidden_layer_sizes: v.optional(
    v.union([wholeNumber(1, 100_000), v.pipe(v.array(wholeNumber(1, 100_000)), v.maxLength(20))]),
    [100],
  ),
  activation: choice(["identity", "logistic", "tanh", "relu"], "relu"),
  solver: choice(["lbfgs", "sgd", "adam"], "adam"),
  alpha: notNegative(1e-4),
  batch_size: v.optional(v.union([v.literal("auto"), wholeNumber(1, MOST)]), "auto"),
  learning_rate: choice(["constant", "invscaling", "adaptive"], "constant"),
  learning_rate_init: positive(1e-3),
  power_t: notNegative(0.5),
  max_iter: count(200),
  shuffle: flag(true),
  tol: notNegative(1e-4),
  momentum: share(0.9),
  nesterovs_momentum: flag(true),
  early_stopping: flag(false),
  validation_fraction: shareBelowOne(0.1),
  beta_1: shareBelowOne(0.9),
  beta_2: shareBelowOne(0.999),
  epsilon: positive(1e-8),
  n_iter_no_change: count(10),
  max_fun: count(15_000),
};
