import { ValueError } from "../core/errors.ts";
import { number } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { median } from "../linalg/order-statistics.ts";
import {
  type EntryLoss,
  meanLosses,
  type OutputOptions,
  overOutputs,
  pairOf,
  type RawValues,
} from "./outputs.ts";
import { columnOf, type Numbers, toMatrix } from "./scores.ts";
import { weightedPercentile } from "./weighted-percentile.ts";

function meanOf(yTrue: Numbers, yPred: Numbers, options: OutputOptions, loss: EntryLoss) {
  const { sample_weight = null, multioutput } = options;
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  return overOutputs(meanLosses(truth, predicted, sample_weight, loss), multioutput);
}

const square: EntryLoss = (y, p) => (y - p) * (y - p);

/** The mean of (y − ŷ)². */
export function meanSquaredError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function meanSquaredError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function meanSquaredError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  return meanOf(yTrue, yPred, options, square);
}

/** √(mean of (y − ŷ)²) of each output, combined as `multioutput` says. */
export function rootMeanSquaredError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function rootMeanSquaredError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function rootMeanSquaredError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  const { sample_weight = null, multioutput } = options;
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  return overOutputs(meanLosses(truth, predicted, sample_weight, square).map(Math.sqrt), multioutput);
}

/** The mean of |y − ŷ|. */
export function meanAbsoluteError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function meanAbsoluteError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function meanAbsoluteError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  return meanOf(yTrue, yPred, options, (y, p) => Math.abs(y - p));
}

/** The mean of |y − ŷ| / max(|y|, ε): a fraction, not a percentage; huge if a true value is 0. */
export function meanAbsolutePercentageError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function meanAbsolutePercentageError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function meanAbsolutePercentageError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  return meanOf(yTrue, yPred, options, (y, p) => Math.abs(p - y) / Math.max(Math.abs(y), Number.EPSILON));
}

/** The mean of (log(1 + y) − log(1 + ŷ))²; `NaN` for an output with a value of -1 or less. */
export function meanSquaredLogError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function meanSquaredLogError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function meanSquaredLogError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  return meanOf(yTrue, yPred, options, (y, p) =>
    y <= -1 || p <= -1 ? Number.NaN : (Math.log1p(y) - Math.log1p(p)) ** 2,
  );
}

type WithAlpha<T> = T & {
  /** The quantile predicted, from 0 to 1. Default 0.5. */
  readonly alpha?: number;
};

/**
 * The mean of alpha · (y − ŷ) where y ≥ ŷ, and (1 − alpha) · (ŷ − y) elsewhere: the loss of quantile
 * regression.
 */
export function meanPinballLoss(yTrue: Numbers, yPred: Numbers, options: WithAlpha<RawValues>): Float64Array;
export function meanPinballLoss(yTrue: Numbers, yPred: Numbers, options?: WithAlpha<OutputOptions>): number;
export function meanPinballLoss(yTrue: Numbers, yPred: Numbers, options: WithAlpha<OutputOptions> = {}) {
  const { alpha = 0.5 } = options;
  checkParameter("alpha", alpha, QUANTILE);
  return meanOf(yTrue, yPred, options, pinball(alpha));
}

/** The allowed values of `alpha`. */
export const QUANTILE = number({ least: 0, most: 1 });

/** The loss of one entry for the quantile `alpha`. */
export function pinball(alpha: number): EntryLoss {
  return (y, p) => (y >= p ? alpha * (y - p) : (1 - alpha) * (p - y));
}

/** The median of |y − ŷ|, weighted if weights are given. */
export function medianAbsoluteError(yTrue: Numbers, yPred: Numbers, options: RawValues): Float64Array;
export function medianAbsoluteError(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function medianAbsoluteError(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  const { sample_weight = null, multioutput } = options;
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  const medians = Float64Array.from({ length: truth.columns }, (_, j) => {
    const other = columnOf(predicted, j);
    const errors = columnOf(truth, j).map((value, i) => Math.abs(value - other[i]!));
    if (errors.some(Number.isNaN)) return Number.NaN;
    return sample_weight === null
      ? median(errors.sort(), errors.length)
      : weightedPercentile(errors, sample_weight, 50);
  });
  return overOutputs(medians, multioutput);
}

/** The largest |y − ŷ| of a single output. `NaN` without rows. Throws `ValueError` for several outputs. */
export function maxError(yTrue: Numbers, yPred: Numbers): number {
  const { truth, predicted } = pairOf(toMatrix(yTrue), toMatrix(yPred));
  if (truth.columns !== 1) throw new ValueError(`max_error takes one output, got ${truth.columns}`);
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < truth.rows; i++) most = Math.max(most, Math.abs(truth.data[i]! - predicted.data[i]!));
  return truth.rows === 0 ? Number.NaN : most;
}
