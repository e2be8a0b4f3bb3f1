import { logistic } from "../../linalg/logistic.ts";
import { softmax } from "../../linalg/softmax.ts";
import { type BoostingLoss, totalOf, weightOf } from "./boosting-loss.ts";

/** Denominators below this count as 0. */
const TINY = 1e-150;

/** Returns the fractions of the classes, kept away from 0 and 1. */
function priors(y: Int32Array, weights: Float64Array | null, classCount: number): Float64Array {
  const counts = new Float64Array(classCount);
  for (let i = 0; i < y.length; i++) counts[y[i]!]! += weightOf(weights, i);
  const total = totalOf(weights, y.length);
  return counts.map((count) => Math.min(Math.max(count / total, Number.EPSILON), 1 - Number.EPSILON));
}

/**
 * Log loss of two classes, log(1 + eᶠ) − y F, where y is 1 for the last class, whose probability is
 * logistic(F).
 */
export class BinomialLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Int32Array;
  readonly #weights: Float64Array | null;

  constructor(y: Int32Array, weights: Float64Array | null = null) {
    this.#y = y;
    this.#weights = weights;
  }

  start(): Float64Array {
    const [first, last] = priors(this.#y, this.#weights, 2);
    return Float64Array.of(Math.log(last! / first!));
  }

  prepare(): void {}

  gradient(raw: Float64Array, _k: number, target: Float64Array): void {
    const y = this.#y;
    for (let i = 0; i < y.length; i++) target[i] = y[i]! - logistic(raw[i]!);
  }

  leafStep(
    rows: Int32Array,
    start: number,
    end: number,
    _raw: Float64Array,
    gradient: Float64Array,
    mean: number,
  ): number {
    const weights = this.#weights;
    let curvature = 0;
    let total = 0;
    for (let at = start; at < end; at++) {
      const row = rows[at]!;
      const weight = weightOf(weights, row);
      const probability = this.#y[row]! - gradient[row]!;
      curvature += weight * (probability * (1 - probability));
      total += weight;
    }
    const average = curvature / total;
    return Math.abs(average) < TINY ? 0 : mean / average;
  }

  /** Twice the log loss, as in scikit-learn's early stopping. */
  meanLoss(raw: Float64Array, y: Int32Array, weights: Float64Array | null = null): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const z = raw[i]!;
      sum += weightOf(weights, i) * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i]! * z);
    }
    return (2 * sum) / totalOf(weights, y.length);
  }
}

/**
 * Exponential loss of two classes, y e⁻ᶠ + (1 − y) eᶠ (AdaBoost); the probability of the last class is
 * logistic(2 F).
 */
export class ExponentialLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Int32Array;
  readonly #weights: Float64Array | null;

  constructor(y: Int32Array, weights: Float64Array | null = null) {
    this.#y = y;
    this.#weights = weights;
  }

  start(): Float64Array {
    const [first, last] = priors(this.#y, this.#weights, 2);
    return Float64Array.of(Math.log(last! / first!) / 2);
  }

  prepare(): void {}

  gradient(raw: Float64Array, _k: number, target: Float64Array): void {
    const y = this.#y;
    for (let i = 0; i < y.length; i++) target[i] = y[i] === 1 ? Math.exp(-raw[i]!) : -Math.exp(raw[i]!);
  }

  leafStep(
    rows: Int32Array,
    start: number,
    end: number,
    _raw: Float64Array,
    gradient: Float64Array,
    mean: number,
  ): number {
    const weights = this.#weights;
    let curvature = 0;
    let total = 0;
    for (let at = start; at < end; at++) {
      const weight = weightOf(weights, rows[at]!);
      curvature += weight * Math.abs(gradient[rows[at]!]!);
      total += weight;
    }
    const average = curvature / total;
    return average < TINY ? 0 : mean / average;
  }

  meanLoss(raw: Float64Array, y: Int32Array, weights: Float64Array | null = null): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      sum += weightOf(weights, i) * Math.exp(y[i] === 1 ? -raw[i]! : raw[i]!);
    }
    return sum / totalOf(weights, y.length);
  }
}

/** Log loss of K ≥ 3 classes, log Σₖ exp(Fₖ) − F_y: one tree per class in each stage. */
export class MultinomialLoss implements BoostingLoss {
  readonly outputs: number;
  readonly #y: Int32Array;
  /** n × K, at the prepared raw predictions. */
  readonly #probabilities: Float64Array;
  readonly #weights: Float64Array | null;
  #k = 0;

  constructor(y: Int32Array, classCount: number, weights: Float64Array | null = null) {
    this.outputs = classCount;
    this.#y = y;
    this.#weights = weights;
    this.#probabilities = new Float64Array(y.length * classCount);
  }

  /** The logarithms of the class fractions, centred on 0. */
  start(): Float64Array {
    const logs = priors(this.#y, this.#weights, this.outputs).map(Math.log);
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
    return logs.map((log) => log - mean);
  }

  prepare(raw: Float64Array): void {
    softmax(raw, this.#y.length, this.outputs, this.#probabilities);
  }

  gradient(_raw: Float64Array, k: number, target: Float64Array): void {
    const y = this.#y;
    const K = this.outputs;
    this.#k = k;
    for (let i = 0; i < y.length; i++) target[i] = (y[i] === k ? 1 : 0) - this.#probabilities[i * K + k]!;
  }

  /** The factor (K − 1) / K is Friedman's and scikit-learn's. */
  leafStep(
    rows: Int32Array,
    start: number,
    end: number,
    _raw: Float64Array,
    _gradient: Float64Array,
    mean: number,
  ): number {
    const K = this.outputs;
    const probabilities = this.#probabilities;
    const weights = this.#weights;
    let curvature = 0;
    let total = 0;
    for (let at = start; at < end; at++) {
      const weight = weightOf(weights, rows[at]!);
      const probability = probabilities[rows[at]! * K + this.#k]!;
      curvature += weight * (probability * (1 - probability));
      total += weight;
    }
    const average = curvature / total;
    return Math.abs(average) < TINY ? 0 : (((K - 1) / K) * mean) / average;
  }

  meanLoss(raw: Float64Array, y: Int32Array, weights: Float64Array | null = null): number {
    const K = this.outputs;
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < K; k++) top = Math.max(top, raw[i * K + k]!);
      let exponentials = 0;
      for (let k = 0; k < K; k++) exponentials += Math.exp(raw[i * K + k]! - top);
      sum += weightOf(weights, i) * (Math.log(exponentials) + top - raw[i * K + y[i]!]!);
    }
    return sum / totalOf(weights, y.length);
  }
}
