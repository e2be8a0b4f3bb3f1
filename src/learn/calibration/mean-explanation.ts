import { ValueError } from "../core/errors.ts";
import type { ClassifierEstimator } from "../core/estimator.ts";
import { type Explanation, type LinearExplanation, noExplanation } from "../core/explanation.ts";
import { meanOf } from "../linalg/mean-of.ts";

/**
 * Returns the explanation of the mean output of fitted classifiers of the same class, in the unit `score`: linear if theirs are.
 * Throws `ValueError` if they have no explanations.
 */
export function meanExplanation(estimators: readonly ClassifierEstimator[]): Explanation {
  const members = estimators.map((estimator) => {
    const explanation = estimator.explanation?.();
    if (explanation === undefined) throw new ValueError(noExplanation(estimator.type));
    return explanation;
  });
  const linear = members.filter((member) => member.kind === "linear");
  return linear.length === members.length ? meanOfLinear(linear) : { kind: "mean", unit: "score", members };
}

function meanOfLinear(members: readonly LinearExplanation[]): LinearExplanation {
  return {
    kind: "linear",
    unit: "score",
    sums: {
      coef: meanOf(members.map(({ sums }) => sums.coef)),
      mean: meanOf(members.map(({ sums }) => sums.mean)),
    },
    intercept: meanOf(members.map(({ intercept }) => intercept)),
  };
}
