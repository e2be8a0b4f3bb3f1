import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { mean, sum } from "./class-counts.ts";
import { checkSameLength } from "./class-labels.ts";
import { type Numbers, toMatrix } from "./scores.ts";

/** The common options of metrics of predicted numbers. */
export interface OutputOptions {
  /** One weight per row. Default: 1 each. */
  readonly sample_weight?: ArrayLike<number> | null;
  /** How to combine several outputs: their mean (default), one score each, or a mean with these weights. */
  readonly multioutput?: "uniform_average" | "raw_values" | ArrayLike<number>;
}

/** Options that ask for one score per output. */
export type RawValues = OutputOptions & { readonly multioutput: "raw_values" };

/** Returns true and predicted numbers, both n × k. Throws `ValueError` if their shapes differ. */
export function pairOf(yTrue: Numbers, yPred: Numbers, weights?: ArrayLike<number> | null) {
  const truth = toMatrix(yTrue);
  const predicted = toMatrix(yPred);
  checkSameLength({ length: truth.rows }, { length: predicted.rows }, weights);
  if (truth.columns !== predicted.columns) {
    throw new ValueError(`${truth.columns} true outputs, but ${predicted.columns} predicted ones`);
  }
  return { truth, predicted };
}

/** The loss of one entry, a function of its true and its predicted value. */
export type EntryLoss = (truth: number, predicted: number) => number;

/** Returns the weighted mean of `loss` over the rows, for each output. */
export function meanLosses(
  truth: Matrix,
  predicted: Matrix,
  weights: ArrayLike<number> | null,
  loss: EntryLoss,
): Float64Array {
  const { rows, columns } = truth;
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    const weight = weights === null ? 1 : weights[i]!;
    for (let j = 0; j < columns; j++, at++) sums[j]! += weight * loss(truth.data[at]!, predicted.data[at]!);
  }
  const total = weights === null ? rows : sum(weights);
  return sums.map((value) => value / total);
}

/**
 * Combines the scores of the outputs as `multioutput` says. Throws `ValueError` for an unknown name and for too
 * few weights.
 */
export function overOutputs(
  figures: Float64Array,
  multioutput: OutputOptions["multioutput"] = "uniform_average",
): number | Float64Array {
  if (multioutput === "raw_values") return figures;
  if (multioutput === "uniform_average") return mean(figures);
  if (typeof multioutput === "string") {
    throw new ValueError(`multioutput=${multioutput} must be "uniform_average", "raw_values" or weights`);
  }
  if (multioutput.length !== figures.length) {
    throw new ValueError(`multioutput has ${multioutput.length} weights for ${figures.length} outputs`);
  }
  return mean(figures, multioutput);
}
