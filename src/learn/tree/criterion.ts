/** What both sides of a split must keep. */
export interface LeafLimits {
  /** Rows, at least 1. */
  readonly samples: number;
  /** Sum of weights: a share of the tree's, which the grower sets. */
  weight: number;
}

/**
 * Measures nodes and splits. A grower enters one node at a time and lets the splitter ask for cuts of it.
 *
 * A cut has a score that grows with the impurity it takes away: Σ weight · impurity of the node falls by
 * `score − baseline`.
 */
export interface Criterion {
  /** Numbers in the value of a node: classes, or outputs. */
  readonly width: number;
  /** Of the node that was entered: its weight, its impurity, and the score of leaving it whole. */
  readonly weight: number;
  readonly impurity: number;
  readonly baseline: number;
  /** What the sorter carries along for the p-th row of the node. */
  readonly payloads: Uint32Array;
  /** The score of the cut that `bestCut` found. */
  readonly score: number;

  /** Goes to the node of `rows[start … end − 1]`. */
  enter(rows: Int32Array, start: number, end: number): void;
  /** Writes the prediction of the node: class shares or means. */
  writeValue(target: Float64Array, at: number): void;
  /**
   * The best cut of the node sorted by one column: left of the returned position, -1 when none that `limits` allow
   * scores more than `atLeast`. `distinct[keys[p]]` is the value of the p-th row.
   */
  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number;
  /** The score of sending rows with `values[p] <= threshold` left; −∞ when `limits` forbid it. */
  scoreOf(values: Float32Array, n: number, threshold: number, limits: LeafLimits): number;
}
