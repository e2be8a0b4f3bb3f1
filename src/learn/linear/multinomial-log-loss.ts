import { addOuterProducts, backward } from "../kernels/dense.ts";
import type { LossAndGradient } from "./lbfgs.ts";
import { coefficientWidth, type LogisticProblem } from "./logistic-loss.ts";

/** Rows taken together: they stay in the processor's cache between the scores and the gradient. */
const BLOCK_ROWS = 128;

/** Σ sᵢ (log Σₖ exp(zᵢₖ) − zᵢ_yᵢ) of three or more classes and its gradient, neither divided nor penalised. */
export function multinomialLogLoss(problem: LogisticProblem): LossAndGradient {
  const { X, y, classCount: K, weights, fitIntercept } = problem;
  const { rows, columns: p, data } = X;
  const width = coefficientWidth(problem);
  const scores = new Float64Array(BLOCK_ROWS * K);
  const coef = new Float64Array(K * p);
  const coefGradient = new Float64Array(K * p);
  const intercept = new Float64Array(K);
  const interceptGradient = new Float64Array(K);
  return (w, gradient) => {
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < p; j++) coef[k * p + j] = w[k * width + j]!;
      if (fitIntercept) intercept[k] = w[k * width + p]!;
    }
    coefGradient.fill(0);
    interceptGradient.fill(0);
    let sum = 0;
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const m = Math.min(BLOCK_ROWS, rows - first);
      const block = data.subarray(first * p, (first + m) * p);
      backward(block, m, p, coef, 0, K, scores);
      sum += residuals(scores, m, K, intercept, y, weights, first, interceptGradient);
      addOuterProducts(scores, block, m, K, p, coefGradient, 0);
    }
    for (let k = 0; k < K; k++) {
      for (let j = 0; j < p; j++) gradient[k * width + j] = coefGradient[k * p + j]!;
      if (fitIntercept) gradient[k * width + p] = interceptGradient[k]!;
    }
    return sum;
  };
}

/**
 * Turns m rows of scores without intercept into sᵢ (probability − [k = yᵢ]), in place, and adds them up in
 * `interceptGradient`. Gives the loss of the rows.
 */
function residuals(
  z: Float64Array,
  m: number,
  K: number,
  intercept: Float64Array,
  y: Int32Array,
  weights: Float64Array,
  first: number,
  interceptGradient: Float64Array,
): number {
  let loss = 0;
  for (let i = 0, row = 0; i < m; i++, row += K) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < K; k++) {
      const score = z[row + k]! + intercept[k]!;
      z[row + k] = score;
      if (score > top) top = score;
    }
    const own = y[first + i]!;
    const ownScore = z[row + own]!;
    let exponentials = 0;
    for (let k = 0; k < K; k++) {
      const e = Math.exp(z[row + k]! - top);
      z[row + k] = e;
      exponentials += e;
    }
    const weight = weights[first + i]!;
    loss += weight * (Math.log(exponentials) + (top - ownScore));
    const scale = weight / exponentials;
    for (let k = 0; k < K; k++) {
      const residual = z[row + k]! * scale - (k === own ? weight : 0);
      z[row + k] = residual;
      interceptGradient[k] = interceptGradient[k]! + residual;
    }
  }
  return loss;
}
