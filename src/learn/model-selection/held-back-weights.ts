import { ValueError } from "../core/errors.ts";
import type { Fold } from "./fold.ts";

/**
 * Throws `ValueError` if all rows that a fit holds back for early stopping have the weight 0, so that it could not tell when to stop,
 * or all others, of which it would learn nothing. `weights` are those of all rows; `remedy` tells how to do without early stopping.
 */
export function checkHeldBackWeights(weights: Float64Array, { train, test }: Fold, remedy: string): void {
  const hasWeight = (row: number) => weights[row]! > 0;
  if (train.some(hasWeight) && test.some(hasWeight)) return;
  throw new ValueError(
    `sample_weight is 0 for all rows that early stopping ${train.some(hasWeight) ? "holds back" : "leaves to learn from"}; set another random_state or validation_fraction, or ${remedy}`,
  );
}
