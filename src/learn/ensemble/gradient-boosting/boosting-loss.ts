import { sumOfWeights } from "../../core/sample-weight.ts";

/**
 * The loss that gradient boosting minimises, a function of the target and of the raw prediction F, which is a
 * sum of trees. Raw predictions are n × `outputs`, row-major; each stage has one tree per output. Losses are given the weights of
 * rows, null for equal ones; gradients are not weighted, since the trees that are fitted to them are.
 */
export interface BoostingLoss {
  readonly outputs: number;
  /** Returns the constant raw prediction to start from, one number per output. */
  start(): Float64Array;
  /** Prepares a stage, whose trees are fitted at the raw predictions `raw`. */
  prepare(raw: Float64Array): void;
  /**
   * Writes the negative gradient with respect to output `k` at the prepared raw predictions: the target of the
   * next tree.
   */
  gradient(raw: Float64Array, k: number, target: Float64Array): void;
  /**
   * Returns the step of a leaf with the rows `rows[start … end − 1]`: the constant that minimises the loss, or one
   * Newton step towards it. `gradient` is the target that the tree was fitted to, `mean` its mean over the leaf.
   */
  leafStep(
    rows: Int32Array,
    start: number,
    end: number,
    raw: Float64Array,
    gradient: Float64Array,
    mean: number,
  ): number;
  /**
   * Returns the mean loss of other rows with targets `y` (class numbers or numbers) and `weights`, null for equal ones, for early
   * stopping.
   */
  meanLoss(raw: Float64Array, y: Int32Array | Float64Array, weights?: Float64Array | null): number;
}

/** Returns the weight of row `row`: 1 if `weights` is null. */
export function weightOf(weights: Float64Array | null, row: number): number {
  return weights === null ? 1 : weights[row]!;
}

/** Returns the total weight of `rows` rows. */
export function totalOf(weights: Float64Array | null, rows: number): number {
  return weights === null ? rows : sumOfWeights(weights);
}
