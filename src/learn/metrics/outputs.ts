import { ValueError } from "../core/errors.ts";
import type { Matrix } from "../core/matrix.ts";
import { mean, sum } from "./class-counts.ts";
import { checkSameLength } from "./class-labels.ts";
import { type Numbers, toMatrix } from "./scores.ts";

/** What metrics of predicted numbers share. */
export interface OutputOptions {
  /** One weight a row. Default: 1 each. */
  readonly sample_weight?: ArrayLike<number> | null;
  /** What becomes of several outputs: their mean (default), one figure each, or a mean by weights. */
  readonly multioutput?: "uniform_average" | "raw_values" | ArrayLike<number>;
}

export type RawValues = OutputOptions & { readonly multioutput: "raw_values" };

/** True and predicted numbers, n × k both. Throws `ValueError` for shapes that differ. */
export function pairOf(yTrue: Numbers, yPred: Numbers, weights?: ArrayLike<number> | null) {
  const truth = toMatrix(yTrue);
  const predicted = toMatrix(yPred);
  checkSameLength({ length: truth.rows }, { length: predicted.rows }, weights);
  if (truth.columns !== predicted.columns) {
    throw new ValueError(`${truth.columns} true outputs, but ${predicted.columns} predicted ones`);
  }
  return { truth, predicted };
}

/** What an error of one entry is, by its true and its predicted value. */
export type EntryLoss = (truth: number, predicted: number) => number;

/** The weighted mean of `loss` over the rows, for each output. */
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

/** One figure of many, as `multioutput` says. Throws `ValueError` for a word that is not known, and too few weights. */
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
