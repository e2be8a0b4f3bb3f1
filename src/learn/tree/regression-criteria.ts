import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { AbsoluteErrorCriterion } from "./absolute-error-criterion.ts";
import { OutputSumsCriterion } from "./output-sums-criterion.ts";
import type { RegressionCriterion } from "./regression-criterion.ts";
import { SquaredErrorCriterion } from "./squared-error-criterion.ts";

/** `friedman_mse` is scikit-learn's old name for `squared_error`. */
export const REGRESSION_CRITERIA = ["squared_error", "friedman_mse", "absolute_error", "poisson"] as const;
/** The name of a criterion of regression trees. */
export type RegressionCriterionName = (typeof REGRESSION_CRITERIA)[number];

/** Creates the criterion called `name` for targets `y` (n × k). */
export function regressionCriterion(name: RegressionCriterionName, y: Matrix): RegressionCriterion {
  if (name === "absolute_error") return new AbsoluteErrorCriterion(y);
  if (name === "poisson") return new OutputSumsCriterion(y, true);
  return y.columns === 1 ? new SquaredErrorCriterion(y.data) : new OutputSumsCriterion(y, false);
}

/** Throws `ValueError` for targets that the criterion called `name` does not support, with these weights of rows if there are any. */
export function checkTargets(name: RegressionCriterionName, y: Matrix, sampleWeight?: Float64Array): void {
  if (!y.data.every(Number.isFinite)) throw new ValueError("the targets contain NaN or infinity");
  if (name !== "poisson") return;
  if (y.data.some((target) => target < 0)) {
    throw new ValueError('criterion="poisson" needs targets that are not negative');
  }
  const counts = (at: number) => sampleWeight === undefined || sampleWeight[Math.floor(at / y.columns)]! > 0;
  if (!y.data.some((target, at) => target > 0 && counts(at))) {
    throw new ValueError('criterion="poisson" needs targets whose sum is positive');
  }
}
