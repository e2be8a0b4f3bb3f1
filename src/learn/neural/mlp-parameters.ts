import { ValueError } from "../errors.ts";
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
  /** Passes in a row without improvement that are borne, ≥ 1. Default 10. */
  readonly n_iter_no_change?: number;
  /** Most evaluations of the loss by `lbfgs`, ≥ 1. Default 15000. */
  readonly max_fun?: number;
}

/** Parameters that were checked, none left out. */
export type CheckedMLPParameters = Required<Omit<MLPParameters, "hidden_layer_sizes">> & {
  readonly hidden_layer_sizes: readonly number[];
};

const DEFAULTS: CheckedMLPParameters = {
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

/** Fills in the defaults. Throws `ValueError` naming the first parameter that is out of range, and its range. */
export function checkMLPParameters(given: MLPParameters): CheckedMLPParameters {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const sizes = given.hidden_layer_sizes ?? DEFAULTS.hidden_layer_sizes;
  const checked: CheckedMLPParameters = {
    ...DEFAULTS,
    ...(defined as Partial<CheckedMLPParameters>),
    hidden_layer_sizes: typeof sizes === "number" ? [sizes] : sizes,
  };
  if (!(Array.isArray(checked.hidden_layer_sizes) && checked.hidden_layer_sizes.every(isCount))) {
    throw new ValueError(`hidden_layer_sizes=${JSON.stringify(sizes)} must be whole numbers of at least 1`);
  }
  choice(checked, "activation", ACTIVATIONS);
  choice(checked, "solver", ["adam", "sgd", "lbfgs"]);
  choice(checked, "learning_rate", ["constant", "invscaling", "adaptive"]);
  if (checked.batch_size !== "auto")
    number(checked, "batch_size", isCount, "must be auto or a whole number of at least 1");
  for (const name of ["max_iter", "max_fun"] as const) {
    number(checked, name, isCount, "must be a whole number of at least 1");
  }
  const isPatience = (value: number) => value === Number.POSITIVE_INFINITY || isCount(value);
  number(checked, "n_iter_no_change", isPatience, "must be a whole number of at least 1");
  for (const name of ["alpha", "power_t", "tol"] as const) {
    number(checked, name, (value) => Number.isFinite(value) && value >= 0, "must not be negative");
  }
  for (const name of ["learning_rate_init", "epsilon"] as const) {
    number(checked, name, (value) => Number.isFinite(value) && value > 0, "must be greater than 0");
  }
  number(checked, "momentum", (value) => value >= 0 && value <= 1, "must be from 0 to 1");
  for (const name of ["validation_fraction", "beta_1", "beta_2"] as const) {
    number(checked, name, (value) => value >= 0 && value < 1, "must be at least 0 and less than 1");
  }
  const isSeed = (value: number) => Number.isInteger(value) && value >= 0 && value < 2 ** 32;
  number(checked, "random_state", isSeed, "must be a whole number from 0 to 4294967295");
  return checked;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function number(
  parameters: CheckedMLPParameters,
  name: keyof CheckedMLPParameters,
  isRight: (value: number) => boolean,
  range: string,
): void {
  const value = parameters[name];
  if (!(typeof value === "number" && isRight(value))) {
    throw new ValueError(`${name}=${typeof value === "number" ? value : JSON.stringify(value)} ${range}`);
  }
}

function choice(
  parameters: CheckedMLPParameters,
  name: keyof CheckedMLPParameters,
  choices: readonly string[],
): void {
  const value = parameters[name];
  if (!choices.includes(value as string)) {
    throw new ValueError(`${name}=${JSON.stringify(value)} must be one of ${choices.join(", ")}`);
  }
}
