import {
  type AllowedParameters,
  either,
  listOf,
  number,
  oneOf,
  SEED,
  TRUE_OR_FALSE,
  whole,
} from "../core/parameter-checks.ts";
import { ACTIVATIONS, type Activation } from "./activations.ts";

/** The parameters of MLPClassifier and MLPRegressor. */
export interface MLPParameters {
  /** Neurons of each hidden layer, ≥ 1: a list (may be empty), or one number for one layer. Default [100]. */
  readonly hidden_layer_sizes?: number | readonly number[];
  /** `relu`, `tanh`, `logistic` or `identity`. Default `relu`. */
  readonly activation?: Activation;
  /** `adam` (default), `sgd`, or `lbfgs`, which takes all rows at once: good for small data. */
  readonly solver?: "adam" | "sgd" | "lbfgs";
  /** Strength of the penalty ½ alpha ‖w‖² / rows of the batch, ≥ 0. Default 1e-4. */
  readonly alpha?: number;
  /** Rows of a batch, ≥ 1, at most the number of rows; `auto` is min(200, rows). Default `auto`. */
  readonly batch_size?: "auto" | number;
  /** How the rate of `sgd` goes on: see `SgdOptions`. Default `constant`. */
  readonly learning_rate?: "constant" | "invscaling" | "adaptive";
  /** First size of the steps of `adam` and `sgd`, > 0. Default 0.001. */
  readonly learning_rate_init?: number;
  /** Exponent of `invscaling`, ≥ 0. Default 0.5. */
  readonly power_t?: number;
  /** Most passes over the rows, for `lbfgs` most iterations; ≥ 1. Default 200. */
  readonly max_iter?: number;
  /** Bring the rows into a new order at each pass. Default true. */
  readonly shuffle?: boolean;
  /** Seed of the first weights, of the shuffling and of the rows held back, from 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
  /** An improvement of the loss (or score) below it counts as none; for `lbfgs`, on the gradient. ≥ 0. Default 1e-4. */
  readonly tol?: number;
  /** Momentum of `sgd`, from 0 to 1. Default 0.9. */
  readonly momentum?: number;
  /** Nesterov's momentum for `sgd`. Default true. */
  readonly nesterovs_momentum?: boolean;
  /** Hold rows back, stop when their score no longer improves, and keep the best weights. Default false. */
  readonly early_stopping?: boolean;
  /** Share of rows held back by `early_stopping`, ≥ 0 and < 1. Default 0.1. */
  readonly validation_fraction?: number;
  /** Decay of `adam`'s mean, ≥ 0 and < 1. Default 0.9. */
  readonly beta_1?: number;
  /** Decay of `adam`'s mean square, ≥ 0 and < 1. Default 0.999. */
  readonly beta_2?: number;
  /** Keeps `adam` from dividing by 0, > 0. Default 1e-8. */
  readonly epsilon?: number;
  /** Passes in a row without improvement that are borne, ≥ 1 or infinite. Default 10. */
  readonly n_iter_no_change?: number;
  /** Most evaluations of the loss by `lbfgs`, ≥ 1. Default 15000. */
  readonly max_fun?: number;
}

/** `MLPParameters` with the defaults in place. */
export type CompleteMLPParameters = Required<Omit<MLPParameters, "hidden_layer_sizes">> & {
  readonly hidden_layer_sizes: readonly number[];
};

const DEFAULTS: CompleteMLPParameters = {
  hidden_layer_sizes: [100],
  activation: "relu",
  solver: "adam",
  alpha: 1e-4,
  batch_size: "auto",
  learning_rate: "constant",
  learning_rate_init: 0.001,
  power_t: 0.5,
  max_iter: 200,
  shuffle: true,
  random_state: 0,
  tol: 1e-4,
  momentum: 0.9,
  nesterovs_momentum: true,
  early_stopping: false,
  validation_fraction: 0.1,
  beta_1: 0.9,
  beta_2: 0.999,
  epsilon: 1e-8,
  n_iter_no_change: 10,
  max_fun: 15_000,
};

/** What each of them may be. */
export const MLP_PARAMETERS: AllowedParameters<MLPParameters> = {
  hidden_layer_sizes: either(whole(1), listOf(whole(1))),
  activation: oneOf(...ACTIVATIONS),
  solver: oneOf("adam", "sgd", "lbfgs"),
  alpha: number({ least: 0 }),
  batch_size: either(oneOf("auto"), whole(1)),
  learning_rate: oneOf("constant", "invscaling", "adaptive"),
  learning_rate_init: number({ above: 0 }),
  power_t: number({ least: 0 }),
  max_iter: whole(1),
  shuffle: TRUE_OR_FALSE,
  random_state: SEED,
  tol: number({ least: 0 }),
  momentum: number({ least: 0, most: 1 }),
  nesterovs_momentum: TRUE_OR_FALSE,
  early_stopping: TRUE_OR_FALSE,
  validation_fraction: number({ least: 0, below: 1 }),
  beta_1: number({ least: 0, below: 1 }),
  beta_2: number({ least: 0, below: 1 }),
  epsilon: number({ above: 0 }),
  n_iter_no_change: either(whole(1), oneOf(Number.POSITIVE_INFINITY)),
  max_fun: whole(1),
};

/** `given`, which are in range, completed by the defaults. */
export function completeParameters(given: MLPParameters): CompleteMLPParameters {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const complete: Required<MLPParameters> = { ...DEFAULTS, ...defined };
  return { ...complete, hidden_layer_sizes: [complete.hidden_layer_sizes].flat() };
}
