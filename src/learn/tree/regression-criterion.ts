import type { Criterion } from "./criterion.ts";

/** A criterion for numeric targets, with a weight for each row, such as how often it was drawn. */
export interface RegressionCriterion extends Criterion {
  /** Sets the weight of row i to `weights[i]`, which is positive for every row that is learnt; null stands for 1 each. */
  weigh(weights: Float64Array | null): void;
}
