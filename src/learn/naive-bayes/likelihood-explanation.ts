import { StateError, ValueError } from "../core/errors.ts";
import type { OwnExplanation } from "../core/explanation.ts";
import type { Table } from "../core/table.ts";
import { numericInput } from "../validation/input.ts";
import type { GaussianNBState } from "./gaussian-nb-state.ts";

/**
 * Returns the explanation of normal densities. The joint log likelihood of class k is a sum over the columns of
 * −½ (xⱼ − θₖⱼ)² / vₖⱼ and constants, so that the contribution of a column is its term minus the mean of this term over the
 * training rows, which follows from their mean and variance. For two classes, the log odds of the last are the difference.
 * Throws `StateError` for a state without these, and `ValueError` for a class of probability 0, whose logarithm is infinite.
 */
export function likelihoodExplanation(state: GaussianNBState, owner: string): OwnExplanation {
  const { class_prior, theta, var: variance, total_mean, total_var } = state;
  if (total_mean === undefined || total_var === undefined) {
    throw new StateError(`the state of its ${owner} lacks the means and variances of columns`);
  }
  if (class_prior.includes(0)) throw new ValueError(`${owner} with a prior of 0 has none`);
  const K = class_prior.length;
  const p = total_mean.length;
  const precisions = variance.map((v) => (v > 0 ? 1 / v : 0));
  const means = theta.map((mean, at) => {
    const j = at % p;
    return total_var[j]! + (total_mean[j]! - mean) ** 2;
  });
  const base = class_prior.map((prior, k) => {
    let sum = Math.log(prior);
    for (let at = k * p; at < (k + 1) * p; at++) {
      if (variance[at]! > 0) {
        sum -= 0.5 * (Math.log(2 * Math.PI * variance[at]!) + means[at]! * precisions[at]!);
      }
    }
    return sum;
  });
  const term = (x: number, at: number) => -0.5 * precisions[at]! * ((x - theta[at]!) ** 2 - means[at]!);
  const isPair = K === 2;
  return {
    kind: "own",
    unit: isPair ? "log_odds" : "log_likelihood",
    base: isPair ? Float64Array.of(base[1]! - base[0]!) : base,
    contributions(X: Table) {
      const { rows, data } = numericInput(X, owner);
      const result = new Float64Array(rows * (isPair ? 1 : K) * p);
      for (let i = 0, to = 0; i < rows; i++) {
        for (let at = isPair ? p : 0; at < K * p; at++, to++) {
          const x = data[i * p + (at % p)]!;
          result[to] = isPair ? term(x, at) - term(x, at - p) : term(x, at);
        }
      }
      return result;
    },
  };
}
