import { withComplement } from "../core/class-decisions.ts";
import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import type { Scalar } from "../core/order.ts";
import { mean, sum } from "./class-counts.ts";
import {
  checkSameLength,
  codesOf,
  type Labels,
  positiveLabel,
  sortLabels,
  uniqueLabels,
} from "./class-labels.ts";
import { type Numbers, toMatrix } from "./scores.ts";

/** The options of `logLoss`, and those that `brierScoreLoss` shares with it. */
interface ProbabilityOptions {
  readonly sample_weight?: ArrayLike<number> | null;
  /** All labels, one per column. Default: those that occur. Used in ascending order. */
  readonly labels?: readonly Scalar[] | null;
}

/**
 * Log loss: the mean (with `normalize: false` the sum) of −log p of the true label, with p limited to [ε, 1 −
 * ε]. `yProba` has one column per label, ascending, or for two labels a single one, that of the last. `NaN` for
 * a single label, for which the loss is meaningless. Throws `ValueError` for values outside [0, 1] and if the
 * numbers of labels and columns differ.
 */
export function logLoss(
  yTrue: Labels,
  yProba: Numbers,
  { normalize = true, ...options }: ProbabilityOptions & { readonly normalize?: boolean } = {},
): number {
  const labels = options.labels ? sortLabels(options.labels) : uniqueLabels(yTrue);
  if (labels.length < 2) return Number.NaN;
  const { truth, probabilities } = matched(yTrue, yProba, labels, options);
  const losses = lossesOf(truth, probabilities);
  const { sample_weight = null } = options;
  if (normalize) return mean(losses, sample_weight);
  return sum(sample_weight === null ? losses : losses.map((loss, i) => loss * sample_weight[i]!));
}

/**
 * Returns −log p of the true class of each row, with p limited to [ε, 1 − ε]; an unknown class, -1, has p = 0.
 */
function lossesOf(truth: Int32Array, { columns, data }: Matrix): Float64Array {
  const losses = new Float64Array(truth.length);
  for (let i = 0; i < losses.length; i++) losses[i] = lossOf(data, i * columns, truth[i]!);
  return losses;
}

/** The sum of `lossesOf`. */
export function sumOfLosses(truth: Int32Array, { columns, data }: Matrix): number {
  let total = 0;
  for (let i = 0; i < truth.length; i++) total += lossOf(data, i * columns, truth[i]!);
  return total;
}

function lossOf(probabilities: Float64Array, row: number, truth: number): number {
  const p = truth < 0 ? 0 : probabilities[row + truth]!;
  return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, p)));
}

/** Returns class numbers and n × K probabilities; a single column is completed to two. */
function matched(yTrue: Labels, yProba: Numbers, labels: readonly Scalar[], options: ProbabilityOptions) {
  const given = toMatrix(yProba);
  checkSameLength(yTrue, { length: given.rows }, options.sample_weight);
  checkProbabilities(given.data);
  const probabilities = given.columns === 1 ? withComplement(given.data) : given;
  if (probabilities.columns !== labels.length) {
    throw new ValueError(
      `${labels.length} labels, but probabilities of ${probabilities.columns}; give labels`,
    );
  }
  const truth = codesOf(yTrue, labels);
  if (truth.includes(-1)) throw new ValueError("a true label is not among labels");
  return { truth, probabilities };
}

function checkProbabilities(values: Float64Array): void {
  for (const p of values) {
    if (!(p >= 0 && p <= 1)) throw new ValueError("probabilities must lie between 0 and 1");
  }
}

/** The options of `brierScoreLoss`. */
interface BrierOptions extends ProbabilityOptions {
  /** For one column of probabilities, its label. Default: 1 or true, otherwise the larger number. */
  readonly pos_label?: Scalar | null;
  /** Whether to halve the score. Default `auto`: for up to two columns. */
  readonly scale_by_half?: boolean | "auto";
}

/**
 * Brier score: the mean of Σ ([the label is true] − p)² over the labels. `yProba` as for `logLoss`, but a
 * single column belongs to `pos_label`. Throws `ValueError` as `logLoss` does, and for strings without
 * `pos_label`.
 * Reference: Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather Review 78
 * (1950).
 */
export function brierScoreLoss(yTrue: Labels, yProba: Numbers, options: BrierOptions = {}): number {
  const { pos_label = null, scale_by_half = "auto", sample_weight = null } = options;
  const given = toMatrix(yProba);
  const { truth, probabilities } =
    given.columns === 1
      ? oneColumn(yTrue, given, pos_label, options)
      : matched(yTrue, given, options.labels ? sortLabels(options.labels) : uniqueLabels(yTrue), options);
  const { columns, data } = probabilities;
  const squares = new Float64Array(truth.length);
  for (let i = 0; i < truth.length; i++) {
    for (let k = 0; k < columns; k++) {
      squares[i]! += ((truth[i] === k ? 1 : 0) - data[i * columns + k]!) ** 2;
    }
  }
  const score = mean(squares, sample_weight);
  return scale_by_half === true || (scale_by_half === "auto" && columns < 3) ? score / 2 : score;
}

function oneColumn(yTrue: Labels, given: Matrix, pos_label: Scalar | null, options: ProbabilityOptions) {
  checkSameLength(yTrue, { length: given.rows }, options.sample_weight);
  checkProbabilities(given.data);
  const present = uniqueLabels(yTrue);
  if (present.length > 2) throw new ValueError(`one column of probabilities for ${present.length} labels`);
  const isPlain = present.every((label) => label === 0 || label === 1 || label === -1);
  const isOther = !isPlain && present.every((label) => typeof label === "number");
  const positive = pos_label === null && isOther ? present.at(-1)! : positiveLabel(present, pos_label);
  const truth = Int32Array.from({ length: yTrue.length }, (_, i) => (yTrue[i] === positive ? 1 : 0));
  return { truth, probabilities: withComplement(given.data) };
}
