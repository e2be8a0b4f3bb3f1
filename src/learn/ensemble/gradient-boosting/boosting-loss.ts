/**
 * What gradient boosting minimises: a loss of the target and of the raw prediction F, which is a sum of trees. Raw
 * predictions are n × `outputs`, row-major; there is one tree an output in each stage.
 */
export interface BoostingLoss {
  readonly outputs: number;
  /** The constant raw prediction to start from, one number an output. */
  start(): Float64Array;
  /** Gets ready for a stage in which trees are fitted at the raw predictions `raw`. */
  prepare(raw: Float64Array): void;
  /** Writes the negative gradient of output `k` at the prepared raw predictions: what a tree is fitted to. */
  gradient(raw: Float64Array, k: number, target: Float64Array): void;
  /**
   * The step of a leaf with the rows `rows[start … end − 1]`: the minimum of the loss along a constant, or one Newton
   * step towards it. `gradient` and `mean` are what its tree was fitted to and predicts.
   */
  leafStep(
    rows: Int32Array,
    start: number,
    end: number,
    raw: Float64Array,
    gradient: Float64Array,
    mean: number,
  ): number;
  /** The mean loss of other rows with targets `y` (class numbers or numbers), for early stopping. */
  meanLoss(raw: Float64Array, y: Int32Array | Float64Array): number;
}
