import { invertedCdfQuantile, quantileFromBelow } from "../../linalg/quantiles.ts";
import { weightedQuantile } from "../../linalg/weighted-quantile.ts";
import { type BoostingLoss, totalOf, weightOf } from "./boosting-loss.ts";

/** The losses of gradient boosting for numbers. */
export const BOOSTING_LOSSES = ["squared_error", "absolute_error", "huber", "quantile"] as const;
/** The name of one of these losses. */
type BoostingLossName = (typeof BOOSTING_LOSSES)[number];

/**
 * Creates the loss called `name`. `alpha` is the quantile for `quantile`; for `huber`, that of the absolute
 * residuals above which the loss is linear.
 */
export function boostingLoss(
  name: BoostingLossName,
  y: Float64Array,
  alpha: number,
  weights: Float64Array | null = null,
): BoostingLoss {
  if (name === "squared_error") return new SquaredLoss(y, weights);
  if (name === "huber") return new HuberLoss(y, weights, alpha);
  return new QuantileLoss(y, weights, name === "quantile" ? alpha : 0.5, name === "quantile" ? 1 : 2);
}

/** Squared error (y − F)². The step of a leaf is the mean of its residuals, which the tree predicts already. */
class SquaredLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Float64Array;
  readonly #weights: Float64Array | null;

  constructor(y: Float64Array, weights: Float64Array | null) {
    this.#y = y;
    this.#weights = weights;
  }

  start(): Float64Array {
    const weights = this.#weights;
    const sum = this.#y.reduce((total, target, i) => total + weightOf(weights, i) * target, 0);
    return Float64Array.of(sum / totalOf(weights, this.#y.length));
  }

  prepare(): void {}

  gradient(raw: Float64Array, _k: number, target: Float64Array): void {
    const y = this.#y;
    for (let i = 0; i < y.length; i++) target[i] = y[i]! - raw[i]!;
  }

  leafStep(
    _rows: Int32Array,
    _start: number,
    _end: number,
    _raw: Float64Array,
    _gradient: Float64Array,
    mean: number,
  ): number {
    return mean;
  }

  meanLoss(raw: Float64Array, y: Float64Array, weights: Float64Array | null = null): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += weightOf(weights, i) * (y[i]! - raw[i]!) ** 2;
    return sum / totalOf(weights, y.length);
  }
}

/**
 * `factor` · (α (y − F) above the prediction, (1 − α) (F − y) below): the loss of the α-quantile; α = ½ and
 * factor 2 give the absolute error. The step of a leaf is the α-quantile of its residuals, not interpolated.
 */
class QuantileLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Float64Array;
  readonly #weights: Float64Array | null;
  readonly #alpha: number;
  readonly #factor: number;

  constructor(y: Float64Array, weights: Float64Array | null, alpha: number, factor: number) {
    this.#y = y;
    this.#weights = weights;
    this.#alpha = alpha;
    this.#factor = factor;
  }

  start(): Float64Array {
    return Float64Array.of(startingQuantile(this.#y, this.#weights, this.#alpha));
  }

  prepare(): void {}

  gradient(raw: Float64Array, _k: number, target: Float64Array): void {
    const y = this.#y;
    const above = this.#factor * this.#alpha;
    const below = this.#factor * (this.#alpha - 1);
    for (let i = 0; i < y.length; i++) target[i] = y[i]! >= raw[i]! ? above : below;
  }

  leafStep(rows: Int32Array, start: number, end: number, raw: Float64Array): number {
    const values = residuals(this.#y, rows, start, end, raw);
    return quantileOf(values, weightsAt(this.#weights, rows, start, end), this.#alpha);
  }

  meanLoss(raw: Float64Array, y: Float64Array, weights: Float64Array | null = null): number {
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const residual = y[i]! - raw[i]!;
      sum += weightOf(weights, i) * residual * (residual >= 0 ? this.#alpha : this.#alpha - 1);
    }
    return (this.#factor * sum) / totalOf(weights, y.length);
  }
}

/**
 * Huber loss: ½ (y − F)² up to δ, δ (|y − F| − δ / 2) beyond, where δ is the α-quantile of the absolute
 * residuals at each stage. The step of a leaf is the median of its residuals plus the mean of the deviations
 * from it, clipped to ±δ.
 * Reference: Friedman, Greedy function approximation, 2001, doi:10.1214/aos/1013203451, section 4.4.
 */
class HuberLoss implements BoostingLoss {
  readonly outputs = 1;
  readonly #y: Float64Array;
  readonly #weights: Float64Array | null;
  readonly #alpha: number;
  #delta = 1;

  constructor(y: Float64Array, weights: Float64Array | null, alpha: number) {
    this.#y = y;
    this.#weights = weights;
    this.#alpha = alpha;
  }

  start(): Float64Array {
    return Float64Array.of(startingQuantile(this.#y, this.#weights, 0.5));
  }

  prepare(raw: Float64Array): void {
    const errors = this.#y.map((target, i) => Math.abs(target - raw[i]!));
    this.#delta = quantileOf(errors, this.#weights, this.#alpha);
  }

  gradient(raw: Float64Array, _k: number, target: Float64Array): void {
    const y = this.#y;
    for (let i = 0; i < y.length; i++) target[i] = clip(y[i]! - raw[i]!, this.#delta);
  }

  leafStep(rows: Int32Array, start: number, end: number, raw: Float64Array): number {
    const values = residuals(this.#y, rows, start, end, raw);
    const weights = weightsAt(this.#weights, rows, start, end);
    const median = quantileOf(values, weights, 0.5);
    let sum = 0;
    for (let i = 0; i < values.length; i++) {
      sum += weightOf(weights, i) * clip(values[i]! - median, this.#delta);
    }
    return median + sum / totalOf(weights, values.length);
  }

  meanLoss(raw: Float64Array, y: Float64Array, weights: Float64Array | null = null): number {
    const delta = this.#delta;
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const error = Math.abs(y[i]! - raw[i]!);
      sum += weightOf(weights, i) * (error <= delta ? 0.5 * error * error : delta * (error - 0.5 * delta));
    }
    return sum / totalOf(weights, y.length);
  }
}

/** Returns `value`, limited to ±`bound`. */
function clip(value: number, bound: number): number {
  return Math.max(-bound, Math.min(bound, value));
}

/** The quantile that scikit-learn's DummyRegressor predicts: interpolated without weights, not with them. */
function startingQuantile(y: Float64Array, weights: Float64Array | null, q: number): number {
  return weights === null ? quantileFromBelow(y.slice(), q) : weightedQuantile(y, weights, q);
}

/** The quantile of `values`, not interpolated. Without weights, sorts `values`. */
function quantileOf(values: Float64Array, weights: Float64Array | null, q: number): number {
  return weights === null ? invertedCdfQuantile(values, q) : weightedQuantile(values, weights, q);
}

function weightsAt(
  weights: Float64Array | null,
  rows: Int32Array,
  start: number,
  end: number,
): Float64Array | null {
  return weights === null ? null : Float64Array.from(rows.subarray(start, end), (row) => weights[row]!);
}

function residuals(
  y: Float64Array,
  rows: Int32Array,
  start: number,
  end: number,
  raw: Float64Array,
): Float64Array {
  const values = new Float64Array(end - start);
  for (let at = start; at < end; at++) values[at - start] = y[rows[at]!]! - raw[rows[at]!]!;
  return values;
}
