import { ValueError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Fold } from "../../model-selection/fold.ts";
import { checkTrainTestSplit, trainTestSplit } from "../../model-selection/train-test-split.ts";

/**
 * Sets aside ⌈fraction · n⌉ of the n rows, or `fraction` of them where it is 1 or more, of each class in
 * proportion where `classes` has the class of each row. Both parts are ascending.
 * Throws `ValueError` as scikit-learn's train_test_split: for a part without rows, a class of one row, and a
 * part with fewer rows than classes.
 */
export function setRowsAside(
  rows: number,
  fraction: number,
  classes: Float64Array | null,
  random: Random,
): Fold {
  checkRowsAside(rows, fraction, classes);
  const { train, test } = trainTestSplit(rows, {
    test_size: fraction,
    stratify: classes,
    random_state: random.uint32(),
  });
  return { train: train.sort(), test: test.sort() };
}

/** Throws `ValueError` where `setRowsAside` would: that depends on the numbers of rows alone, not on which are chosen. */
export function checkRowsAside(rows: number, fraction: number, classes: Float64Array | null): void {
  try {
    checkTrainTestSplit(rows, { test_size: fraction, stratify: classes });
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new ValueError(
      `early stopping cannot set validation_fraction=${fraction} of ${rows} rows aside (${error.message}); change it or set early_stopping to false`,
    );
  }
}

/**
 * Whether none of the last `patience` of `losses` is better than the one before them by more than `tolerance`:
 * scikit-learn's rule.
 */
export function hasStalled(losses: readonly number[], patience: number, tolerance: number): boolean {
  if (losses.length <= patience) return false;
  const reference = losses[losses.length - 1 - patience]! - tolerance;
  return losses.slice(-patience).every((loss) => !(loss < reference));
}
