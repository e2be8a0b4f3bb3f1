import { ValueError } from "../core/errors.ts";
import { checkParameters, either, oneOf, SEED, TRUE_OR_FALSE, whole } from "../core/parameter-checks.ts";
import { Random } from "../core/random.ts";
import { type Fold, foldsOf } from "./fold.ts";

export interface KFoldParameters {
  /** Number of folds, an integer ≥ 2. Default 5. */
  readonly n_splits?: number;
  /** Assign the rows to folds at random. Default false: neighbouring rows stay together. */
  readonly shuffle?: boolean;
  /** Seed of the shuffling, 0 to 2³² − 1; only with `shuffle`. Default null: 0. */
  readonly random_state?: number | null;
}

/**
 * Splits rows into `n_splits` folds of equal size, the first n mod k one row larger; each is the test set once.
 * Without `shuffle` the folds are exactly scikit-learn's; with it, they have the same sizes, but the random
 * numbers differ.
 */
export class KFold {
  readonly parameters: KFoldParameters;

  constructor(parameters: KFoldParameters = {}) {
    this.parameters = parameters;
  }

  /**
   * Returns the folds of `rows` rows. Throws `ValueError` for parameters out of range, and if there are fewer
   * rows than folds.
   */
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
 * Checks the parameters. Returns the number of folds, and the random numbers for shuffling, or null for none.
 */
export function checkFolds(
  parameters: KFoldParameters,
  rows: number,
): { n_splits: number; random: Random | null } {
  checkParameters(parameters, {
    n_splits: whole(2),
    shuffle: TRUE_OR_FALSE,
    random_state: either(SEED, oneOf(null)),
  });
  const { n_splits = 5, shuffle = false, random_state = null } = parameters;
  if (random_state !== null && !shuffle) {
    throw new ValueError("random_state has no effect without shuffle; leave it out, or set shuffle");
  }
  if (n_splits > rows) {
    throw new ValueError(`n_splits=${n_splits} cannot be greater than the number of rows, ${rows}`);
  }
  return { n_splits, random: shuffle ? new Random(random_state ?? 0) : null };
}
