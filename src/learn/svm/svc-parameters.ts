import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import {
  choice,
  classWeight,
  count,
  either,
  flag,
  MOST,
  number,
  positive,
  real,
  seed,
  wholeNumber,
  withDefault,
} from "../core/parameter-kinds.ts";
import { type CompleteParameters, defineParameters } from "../core/parameters.ts";
import { KERNELS } from "./kernel.ts";

/** The maximum of `cache_size`, in megabytes: the size of the largest array. */
const MAX_CACHE_MEGABYTES = 4096;

/** The parameters of SVC. */
export const svcParameters = defineParameters({
  C: positive(1, "Inverse of the strength of the penalty"),
  kernel: choice(KERNELS, "rbf", "The kernel"),
  degree: count(3, "Degree of the kernel poly", { from: 0, to: 1000 }),
  gamma: withDefault(
    either(v.picklist(["scale", "auto"]), number({ least: 0 })),
    "scale",
    "Coefficient of rbf, poly and sigmoid; scale: 1 / (columns · variance of all values), auto: 1 / columns",
  ),
  coef0: real(0, "Constant of the kernels poly and sigmoid"),
  shrinking: flag(true, "Leave out variables that probably stay at a bound"),
  tol: positive(1e-3, "Stop when no optimality condition is violated by more than this"),
  cache_size: withDefault(
    number({ above: 0, most: MAX_CACHE_MEGABYTES }),
    200,
    "Megabytes of kernel rows kept while fitting",
  ),
  class_weight: classWeight("Weights of C by class; balanced makes all classes weigh the same"),
  max_iter: withDefault(
    either(v.literal(-1), wholeNumber(0, MOST)),
    -1,
    "Maximum number of iterations for each pair of classes; -1: the larger of 10,000,000 and 100 per row",
  ),
  decision_function_shape: choice(
    ["ovr", "ovo"],
    "ovr",
    "Decision values of more than two classes: ovr one per class, ovo one per pair of classes",
  ),
  break_ties: flag(
    false,
    "Predict the largest decision value, which breaks ties of the votes; only with ovr",
  ),
  random_state: seed("No effect: nothing here is random"),
});

/** The parameters with their defaults. */
export type SVCOptions = CompleteParameters<typeof svcParameters>;
/** Throws `ValueError` for a combination that does not exist. */
export function checkSVCCombination({ break_ties, decision_function_shape }: SVCOptions): void {
  if (break_ties && decision_function_shape === "ovo") {
    throw new ValueError('break_ties must be false when decision_function_shape is "ovo"');
  }
}
