import type { Matrix } from "./matrix.ts";

/** An increasing function of each label, in whose unit it is measured how far off predictions are. */
export interface LabelScale {
  /** Returns n × k labels or predictions in its unit. Throws `RowError` for one that is too large for it. */
  apply(labels: Matrix): Matrix;
  /**
   * Returns the n × k labels of numbers in its unit. A number of none becomes the end of what labels there can be, or else the
   * smallest or the largest label of the training rows.
   */
  invert(values: Matrix): Matrix;
}
