import * as v from "valibot";
import { ValueError } from "../core/errors.ts";
import { flag, SEED, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { checkedParameters, defineParameters, type GivenParameters } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { type Fold, foldsOf } from "./fold.ts";

/** The parameters of `KFold`, `StratifiedKFold` and `GroupKFold`. */
const foldParameters = defineParameters({
  n_splits: withDefault(wholeNumber(2), 5, "Number of folds"),
  shuffle: flag(false, "Assign rows to folds at random instead of keeping neighbouring rows together"),
  random_state: withDefault(v.nullable(SEED), null, "Seed of the shuffling; only with shuffle. null: 0"),
});

/** The argument of the constructors of `KFold`, `StratifiedKFold` and `GroupKFold`. */
export type KFoldParameters = GivenParameters<typeof foldParameters>;

/**
 * Splits rows into `n_splits` folds of equal size, the first n mod k one row larger; each is the test set once.
 * Without `shuffle` these are exactly scikit-learn's folds; with it, folds of the same sizes drawn by another generator.
 */
export class KFold {
  readonly parameters: KFoldParameters;

  constructor(parameters: KFoldParameters = {}) {
    this.parameters = parameters;
  }

  /** Returns the folds of `rows` rows. Throws `ValueError` for parameters out of range, and fewer rows than folds. */
  split(rows: number): Fold[] {
    const { n_splits, random } = checkFolds(this.parameters, rows);
    const order = random === null ? Int32Array.from({ length: rows }, (_, i) => i) : random.permutation(rows);
    const foldOfRow = new Int32Array(rows);
    const size = Math.floor(rows / n_splits);
    const larger = rows % n_splits;
    for (let fold = 0, at = 0; fold < n_splits; fold++) {
      const end = at + size + (fold < larger ? 1 : 0);
      for (; at < end; at++) foldOfRow[order[at]!] = fold;
    }
    return foldsOf(foldOfRow, n_splits);
  }
}

/**
 * Returns the number of folds and the generator to shuffle by, null for none. Throws `ValueError` for parameters out of
 * range, and for more folds than there are `units`, which are not divided: rows, or groups of rows.
 */
export function checkFolds(
  parameters: KFoldParameters,
  count: number,
  units: "rows" | "groups" = "rows",
): { n_splits: number; random: Random | null } {
  const { n_splits, shuffle, random_state } = checkedParameters(foldParameters, parameters);
  if (random_state !== null && !shuffle) {
    throw new ValueError("random_state has no effect without shuffle; leave it out, or set shuffle");
  }
  if (n_splits > count) {
    throw new ValueError(`n_splits=${n_splits} cannot be greater than the number of ${units}, ${count}`);
  }
  return { n_splits, random: shuffle ? new Random(random_state ?? 0) : null };
}
