import { sumOfWeights } from "../core/sample-weight.ts";
import { binaryLogLoss } from "../simd/binary-log-loss.ts";
import type { ClassifiedRows, SummedLoss } from "../simd/log-loss.ts";
import { multinomialLogLoss } from "../simd/multinomial-log-loss.ts";
import { weightedLogLoss } from "../simd/weighted-log-loss.ts";
import type { LossAndGradient } from "./line-search.ts";

/** What the logistic loss is computed from. */
export interface LogisticProblem extends ClassifiedRows {
  /** Strength of the penalty ½ l2 ‖w‖² on the mean loss; intercepts are not penalised. */
  readonly l2: number;
}

/** Returns the number of coefficients per class: p, plus 1 for the intercept if there is one. */
export function coefficientWidth({ X, fitIntercept }: Pick<LogisticProblem, "X" | "fitIntercept">): number {
  return X.columns + (fitIntercept ? 1 : 0);
}

/** Returns Σ sᵢ over all rows. */
export function totalWeight({
  y,
  classWeights,
  rowWeights,
}: Pick<ClassifiedRows, "y" | "classWeights" | "rowWeights">): number {
  if (rowWeights !== undefined) return sumOfWeights(rowWeights);
  const counts = new Int32Array(classWeights.length);
  for (let i = 0; i < y.length; i++) counts[y[i]!]!++;
  return classWeights.reduce((sum, weight, k) => sum + weight * counts[k]!, 0);
}

/**
 * Returns the loss and gradient of logistic regression, computed in one pass over X: Σ sᵢ ℓᵢ / Σ sᵢ + ½ l2
 * ‖w‖², where sᵢ is the weight of the row. Two classes: ℓ = log(1 + eᶻ) − y z, with p (+ 1)
 * coefficients. Three or more: ℓ = log Σₖ exp(zₖ) − z_y, with K rows of p (+ 1) coefficients. Cost 4·n·p·(1 or
 * K).
 */
export function logisticLoss(problem: LogisticProblem): LossAndGradient {
  const { X, l2 } = problem;
  const p = X.columns;
  const width = coefficientWidth(problem);
  const total = totalWeight(problem);
  const sums = summedLoss(problem);
  return (w, gradient) => {
    const sum = sums(w, gradient);
    let squares = 0;
    for (let at = 0, j = 0; at < w.length; at++, j = j + 1 === width ? 0 : j + 1) {
      gradient[at] = gradient[at]! / total;
      if (j === p) continue;
      gradient[at] = gradient[at]! + l2 * w[at]!;
      squares += w[at]! * w[at]!;
    }
    return sum / total + 0.5 * l2 * squares;
  };
}

function summedLoss(problem: LogisticProblem): SummedLoss {
  if (problem.rowWeights !== undefined) return weightedLogLoss(problem, problem.rowWeights);
  return problem.classWeights.length === 2 ? binaryLogLoss(problem) : multinomialLogLoss(problem);
}
