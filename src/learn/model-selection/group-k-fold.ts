import type { Scalar } from "../core/order.ts";
import { type Fold, foldsOf } from "./fold.ts";
import { numberGroups } from "./group-numbers.ts";
import { checkFolds, KFold, type KFoldParameters } from "./k-fold.ts";

/**
 * Splits rows into `n_splits` folds, each of which is the test set once, so that all rows of a group are in one fold: a
 * model is tested on groups that it has not seen.
 *
 * Without `shuffle` these are exactly scikit-learn's folds, which have nearly the same number of rows: the groups are dealt
 * from the largest to the smallest, each to the fold with the fewest rows. With `shuffle`, the folds have the same number of
 * groups, as in scikit-learn, drawn by another generator.
 */
export class GroupKFold {
  readonly parameters: KFoldParameters;

  constructor(parameters: KFoldParameters = {}) {
    this.parameters = parameters;
  }

  /**
   * Returns the folds of rows that belong to `groups`. Throws `ValueError` for parameters out of range, and for fewer groups
   * than folds.
   */
  split(groups: ArrayLike<Scalar>): Fold[] {
    const { codes, counts } = numberGroups(groups);
    const { n_splits, random } = checkFolds(this.parameters, counts.length, "groups");
    const foldOfGroup = new Int32Array(counts.length);
    if (random === null) deal(counts, n_splits, foldOfGroup);
    else
      new KFold(this.parameters).split(counts.length).forEach(({ test }, fold) => {
        for (const group of test) foldOfGroup[group] = fold;
      });
    return foldsOf(
      codes.map((group) => foldOfGroup[group]!),
      n_splits,
    );
  }
}

/** Assigns each group to the fold that has the fewest rows so far: the largest first, the last of groups of the same size first. */
function deal(counts: readonly number[], folds: number, foldOfGroup: Int32Array): void {
  const rows = new Float64Array(folds);
  const ascending = [...counts.keys()].sort((a, b) => counts[a]! - counts[b]!);
  for (const group of ascending.reverse()) {
    const smallest = rows.indexOf(Math.min(...rows));
    foldOfGroup[group] = smallest;
    rows[smallest]! += counts[group]!;
  }
}
