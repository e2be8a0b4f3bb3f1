import type { Matrix } from "../core/matrix.ts";
import { checkParameter } from "../core/parameters.ts";
import { mean, sum } from "./class-counts.ts";
import { meanLosses, type OutputOptions, overOutputs, pairOf } from "./outputs.ts";
import { pinball, QUANTILE } from "./regression-errors.ts";
import { columnOf, type Numbers } from "./scores.ts";
import { weightedPercentile } from "./weighted-percentile.ts";

/** The options of `r2Score` and `explainedVarianceScore`. */
interface ScoreOptions extends Omit<OutputOptions, "multioutput"> {
  /** As for errors; `variance_weighted` weights each output by its variance. Default `uniform_average`. */
  readonly multioutput?: OutputOptions["multioutput"] | "variance_weighted";
  /**
   * For a constant output, return 1 for perfect predictions and 0 for others, instead of NaN and −∞. Default
   * true.
   */
  readonly force_finite?: boolean;
}

type Raw = ScoreOptions & { readonly multioutput: "raw_values" };

/** R², 1 − Σ(y − ŷ)² / Σ(y − ȳ)², at most 1; `NaN` for fewer than 2 rows. */
export function r2Score(yTrue: Numbers, yPred: Numbers, options: Raw): Float64Array;
export function r2Score(yTrue: Numbers, yPred: Numbers, options?: ScoreOptions): number;
export function r2Score(yTrue: Numbers, yPred: Numbers, options: ScoreOptions = {}) {
  const { sample_weight = null } = options;
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  if (truth.rows < 2) return undefinedFor(truth, options);
  const residual = meanLosses(truth, predicted, sample_weight, (y, p) => (y - p) * (y - p));
  return explained(residual, variances(truth, sample_weight), options);
}

/** 1 − variance of (y − ŷ) / variance of y, at most 1: R² that ignores a constant error. `NaN` without rows. */
export function explainedVarianceScore(yTrue: Numbers, yPred: Numbers, options: Raw): Float64Array;
export function explainedVarianceScore(yTrue: Numbers, yPred: Numbers, options?: ScoreOptions): number;
export function explainedVarianceScore(yTrue: Numbers, yPred: Numbers, options: ScoreOptions = {}) {
  const { sample_weight = null } = options;
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  if (truth.rows === 0) return undefinedFor(truth, options);
  const errors = { ...truth, data: truth.data.map((value, at) => value - predicted.data[at]!) };
  return explained(variances(errors, sample_weight), variances(truth, sample_weight), options);
}

/**
 * 1 − mean |y − ŷ| / mean |y − median|, at most 1; `NaN` for fewer than 2 rows. Does not support
 * `variance_weighted`.
 */
export function d2AbsoluteErrorScore(yTrue: Numbers, yPred: Numbers, options: Raw): Float64Array;
export function d2AbsoluteErrorScore(yTrue: Numbers, yPred: Numbers, options?: OutputOptions): number;
export function d2AbsoluteErrorScore(yTrue: Numbers, yPred: Numbers, options: OutputOptions = {}) {
  return d2PinballScore(yTrue, yPred, options);
}

/**
 * 1 − pinball loss / pinball loss of the constant `alpha` quantile of y. `NaN` for fewer than 2 rows.
 * Reference: Hastie, Tibshirani and Wainwright, Statistical Learning with Sparsity, 2015, equation 3.11.
 */
export function d2PinballScore(
  yTrue: Numbers,
  yPred: Numbers,
  options: OutputOptions & { readonly alpha?: number } = {},
): number | Float64Array {
  const { sample_weight = null, alpha = 0.5 } = options;
  checkParameter("alpha", alpha, QUANTILE);
  const { truth, predicted } = pairOf(yTrue, yPred, sample_weight);
  if (truth.rows < 2) return undefinedFor(truth, options);
  const loss = meanLosses(truth, predicted, sample_weight, pinball(alpha));
  const constant = { ...truth, data: new Float64Array(truth.data.length) };
  for (let j = 0; j < truth.columns; j++) {
    const quantile = weightedPercentile(columnOf(truth, j), sample_weight, alpha * 100);
    for (let at = j; at < constant.data.length; at += truth.columns) constant.data[at] = quantile;
  }
  return explained(loss, meanLosses(truth, constant, sample_weight, pinball(alpha)), options);
}

/** Returns 1 − part / whole of each output, combined as the options say. */
function explained(
  part: Float64Array,
  whole: Float64Array,
  { multioutput, force_finite = true }: ScoreOptions,
): number | Float64Array {
  const scores = part.map((numerator, j) => {
    const denominator = whole[j]!;
    if (force_finite && numerator === 0) return 1;
    return force_finite && denominator === 0 ? 0 : 1 - numerator / denominator;
  });
  if (multioutput !== "variance_weighted") return overOutputs(scores, multioutput);
  return mean(scores, whole.some((value) => value !== 0) ? whole : null);
}

function undefinedFor({ columns }: Matrix, { multioutput }: ScoreOptions): number | Float64Array {
  return multioutput === "raw_values" ? new Float64Array(columns).fill(Number.NaN) : Number.NaN;
}

/** Returns the weighted mean of (y − ȳ)² of each output, in two passes. */
function variances(values: Matrix, weights: ArrayLike<number> | null): Float64Array {
  const { rows, columns, data } = values;
  const means = meanLosses(values, values, weights, (value) => value);
  const squares = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    for (let j = 0; j < columns; j++, at++) {
      const deviation = data[at]! - means[j]!;
      squares[j]! += weight * deviation * deviation;
    }
  }
  const total = weights === null ? rows : sum(weights);
  return squares.map((square) => square / total);
}
