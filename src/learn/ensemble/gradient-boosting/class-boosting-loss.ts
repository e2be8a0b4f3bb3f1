import { logistic } from "../../linalg/logistic.ts";
import { softmax } from "../../linalg/softmax.ts";
import type { BoostingLoss } from "./boosting-loss.ts";

/** Denominators below this count as 0. */
const TINY = 1e-150;

/** Returns the fractions of the classes, kept away from 0 and 1. */
function priors(y: Int32Array, classCount: number): Float64Array {
  const counts = new Float64Array(classCount);
  for (const code of y) counts[code]!++;
  return counts.map((count) => Math.min(Math.max(count / y.length, Number.EPSILON), 1 - Number.EPSILON));
}

/**
 * Log loss of two classes, log(1 + eᶠ) − y F, where y is 1 for the last class, whose probability is
 * logistic(F).
 */
export class BinomialLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Int32Array;

  constructor(y: Int32Array) {
    this.#y = y;
  }

  start(): Float64Array {
    const [first, last] = priors(this.#y, 2);
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
    let curvature = 0;
    for (let at = start; at < end; at++) {
      const row = rows[at]!;
      const probability = this.#y[row]! - gradient[row]!;
      curvature += probability * (1 - probability);
    }
    const average = curvature / (end - start);
    return Math.abs(average) < TINY ? 0 : mean / average;
  }

  /** Twice the log loss, as in scikit-learn's early stopping. */
  meanLoss(raw: Float64Array, y: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const z = raw[i]!;
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - y[i]! * z;
    }
    return (2 * sum) / y.length;
  }
}

/**
 * Exponential loss of two classes, y e⁻ᶠ + (1 − y) eᶠ (AdaBoost); the probability of the last class is
 * logistic(2 F).
 */
export class ExponentialLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Int32Array;

  constructor(y: Int32Array) {
    this.#y = y;
  }

  start(): Float64Array {
    const [first, last] = priors(this.#y, 2);
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
    let curvature = 0;
    for (let at = start; at < end; at++) curvature += Math.abs(gradient[rows[at]!]!);
    const average = curvature / (end - start);
    return average < TINY ? 0 : mean / average;
  }

  meanLoss(raw: Float64Array, y: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += Math.exp(y[i] === 1 ? -raw[i]! : raw[i]!);
    return sum / y.length;
  }
}

/** Log loss of K ≥ 3 classes, log Σₖ exp(Fₖ) − F_y: one tree per class in each stage. */
export class MultinomialLoss implements BoostingLoss {
  readonly outputs: number;
  readonly #y: Int32Array;
  /** n × K, at the prepared raw predictions. */
  readonly #probabilities: Float64Array;
  #k = 0;

  constructor(y: Int32Array, classCount: number) {
    this.outputs = classCount;
    this.#y = y;
    this.#probabilities = new Float64Array(y.length * classCount);
  }

  /** The logarithms of the class fractions, centred on 0. */
  start(): Float64Array {
    const logs = priors(this.#y, this.outputs).map(Math.log);
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
    let curvature = 0;
    for (let at = start; at < end; at++) {
      const probability = probabilities[rows[at]! * K + this.#k]!;
      curvature += probability * (1 - probability);
    }
    const average = curvature / (end - start);
    return Math.abs(average) < TINY ? 0 : (((K - 1) / K) * mean) / average;
  }

  meanLoss(raw: Float64Array, y: Int32Array): number {
    const K = this.outputs;
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      let top = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < K; k++) top = Math.max(top, raw[i * K + k]!);
      let exponentials = 0;
      for (let k = 0; k < K; k++) exponentials += Math.exp(raw[i * K + k]! - top);
      sum += Math.log(exponentials) + top - raw[i * K + y[i]!]!;
    }
    return sum / y.length;
  }
}
