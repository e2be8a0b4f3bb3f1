import type { LossAndGradient } from "./lbfgs.ts";
import type { LogisticProblem } from "./logistic-loss.ts";

/** Rows taken together: they stay in the processor's cache between the scores and the gradient. */
const BLOCK_ROWS = 128;

/**
 * Σ sᵢ (log(1 + e^zᵢ) − yᵢ zᵢ) of two classes and its gradient, neither divided nor penalised. The three parts of the
 * work on a block are functions of their own: small ones are compiled soon, which counts in a program that fits once.
 */
export function binaryLogLoss({ X, y, weights, fitIntercept }: LogisticProblem): LossAndGradient {
  const { rows, columns: p, data } = X;
  const z = new Float64Array(BLOCK_ROWS);
  return (w, gradient) => {
    gradient.fill(0);
    let sum = 0;
    let interceptGradient = 0;
    for (let first = 0; first < rows; first += BLOCK_ROWS) {
      const m = Math.min(BLOCK_ROWS, rows - first);
      scores(data, first * p, m, p, w, fitIntercept ? w[p]! : 0, z);
      sum += residuals(z, m, y, weights, first);
      for (let i = 0; i < m; i++) interceptGradient += z[i]!;
      addGradient(data, first * p, m, p, z, gradient);
    }
    if (fitIntercept) gradient[p] = interceptGradient;
    return sum;
  };
}

/** z = x·w + b of m rows from `offset` on, four side by side. */
function scores(
  data: Float64Array,
  offset: number,
  m: number,
  p: number,
  w: Float64Array,
  b: number,
  z: Float64Array,
): void {
  const whole = m & ~3;
  for (let i = 0, row = offset; i < whole; i += 4, row += 4 * p) {
    let z0 = b;
    let z1 = b;
    let z2 = b;
    let z3 = b;
    for (let j = 0, at = row; j < p; j++, at++) {
      const c = w[j]!;
      z0 += data[at]! * c;
      z1 += data[at + p]! * c;
      z2 += data[at + 2 * p]! * c;
      z3 += data[at + 3 * p]! * c;
    }
    z[i] = z0;
    z[i + 1] = z1;
    z[i + 2] = z2;
    z[i + 3] = z3;
  }
  for (let i = whole, row = offset + whole * p; i < m; i++, row += p) {
    let sum = b;
    for (let j = 0; j < p; j++) sum += data[row + j]! * w[j]!;
    z[i] = sum;
  }
}

/** Turns m scores into sᵢ (σ(zᵢ) − yᵢ), in place; gives the loss of the rows. */
function residuals(z: Float64Array, m: number, y: Int32Array, weights: Float64Array, first: number): number {
  let loss = 0;
  // Rows that weigh the same share a logarithm: log(1 + a) + log(1 + b) = log(1 + (a + b + ab)), of which all terms
  // are positive, so that no digits are lost.
  let joint = 0;
  let jointWeight = weights[first]!;
  for (let i = 0; i < m; i++) {
    const score = z[i]!;
    const label = y[first + i]!;
    const weight = weights[first + i]!;
    const e = Math.exp(-Math.abs(score));
    if (weight !== jointWeight || joint > 1e12) {
      loss += jointWeight * Math.log1p(joint);
      joint = 0;
      jointWeight = weight;
    }
    joint += e + joint * e;
    loss += weight * (Math.max(score, 0) - label * score);
    z[i] = weight * ((score >= 0 ? 1 : e) / (1 + e) - label);
  }
  return loss + jointWeight * Math.log1p(joint);
}

/** gradient += Xᵀ residuals over m rows from `offset` on, four side by side. */
function addGradient(
  data: Float64Array,
  offset: number,
  m: number,
  p: number,
  residual: Float64Array,
  gradient: Float64Array,
): void {
  const whole = m & ~3;
  for (let i = 0, row = offset; i < whole; i += 4, row += 4 * p) {
    const r0 = residual[i]!;
    const r1 = residual[i + 1]!;
    const r2 = residual[i + 2]!;
    const r3 = residual[i + 3]!;
    for (let j = 0, at = row; j < p; j++, at++) {
      gradient[j] =
        gradient[j]! +
        (r0 * data[at]! + r1 * data[at + p]! + (r2 * data[at + 2 * p]! + r3 * data[at + 3 * p]!));
    }
  }
  for (let i = whole, row = offset + whole * p; i < m; i++, row += p) {
    const value = residual[i]!;
    for (let j = 0; j < p; j++) gradient[j] = gradient[j]! + value * data[row + j]!;
  }
}
