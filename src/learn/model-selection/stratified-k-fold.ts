import { ValueError } from "../core/errors.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import { numberByAppearance } from "../core/labels.ts";
import type { Scalar } from "../core/order.ts";
import { type Fold, foldsOf } from "./fold.ts";
import { checkFolds, type KFoldParameters } from "./k-fold.ts";

/**
 * As `KFold`, but every fold has nearly the same fraction of each class. Classes are taken in order of their
 * first row, and the rows of a class in order; without `shuffle` the folds are exactly scikit-learn's.
 */
export class StratifiedKFold {
  readonly parameters: KFoldParameters;

  constructor(parameters: KFoldParameters = {}) {
    this.parameters = parameters;
  }

  /**
   * Returns the folds of rows with the labels `y`. Warns of a class with fewer rows than folds, which is
   * missing from some folds. Throws `ValueError` for parameters out of range, and if every class has fewer rows
   * than there are folds.
   */
  split(y: ArrayLike<Scalar>, monitor: FitMonitor = SILENT): Fold[] {
    const { n_splits, random } = checkFolds(this.parameters, y.length);
    const { codes, counts } = numberByAppearance(y);
    checkCounts(counts, n_splits, monitor);
    const foldsOfClass = allocate(counts, n_splits);
    if (random !== null) for (const folds of foldsOfClass) random.shuffle(folds);
    const used = new Int32Array(counts.length);
    const foldOfRow = new Int32Array(y.length);
    for (let i = 0; i < foldOfRow.length; i++) {
      const number = codes[i]!;
      foldOfRow[i] = foldsOfClass[number]![used[number]!++]!;
    }
    return foldsOf(foldOfRow, n_splits);
  }
}

function checkCounts(counts: readonly number[], folds: number, monitor: FitMonitor): void {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const least = counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (folds > most) {
    throw new ValueError(
      `n_splits=${folds} cannot be greater than the number of rows of each class; the largest has ${most}`,
    );
  }
  if (folds > least) {
    monitor.warn(`the smallest class has only ${least} rows, fewer than n_splits=${folds}`);
  }
}

/**
 * Returns the folds that the rows of each class are assigned to, ascending. The sorted labels are dealt to the
 * folds like cards, which determines the number of rows per fold.
 */
function allocate(counts: readonly number[], folds: number): Int32Array[] {
  let dealt = 0;
  return counts.map((count) => {
    const ofClass = new Int32Array(count);
    const extra = count % folds;
    for (let fold = 0, at = 0; fold < folds; fold++) {
      const isExtra = (fold - (dealt % folds) + folds) % folds < extra;
      const size = Math.floor(count / folds) + (isExtra ? 1 : 0);
      ofClass.fill(fold, at, at + size);
      at += size;
    }
    dealt += count;
    return ofClass;
  });
}
