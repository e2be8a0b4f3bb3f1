import { listNames, RowError, ValueError } from "../core/errors.ts";
import type { ClassifierEstimator } from "../core/estimator.ts";
import type { FitMonitor } from "../core/fit-monitor.ts";
import type { EncodedClasses } from "../core/labels.ts";
import { classesWithoutWeight } from "../core/sample-weight.ts";
import type { Shape } from "../core/step.ts";
import type { Table } from "../core/table.ts";
import { takeDoubles, takeIntegers } from "../core/take.ts";
import type { Fold } from "./fold.ts";
import { StratifiedKFold } from "./stratified-k-fold.ts";

/** What is known of the rows before a fit: their classes, and their weights unless they are equal. */
export interface WeightedClasses {
  readonly y: EncodedClasses;
  readonly sampleWeight: Float64Array | undefined;
}

/** How `innerFolds` divides the rows. */
interface Division {
  /** Number of folds. */
  readonly cv: number;
  /** The fewest rows of a class. */
  readonly least: number;
  /** Whether the rows of a fold, which the clone has not seen, are also learnt from, so that their weights count too. */
  readonly learnsFromTest?: boolean;
}

/**
 * Returns the folds, stratified and not shuffled, on which a `MetaClassifier` fits clones of `estimator`. Throws `ValueError` for a
 * class of fewer than `least` rows, unless some class has a row for each fold, for a class whose rows all have the weight 0 where a fold learns from them, and for what the
 * clones would refuse in the rows of a fold. `purpose` begins the messages.
 */
export function innerFolds(
  purpose: string,
  estimator: ClassifierEstimator,
  { columns }: Shape,
  { y, sampleWeight }: WeightedClasses,
  { cv, least, learnsFromTest = false }: Division,
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
  const largest = counts.reduce((a, b) => Math.max(a, b), 0);
  if (largest < cv) {
    throw new ValueError(
      `${purpose} by ${cv} folds needs a class of at least ${cv} rows; the largest has ${largest}`,
    );
  }
  const folds = new StratifiedKFold({ n_splits: cv }).split(y.codes, monitor);
  folds.forEach(({ train, test }, number) => {
    const fitted = classesOf({ y, sampleWeight }, train);
    const place = `${purpose}, fold ${number + 1} of ${cv}`;
    checkWeights(fitted, `${place}, rows outside it`);
    if (learnsFromTest) checkWeights(classesOf({ y, sampleWeight }, test), `${place}, rows in it`);
    estimator.checkBeforeFit({ rows: train.length, columns }, fitted.y, fitted.sampleWeight);
  });
  return folds;
}

/** Throws `ValueError` for a class without weight. */
function checkWeights({ y, sampleWeight }: WeightedClasses, place: string): void {
  if (sampleWeight === undefined) return;
  const empty = classesWithoutWeight(sampleWeight, y);
  if (empty.length === 0) return;
  throw new ValueError(
    `${place}: sample_weight is 0 for all rows of some classes: ${listNames(empty.map(String))}; leave the rows of weight 0 out of the training, so that those of each fold have weights`,
  );
}

/** Some rows of a training, as a fold has them. */
export interface Part extends WeightedClasses {
  readonly X: Table;
}

/** Returns the result of `work` on the rows at `indices`. A `RowError` that it throws names the row of the whole table. */
export function onRows<T>({ X, ...classes }: Part, indices: Int32Array, work: (part: Part) => T): T {
  try {
    return work({ X: X.takeRows(indices), ...classesOf(classes, indices) });
  } catch (error) {
    throw error instanceof RowError ? error.among(indices) : error;
  }
}

/** All K classes stay, even those that none of the rows at `indices` has. */
function classesOf(
  { y: { classes, codes }, sampleWeight }: WeightedClasses,
  indices: Int32Array,
): WeightedClasses {
  return {
    y: { classes, codes: takeIntegers(codes, indices) },
    sampleWeight: sampleWeight === undefined ? undefined : takeDoubles(sampleWeight, indices),
  };
}
