import { type AllowedParameters, either, number, oneOf, whole } from "../../core/parameter-checks.ts";
import {
  GROWTH_PARAMETERS,
  type GrowthLimits,
  type GrowthParameters,
  growthLimits,
} from "../../tree/growth-parameters.ts";

/** Parameters of gradient boosting; `max_depth` is 3 unless given. */
export interface BoostingParameters extends GrowthParameters {
  /** Share of each tree's step that is taken, ≥ 0. Default 0.1. */
  readonly learning_rate?: number;
  /** Number of stages, at least 1. Default 100. */
  readonly n_estimators?: number;
  /** Share of rows each stage sees, drawn without replacement, in (0, 1]. Default 1. */
  readonly subsample?: number;
  /** Without effect: both are the squared error, as in scikit-learn since 1.9. Default `friedman_mse`. */
  readonly criterion?: "friedman_mse" | "squared_error";
  /** Raw prediction to start from: null (default) for the best constant, `zero` for 0. */
  readonly init?: "zero" | null;
  /** Stages without a better loss on rows held out until boosting stops, at least 1; null never stops. Default null. */
  readonly n_iter_no_change?: number | null;
  /** Share of rows held out for `n_iter_no_change`, in (0, 1). Default 0.1. */
  readonly validation_fraction?: number;
  /** What counts as better, for `n_iter_no_change`. ≥ 0, default 1e-4. */
  readonly tol?: number;
}

/** What each of them may be. */
export const BOOSTING_PARAMETERS: AllowedParameters<BoostingParameters> = {
  ...GROWTH_PARAMETERS,
  learning_rate: number({ least: 0 }),
  n_estimators: whole(1),
  subsample: number({ above: 0, most: 1 }),
  criterion: oneOf("friedman_mse", "squared_error"),
  init: oneOf("zero", null),
  n_iter_no_change: either(whole(1), oneOf(null)),
  validation_fraction: number({ above: 0, below: 1 }),
  tol: number({ least: 0 }),
};

/** Parameters of gradient boosting after their defaults. */
export interface BoostingOptions {
  readonly limits: GrowthLimits;
  readonly learningRate: number;
  readonly stages: number;
  readonly subsample: number;
  readonly startsAtZero: boolean;
  /** 0 when boosting never stops early. */
  readonly patience: number;
  readonly tolerance: number;
}

/** Converts parameters, which are in range, for boosting on `rows` × `columns`. */
export function boostingOptions(
  parameters: BoostingParameters,
  rows: number,
  columns: number,
): BoostingOptions {
  const {
    learning_rate = 0.1,
    n_estimators = 100,
    subsample = 1,
    init = null,
    n_iter_no_change = null,
    tol = 1e-4,
  } = parameters;
  return {
    limits: growthLimits(parameters, rows, columns, { maxFeatures: null, maxDepth: 3 }),
    learningRate: learning_rate,
    stages: n_estimators,
    subsample,
    startsAtZero: init === "zero",
    patience: n_iter_no_change ?? 0,
    tolerance: tol,
  };
}
