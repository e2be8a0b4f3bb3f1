import type { ValueBounds } from "./node-bounds.ts";

/** The minimum size of both sides of a split. */
export interface LeafLimits {
  /** Minimum number of rows, at least 1. */
  readonly samples: number;
  /** Minimum sum of weights: a fraction of the tree's total weight, set by the grower. */
  weight: number;
}

/**
 * Evaluates nodes and splits. The grower enters one node at a time and lets the splitter ask for cuts of it.
 *
 * A cut has a score that increases with the decrease in impurity: it reduces Σ weight · impurity by `score −
 * baseline`.
 */
export interface Criterion {
  /** Length of a node's value: the number of classes or outputs. */
  readonly width: number;
  /** Weight and impurity of the node entered last, and the score of not splitting it. */
  readonly weight: number;
  readonly impurity: number;
  readonly baseline: number;
  /** The payload that the sorter moves along with the key of the p-th row of the node. */
  readonly payloads: Uint32Array;
  /** The score of the cut that `bestCut` found. */
  readonly score: number;

  /** Enters the node of `rows[start … end − 1]`. */
  enter(rows: Int32Array, start: number, end: number): void;
  /** Writes the node's prediction to `target`, starting at `at`: class probabilities, means or medians. */
  writeValue(target: Float64Array, at: number): void;
  /**
   * Finds the best cut of the node when its rows are sorted by one column. Returns the number of rows on the
   * left, or -1 if no cut that `limits` allow scores more than `atLeast`. `distinct[keys[p]]` is the value of
   * the p-th row.
   */
  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
  ): number;
  /** Returns the score of sending the rows with `values[p] <= threshold` left; −∞ if `limits` forbid it. */
  scoreOf(values: Float32Array, n: number, threshold: number, limits: LeafLimits): number;
  /** Returns the search for cuts by columns with monotonic constraints, for one output or two classes. */
  constrained(): ConstrainedCuts;
}

/**
 * The cuts of the node that a criterion has entered, by a column with a monotonic constraint: those that give a side a value out
 * of bounds, or the sides values in the wrong order, are left out.
 */
export interface ConstrainedCuts {
  /** The score of the cut that `bestCut` found, and the mean of the values of its two sides. */
  readonly score: number;
  readonly middle: number;
  /** As `Criterion.bestCut`. */
  bestCut(
    keys: Uint32Array,
    payloads: Uint32Array,
    n: number,
    distinct: Float32Array,
    limits: LeafLimits,
    atLeast: number,
    bounds: ValueBounds,
  ): number;
  /** As `Criterion.scoreOf`; sets `middle` if the cut is allowed. */
  scoreOf(
    values: Float32Array,
    n: number,
    threshold: number,
    limits: LeafLimits,
    bounds: ValueBounds,
  ): number;
}
