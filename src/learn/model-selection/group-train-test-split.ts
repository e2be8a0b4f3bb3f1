import type { Scalar } from "../core/order.ts";
import { type Fold, foldsOf } from "./fold.ts";
import { numberGroups } from "./group-numbers.ts";
import { type TrainTestSplitOptions, trainTestSplit } from "./train-test-split.ts";

/**
 * Splits rows into a training and a test set at random, so that all rows of a group are in the same set: one split of
 * scikit-learn's `GroupShuffleSplit`. `test_size` and `train_size` count groups, not rows; the random numbers differ.
 * Throws `ValueError` for sizes out of range.
 */
export function groupTrainTestSplit(
  groups: ArrayLike<Scalar>,
  options: Omit<TrainTestSplitOptions, "shuffle" | "stratify"> = {},
): Fold {
  const { codes, counts } = numberGroups(groups);
  const { train, test } = trainTestSplit(counts.length, options, "groups");
  // With both sizes given, some groups may be in neither set.
  const setOfGroup = new Int32Array(counts.length).fill(2);
  for (const group of train) setOfGroup[group] = 0;
  for (const group of test) setOfGroup[group] = 1;
  const [trainRows, testRows] = foldsOf(
    codes.map((group) => setOfGroup[group]!),
    3,
  );
  return { train: trainRows!.test, test: testRows!.test };
}
