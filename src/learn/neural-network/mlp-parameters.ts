import * as v from "valibot";
import {
  choice,
  count,
  either,
  flag,
  fraction,
  fractionBelowOne,
  MOST,
  notNegative,
  positive,
  seed,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import type { CompleteParameters } from "../core/parameters.ts";

const layerSize = wholeNumber(1, 100_000);

/** The parameters that MLPClassifier and MLPRegressor share. */
export const mlpParameters = {
  hidden_layer_sizes: withDefault(
    either(layerSize, v.pipe(v.array(layerSize), v.maxLength(20))),
    [100],
    "Neurons of each hidden layer: a list, which may be empty, or a number for one layer",
  ),
  activation: choice(["identity", "logistic", "tanh", "relu"], "relu", "Activation of the hidden layers"),
  solver: choice(
    ["lbfgs", "sgd", "adam"],
    "adam",
    "adam, sgd, or lbfgs, which takes all rows at once and is good for small data",
  ),
  alpha: notNegative(1e-4, "Strength of the l2 penalty"),
  batch_size: withDefault(
    either(v.literal("auto"), wholeNumber(1, MOST)),
    "auto",
    "Rows of a batch; auto: 200, or all rows if there are fewer",
  ),
  learning_rate: choice(
    ["constant", "invscaling", "adaptive"],
    "constant",
    "Schedule of sgd: constant, invscaling (falls by power_t), or adaptive (divided by 5 when the loss stops falling)",
  ),
  learning_rate_init: positive(1e-3, "Initial step size of adam and sgd"),
  power_t: notNegative(0.5, "Exponent of invscaling"),
  max_iter: count(200, "Maximum number of passes over the rows; for lbfgs, of iterations"),
  shuffle: flag(true, "Reorder the rows before each pass"),
  tol: notNegative(
    1e-4,
    "Improvements of the loss or score by less than this count as none; for lbfgs, the bound on the gradient",
  ),
  momentum: fraction(0.9, "Momentum of sgd"),
  nesterovs_momentum: flag(true, "Use Nesterov's momentum for sgd"),
  early_stopping: flag(
    false,
    "Hold rows back, stop when their score no longer improves, and keep the best weights",
  ),
  validation_fraction: fractionBelowOne(0.1, "Fraction of the rows held back for early_stopping"),
  beta_1: fractionBelowOne(0.9, "Decay of the mean in adam"),
  beta_2: fractionBelowOne(0.999, "Decay of the mean square in adam"),
  epsilon: positive(1e-8, "Keeps adam from dividing by 0"),
  n_iter_no_change: count(10, "Number of consecutive passes without improvement after which the fit stops"),
  max_fun: count(15_000, "Maximum number of evaluations of the loss by lbfgs"),
  random_state: seed("Seed of the initial weights, of the shuffling and of the rows held back"),
};

type MLPTable = v.ObjectSchema<typeof mlpParameters, undefined>;

/** The parameters with their defaults. */
export type MLPOptions = CompleteParameters<MLPTable>;
