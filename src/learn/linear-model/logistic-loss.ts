import { binaryLogLoss } from "../simd/binary-log-loss.ts";
import type { ClassifiedRows } from "../simd/log-loss.ts";
import { multinomialLogLoss } from "../simd/multinomial-log-loss.ts";
import type { LossAndGradient } from "./line-search.ts";

/** What the logistic loss is computed over. */
export interface LogisticProblem extends ClassifiedRows {
  /** Strength of the penalty ½ l2 ‖w‖² on the mean loss; the intercept is not penalised. */
  readonly l2: number;
}

/** Coefficients of one class: p, and the intercept after them. */
export function coefficientWidth({ X, fitIntercept }: Pick<LogisticProblem, "X" | "fitIntercept">): number {
  return X.columns + (fitIntercept ? 1 : 0);
}

/** Σ sᵢ over all rows. */
export function totalWeight({ y, classWeights }: Pick<ClassifiedRows, "y" | "classWeights">): number {
  const counts = new Int32Array(classWeights.length);
  for (let i = 0; i < y.length; i++) counts[y[i]!]!++;
  return classWeights.reduce((sum, weight, k) => sum + weight * counts[k]!, 0);
}

/**
 * Loss and gradient of logistic regression in one pass over X:
 * Σ sᵢ ℓᵢ / Σ sᵢ + ½ l2 ‖w‖², sᵢ being the weight of the row's class. Two classes: ℓ = log(1 + eᶻ) − y z, coefficients p (+ 1). Three or more: ℓ =
 * log Σₖ exp(zₖ) − z_y, coefficients K rows of p (+ 1). Cost 4·n·p·(1 or K).
 */
export function logisticLoss(problem: LogisticProblem): LossAndGradient {
  const { X, classWeights, l2 } = problem;
  const p = X.columns;
  const width = coefficientWidth(problem);
  const total = totalWeight(problem);
  const sums = classWeights.length === 2 ? binaryLogLoss(problem) : multinomialLogLoss(problem);
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
