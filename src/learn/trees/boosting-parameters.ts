import { ValueError } from "../errors.ts";
import {
  checkChoice,
  checkNotNegative,
  checkWhole,
  type GrowthLimits,
  type GrowthParameters,
  growthLimits,
} from "./growth-parameters.ts";

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

/** Checked parameters of gradient boosting. */
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

/** The share of rows to hold out; 0 when boosting never stops early. Throws `ValueError` if out of range. */
export function heldOutShare({
  n_iter_no_change = null,
  validation_fraction = 0.1,
}: BoostingParameters): number {
  if (n_iter_no_change !== null) checkWhole("n_iter_no_change", n_iter_no_change, 1, "or null");
  if (!(validation_fraction > 0 && validation_fraction < 1)) {
    throw new ValueError(`validation_fraction=${validation_fraction} must be in (0, 1)`);
  }
  return n_iter_no_change === null ? 0 : validation_fraction;
}

/** Options for boosting on `rows` × `columns`. Throws `ValueError` for parameters out of range. */
export function boostingOptions(
  parameters: BoostingParameters,
  rows: number,
  columns: number,
): BoostingOptions {
  const {
    learning_rate = 0.1,
    n_estimators = 100,
    subsample = 1,
    criterion = "friedman_mse",
    init = null,
    n_iter_no_change = null,
    tol = 1e-4,
  } = parameters;
  checkNotNegative("learning_rate", learning_rate);
  checkWhole("n_estimators", n_estimators, 1);
  checkChoice("criterion", criterion, ["friedman_mse", "squared_error"]);
  if (init !== null) checkChoice("init", init, ["zero"]);
  checkNotNegative("tol", tol);
  if (!(subsample > 0 && subsample <= 1)) throw new ValueError(`subsample=${subsample} must be in (0, 1]`);
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
