import type { Matrix } from "../matrix.ts";
import type { LossAndGradient } from "./lbfgs.ts";

/** What the logistic loss is computed over. */
export interface LogisticProblem {
  readonly X: Matrix;
  /** Class numbers 0 … K-1. */
  readonly y: Int32Array;
  readonly classCount: number;
  /** One weight a row. */
  readonly weights: Float64Array;
  /** Strength of the penalty ½ l2 ‖w‖² on the mean loss; the intercept is not penalised. */
  readonly l2: number;
  readonly fitIntercept: boolean;
}

/** Coefficients of one class: p, and the intercept after them. */
export function coefficientWidth({ X, fitIntercept }: Pick<LogisticProblem, "X" | "fitIntercept">): number {
  return X.columns + (fitIntercept ? 1 : 0);
}

/**
 * Loss and gradient of logistic regression in one pass over X:
 * Σ sᵢ ℓᵢ / Σ sᵢ + ½ l2 ‖w‖². Two classes: ℓ = log(1 + eᶻ) − y z, coefficients p (+ 1). Three or more: ℓ =
 * log Σₖ exp(zₖ) − z_y, coefficients K rows of p (+ 1).
 */
export function logisticLoss(problem: LogisticProblem): LossAndGradient {
  return problem.classCount === 2 ? binaryLoss(problem) : multinomialLoss(problem);
}

function binaryLoss({ X, y, weights, l2, fitIntercept }: LogisticProblem): LossAndGradient {
  const { rows, columns: p, data } = X;
  const total = weights.reduce((a, b) => a + b, 0);
  return (w, gradient) => {
    gradient.fill(0);
    const intercept = fitIntercept ? w[p]! : 0;
    let sum = 0;
    let interceptGradient = 0;
    for (let i = 0, row = 0; i < rows; i++, row += p) {
      let z = intercept;
      for (let j = 0; j < p; j++) z += data[row + j]! * w[j]!;
      const e = Math.exp(-Math.abs(z));
      const isLast = y[i] === 1;
      sum += weights[i]! * (Math.max(z, 0) + Math.log1p(e) - (isLast ? z : 0));
      const probability = z >= 0 ? 1 / (1 + e) : e / (1 + e);
      const residual = weights[i]! * (probability - (isLast ? 1 : 0));
      for (let j = 0; j < p; j++) gradient[j]! += residual * data[row + j]!;
      interceptGradient += residual;
    }
    if (fitIntercept) gradient[p] = interceptGradient;
    return penalise(w, gradient, sum, total, l2, p, w.length);
  };
}

function multinomialLoss({
  X,
  y,
  classCount: K,
  weights,
  l2,
  fitIntercept,
}: LogisticProblem): LossAndGradient {
  const { rows, columns: p, data } = X;
  const width = coefficientWidth({ X, fitIntercept });
  const total = weights.reduce((a, b) => a + b, 0);
  const z = new Float64Array(K);
  return (w, gradient) => {
    gradient.fill(0);
    let sum = 0;
    for (let i = 0, row = 0; i < rows; i++, row += p) {
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < K; k++) {
        const base = k * width;
        let score = fitIntercept ? w[base + p]! : 0;
        for (let j = 0; j < p; j++) score += data[row + j]! * w[base + j]!;
        z[k] = score;
        if (score > top) top = score;
      }
      const own = y[i]!;
      const ownScore = z[own]!;
      let exponentials = 0;
      for (let k = 0; k < K; k++) {
        z[k] = Math.exp(z[k]! - top);
        exponentials += z[k]!;
      }
      sum += weights[i]! * (Math.log(exponentials) + top - ownScore);
      for (let k = 0; k < K; k++) {
        const residual = weights[i]! * (z[k]! / exponentials - (k === own ? 1 : 0));
        const base = k * width;
        for (let j = 0; j < p; j++) gradient[base + j]! += residual * data[row + j]!;
        if (fitIntercept) gradient[base + p]! += residual;
      }
    }
    return penalise(w, gradient, sum, total, l2, p, width);
  };
}

/** The mean and the penalty, in place; gives the value. */
function penalise(
  w: Float64Array,
  gradient: Float64Array,
  sum: number,
  total: number,
  l2: number,
  p: number,
  width: number,
): number {
  let squares = 0;
  for (let at = 0; at < w.length; at++) {
    gradient[at]! /= total;
    if (at % width >= p) continue;
    gradient[at]! += l2 * w[at]!;
    squares += w[at]! * w[at]!;
  }
  return sum / total + 0.5 * l2 * squares;
}
