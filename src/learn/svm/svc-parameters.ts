import { CLASS_WEIGHT, type ClassWeight } from "../core/class-weight.ts";
import { ValueError } from "../core/errors.ts";
import {
  type AllowedParameters,
  checkParameters,
  either,
  number,
  oneOf,
  SEED,
  TRUE_OR_FALSE,
  whole,
} from "../core/parameter-checks.ts";
import { KERNELS } from "./kernel.ts";

export interface SVCParameters {
  /** Inverse strength of the penalty, > 0. Default 1. */
  readonly C?: number;
  /** `rbf` (default), `linear`, `poly` or `sigmoid`. */
  readonly kernel?: (typeof KERNELS)[number];
  /** Degree of `poly`, a whole number from 0 to 1000. Default 3. */
  readonly degree?: number;
  /**
   * γ of `rbf`, `poly` and `sigmoid`: `scale` (default) is 1 / (p · variance of all entries of X), 1 where that
   * variance is 0; `auto` is 1 / p; or a number ≥ 0.
   */
  readonly gamma?: "scale" | "auto" | number;
  /** The constant of `poly` and `sigmoid`. Default 0. */
  readonly coef0?: number;
  /** Whether to leave variables out that seem settled. Default true. */
  readonly shrinking?: boolean;
  /** Largest violation of the optimality conditions at the end, > 0. Default 1e-3. */
  readonly tol?: number;
  /** Megabytes of kernel rows kept while fitting, in (0, 4096]. Default 200. */
  readonly cache_size?: number;
  /** Weights of C by class. Default null. */
  readonly class_weight?: ClassWeight;
  /** Most iterations of each pair's machine, ≥ 0; -1 (default) leaves it at max(10,000,000, 100 n). */
  readonly max_iter?: number;
  /** `ovr` (default): n × K values; `ovo`: one a pair. Two classes have one value either way. */
  readonly decision_function_shape?: "ovr" | "ovo";
  /** With `ovr` and K ≥ 3: predict the largest decision value, which breaks ties of the votes. Default false. */
  readonly break_ties?: boolean;
  /** Accepted as scikit-learn does, and without effect: nothing here is random. A whole number from 0 to 2³² − 1. */
  readonly random_state?: number;
}

/** The most that `cache_size` may be: what one array can hold. */
const MAX_CACHE_MEGABYTES = 4096;

const ALLOWED: AllowedParameters<SVCParameters> = {
  C: number({ above: 0 }),
  kernel: oneOf(...KERNELS),
  degree: whole(0, 1000),
  gamma: either(oneOf("scale", "auto"), number({ least: 0 })),
  coef0: number(),
  shrinking: TRUE_OR_FALSE,
  tol: number({ above: 0 }),
  cache_size: number({ above: 0, most: MAX_CACHE_MEGABYTES }),
  class_weight: CLASS_WEIGHT,
  max_iter: whole(-1, 2 ** 31 - 1),
  decision_function_shape: oneOf("ovr", "ovo"),
  break_ties: TRUE_OR_FALSE,
  random_state: SEED,
};

/** Throws `ValueError` naming the parameter that is out of range. */
export function checkSVCParameters(parameters: SVCParameters): void {
  checkParameters(parameters, ALLOWED);
  if (parameters.break_ties && parameters.decision_function_shape === "ovo") {
    throw new ValueError('break_ties must be false when decision_function_shape is "ovo"');
  }
}
