import type { Matrix } from "../core/matrix.ts";
import { softmax } from "../linalg/softmax.ts";

/** The bounds of the inverse temperature: scikit-learn's, e⁻¹⁰ and e¹⁰. */
const LEAST = Math.exp(-10);
const MOST = Math.exp(10);
const MOST_STEPS = 200;

/**
 * Returns the inverse temperature β for which softmax(β · logits) has the least log loss of the classes `codes`, each row counted
 * by its weight. The loss is convex in β: Newton's method, kept within a shrinking bracket, finds the minimum to the last digits.
 * The logits, n × K, must be finite.
 * Reference: Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks, ICML 2017, doi:10.48550/arXiv.1706.04599.
 */
export function fitTemperature(logits: Matrix, codes: Int32Array, weights: Float64Array): number {
  const rows = { logits, codes, weights };
  if (derivatives(rows, LEAST).first >= 0) return LEAST;
  if (derivatives(rows, MOST).first <= 0) return MOST;
  let [low, high, beta] = [LEAST, MOST, 1];
  for (let step = 0; step < MOST_STEPS; step++) {
    const { first, second } = derivatives(rows, beta);
    if (first === 0) return beta;
    if (first > 0) high = beta;
    else low = beta;
    const newton = beta - first / second;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - beta) <= 2 * Number.EPSILON * beta) return next;
    beta = next;
  }
  return beta;
}

/** Returns the probabilities softmax(β · logits), n × K. */
export function probabilitiesAt(beta: number, { rows, columns, data }: Matrix): Matrix {
  const scaled = data.map((logit) => beta * logit);
  softmax(scaled, rows, columns);
  return { rows, columns, data: scaled };
}

interface WeightedLogits {
  readonly logits: Matrix;
  readonly codes: Int32Array;
  readonly weights: Float64Array;
}

/** Returns the first and the second derivative of the loss by β: Σ w (E[z] − z(true class)), and Σ w Var[z]. */
function derivatives(
  { logits, codes, weights }: WeightedLogits,
  beta: number,
): { first: number; second: number } {
  const { rows, columns, data } = logits;
  const { data: p } = probabilitiesAt(beta, logits);
  let [first, second] = [0, 0];
  for (let i = 0, at = 0; i < rows; i++, at += columns) {
    let [mean, squares] = [0, 0];
    for (let k = at; k < at + columns; k++) mean += p[k]! * data[k]!;
    for (let k = at; k < at + columns; k++) squares += p[k]! * (data[k]! - mean) ** 2;
    first += weights[i]! * (mean - data[at + codes[i]!]!);
    second += weights[i]! * squares;
  }
  return { first, second };
}
