import type { Criterion } from "./criterion.ts";

/** A criterion for numeric targets, with rows weighted by how often they were drawn. */
export interface RegressionCriterion extends Criterion {
  /** Gives row i the weight `counts[i]`; null stands for 1 each. */
  weigh(counts: Int32Array | null): void;
}
