import type { Criterion } from "./criterion.ts";

/** A criterion over numbers, whose rows count as often as they were drawn. */
export interface RegressionCriterion extends Criterion {
  /** Row i counts `counts[i]` times; null is once each. */
  weigh(counts: Int32Array | null): void;
}
