import type { Pipeline } from "../learn/pipeline.ts";

/**
 * Returns how many rows may be predicted `times` times each, so that this takes a small share of the time of a training of
 * `trainingRows` rows. Depends on nothing but its arguments, so that reports are reproducible.
 */
export function rowBudget(_pipeline: Pipeline, trainingRows: number, times: number): number {
  return Math.floor(Math.max(20_000, trainingRows) / times);
}
