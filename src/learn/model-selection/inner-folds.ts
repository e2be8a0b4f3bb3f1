import { RowError, ValueError } from "../core/errors.ts";
import type { ClassifierEstimator, FitMonitor, Shape } from "../core/estimator.ts";
import type { EncodedClasses } from "../core/labels.ts";
import type { Table } from "../core/table.ts";
import { takeIntegers } from "../core/take.ts";
import type { Fold } from "./fold.ts";
import { StratifiedKFold } from "./stratified-k-fold.ts";

/**
 * Returns the folds, stratified and not shuffled, on which a `MetaClassifier` fits clones of `estimator`. Throws `ValueError` for a
 * class of fewer than `least` rows, and for what the clones would refuse in the rows of a fold. `purpose` begins the messages.
 */
export function innerFolds(
  purpose: string,
  estimator: ClassifierEstimator,
  { columns }: Shape,
  y: EncodedClasses,
  { cv, least }: { readonly cv: number; readonly least: number },
  monitor?: FitMonitor,
): Fold[] {
  const counts = new Float64Array(y.classes.length);
  for (const code of y.codes) counts[code]!++;
  const smallest = counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  if (smallest < least) {
    throw new ValueError(
      `${purpose} by ${cv} folds needs at least ${least} rows of each class; the smallest has ${smallest}`,
    );
  }
  const folds = new StratifiedKFold({ n_splits: cv }).split(y.codes, monitor);
  for (const { train } of folds) {
    estimator.checkBeforeFit({ rows: train.length, columns }, takeClasses(y, train));
  }
  return folds;
}

/** Some rows of a training, as a fold has them. */
export interface Part {
  readonly X: Table;
  /** All K classes stay, even those that none of these rows has. */
  readonly y: EncodedClasses;
}

/** Returns the result of `work` on the rows at `indices`. A `RowError` that it throws names the row of the whole table. */
export function onRows<T>({ X, y }: Part, indices: Int32Array, work: (part: Part) => T): T {
  try {
    return work({ X: X.takeRows(indices), y: takeClasses(y, indices) });
  } catch (error) {
    throw error instanceof RowError ? error.among(indices) : error;
  }
}

function takeClasses({ classes, codes }: EncodedClasses, indices: Int32Array): EncodedClasses {
  return { classes, codes: takeIntegers(codes, indices) };
}
