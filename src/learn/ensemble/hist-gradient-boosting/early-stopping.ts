import { ValueError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import type { Fold } from "../../model-selection/fold.ts";
import { checkTrainTestSplit, trainTestSplit } from "../../model-selection/train-test-split.ts";

/**
 * Holds out ⌈fraction · n⌉ of the n rows, or `fraction` rows if it is 1 or more, stratified by `classes`, the
 * class of each row, unless that is null. Both parts are ascending.
 * Throws `ValueError` as scikit-learn's train_test_split does: for a part without rows, a class with a single
 * row, and a part with fewer rows than classes.
 */
export function holdOutRows(
  rows: number,
  fraction: number,
  classes: Float64Array | null,
  random: Random,
): Fold {
  checkHeldOutRows(rows, fraction, classes);
  const { train, test } = trainTestSplit(rows, {
    test_size: fraction,
    stratify: classes,
    random_state: random.uint32(),
  });
  return { train: train.sort(), test: test.sort() };
}

/** Throws `ValueError` if `holdOutRows` would, which depends only on the numbers of rows. */
export function checkHeldOutRows(rows: number, fraction: number, classes: Float64Array | null): void {
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
 * Returns whether none of the last `noChangeLimit` losses is better than the one before them by more than
 * `tolerance`, which is scikit-learn's rule.
 */
export function hasStalled(losses: readonly number[], noChangeLimit: number, tolerance: number): boolean {
  if (losses.length <= noChangeLimit) return false;
  const reference = losses[losses.length - 1 - noChangeLimit]! - tolerance;
  return losses.slice(-noChangeLimit).every((loss) => !(loss < reference));
}
