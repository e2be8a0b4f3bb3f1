import type { Criterion } from "./criterion.ts";

/** A criterion for numeric targets, with rows weighted by how often they were drawn. */
export interface RegressionCriterion extends Criterion {
  /** Sets the weight of row i to `counts[i]`; null stands for 1 each. */
  weigh(counts: Int32Array | null): void;
}
