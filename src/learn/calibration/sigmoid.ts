import { sumOfWeights } from "../core/sample-weight.ts";
import { logistic } from "../linalg/logistic.ts";

/** Platt's sigmoid: the probability of the class at score s is 1 / (1 + exp(a s + b)). */
export interface Sigmoid {
  readonly a: number;
  readonly b: number;
}

/** Newton's method needs about ten; the bound is for numbers so large that rounding keeps it from its goal. */
const MOST_STEPS = 100;
/** Where the loss would fall by less than this, the minimum is reached. */
const LEAST_DECREMENT = 1e-28;
/** Where it would fall by less than this, rounding hides whether it does, and full steps converge quadratically. */
const SMALL_DECREMENT = 1e-8;
const MOST_HALVINGS = 40;
const TINY = 1e-290;

/**
 * Fits the sigmoid to scores of rows, of which those with `isPositive[i]` = 1 belong to the class: minimises the log loss against
 * targets that Platt's priors keep away from 0 and 1, (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2), where n₊ and n₋ are the sums of the
 * weights of the rows in the class and of the others. scikit-learn minimises the same by L-BFGS; Newton's method reaches the
 * minimum to the last digits. The scores must be finite, and the weights positive.
 * Reference: Platt, Probabilistic Outputs for Support Vector Machines and Comparisons to Regularized Likelihood Methods (1999),
 * section 2.2.
 */
export function fitSigmoid(scores: Float64Array, isPositive: Uint8Array, weights: Float64Array): Sigmoid {
  const largest = scores.reduce((most, score) => Math.max(most, Math.abs(score)), 0);
  // The squares of scaled scores cannot overflow, nor does the slope if scores that are nearly 0 count as 0.
  const scale = largest < TINY ? 1 : largest;
  const F = scores.map((score) => (largest < TINY ? 0 : score / scale));
  const positives = isPositive.reduce((sum, one, i) => sum + one * weights[i]!, 0);
  const negatives = isPositive.reduce((sum, one, i) => sum + (1 - one) * weights[i]!, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const T = Float64Array.from(isPositive, (one) => (one === 1 ? high : low));
  // The bounds on decrements are for weights of about 1.
  const mean = sumOfWeights(weights) / weights.length;
  const rows = { F, T, W: weights.map((weight) => weight / mean) };
  // The log odds are u F + v.
  let [u, v] = [0, Math.log((positives + 1) / (negatives + 1))];
  let loss = lossOf(rows, u, v);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { du, dv, decrement } = newtonStep(rows, u, v);
    // With weights that differ beyond all measure, rounding may leave no step.
    if (!(decrement > LEAST_DECREMENT * F.length && decrement < Number.POSITIVE_INFINITY)) break;
    let share = 1;
    let next = lossOf(rows, u + du, v + dv);
    for (let halving = 0; decrement > SMALL_DECREMENT && next > loss && halving < MOST_HALVINGS; halving++) {
      share /= 2;
      next = lossOf(rows, u + share * du, v + share * dv);
    }
    u += share * du;
    v += share * dv;
    loss = next;
  }
  return { a: -u / scale, b: -v };
}

/** Returns the probabilities of scores. */
export function sigmoidOf({ a, b }: Sigmoid, scores: Float64Array): Float64Array {
  return scores.map((score) => logistic(-(a * score + b)));
}

interface WeightedScores {
  /** The scores. */
  readonly F: Float64Array;
  /** The targets. */
  readonly T: Float64Array;
  /** The weights, whose mean is 1. */
  readonly W: Float64Array;
}

/** Σ W (log(1 + eᶻ) − T z), where z = u F + v. */
function lossOf({ F, T, W }: WeightedScores, u: number, v: number): number {
  let sum = 0;
  for (let i = 0; i < F.length; i++) {
    const z = u * F[i]! + v;
    sum += W[i]! * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - T[i]! * z);
  }
  return sum;
}

/**
 * Returns Newton's step and its decrement gᵀ H⁻¹ g. The scores are taken relative to their weighted mean, where the Hessian is
 * diagonal. If all scores are equal, the step goes along (F, 1), as a descent by gradients would.
 */
function newtonStep({ F, T, W }: WeightedScores, u: number, v: number) {
  const n = F.length;
  const weights = new Float64Array(n);
  const residuals = new Float64Array(n);
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    const p = logistic(u * F[i]! + v);
    residuals[i] = W[i]! * (T[i]! - p);
    weights[i] = W[i]! * (p * (1 - p));
    total += weights[i]!;
    sum += weights[i]! * F[i]!;
  }
  const mean = sum / total;
  let [slope, level, squares, spread] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const centred = F[i]! - mean;
    slope += residuals[i]! * centred;
    level += residuals[i]!;
    squares += weights[i]! * centred * centred;
    spread = Math.max(spread, Math.abs(F[i]! - F[0]!));
  }
  const shift = level / total;
  if (spread === 0) {
    const score = F[0] ?? 0;
    const along = shift / (score * score + 1);
    return { du: along * score, dv: along, decrement: level * shift };
  }
  const du = slope / squares;
  return { du, dv: shift - mean * du, decrement: slope * du + level * shift };
}
