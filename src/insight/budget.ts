import { TransformedTargetRegressor } from "../learn/compose/transformed-target-regressor.ts";
import type { Estimator } from "../learn/core/estimator.ts";
import { ColumnReplacer } from "../learn/inspection/column-replacer.ts";
import type { Pipeline } from "../learn/pipeline.ts";

/*
 * How many rows are predicted with other values in a column, so that this takes a few hundredths of the time of a training. The
 * numbers depend only on the pipeline and on the number of rows, never on the time, so that a training on the same data stores the
 * same report. They were chosen from measurements.
 */

/** The rows of one use. */
interface Rows {
  readonly least: number;
  readonly most: number;
}

const FOR_IMPORTANCE: Rows = { least: 50, most: 500 };
/** Trees are deeper the more rows they have learnt from: fewer rows take as long. */
const MOST_FOR_TREES = 200;
const FOR_DEPENDENCE: Rows = { least: 16, most: 100 };

/** Changes of sums that take no noticeable time, and those for each row of the training that take little of its time. */
const FREE_CHANGES = 6000;
const CHANGES_PER_ROW = 4;

/** Linear models: the mean of a few rows differs from that of all by little more than a constant. */
const AVERAGED_ROWS = 20;

/** Trees: a row with all its replacements takes as long as the growth of this many rows, and as this many for a few columns. */
const GROWN_ROWS = { importance: 20, dependence: 60 } as const;

/** With fewer rows than this, predicted one by one, the importance of columns would say little. */
const LEAST_PREDICTED = 32;
/** Predictions of a row that take no noticeable time, even slow ones. */
const FREE_PREDICTIONS = 5000;
/** How many predictions of a row take a few hundredths of the time of its fit; all others have `USUAL_SHARE`. */
const SHARES: Readonly<Record<string, number>> = {
  MLPClassifier: 20,
  MLPRegressor: 20,
  GaussianNB: 5,
  SVC: 2,
  GradientBoostingClassifier: 2,
  GradientBoostingRegressor: 2,
  HistGradientBoostingClassifier: 2,
  HistGradientBoostingRegressor: 2,
  RandomForestClassifier: 1,
  RandomForestRegressor: 1,
  ExtraTreesClassifier: 1,
  ExtraTreesRegressor: 1,
};
const USUAL_SHARE = 0.2;

/**
 * Returns how many of `rows` training rows to shuffle `repeats` times in each column, at least as many as are useful; 0 where that
 * would take too long.
 */
export function rowsForImportance(pipeline: Pipeline, rows: number, repeats: number): number {
  const { way } = ColumnReplacer.of(pipeline);
  const times = repeats * pipeline.schema.featureNames.length;
  const { least, most } = FOR_IMPORTANCE;
  if (way === "trees") return between(least, rows / GROWN_ROWS.importance, MOST_FOR_TREES);
  if (way === "sums") return between(least, changesFor(rows) / (times * outputsOf(pipeline)), most);
  const predictions = shareOf(pipeline) * rows;
  if (LEAST_PREDICTED * times > Math.max(FREE_PREDICTIONS, predictions)) return 0;
  return between(LEAST_PREDICTED, predictions / times, most);
}

/** Returns how many of `rows` training rows to predict with each of `points` values, of several columns together. */
export function rowsForDependence(pipeline: Pipeline, rows: number, points: number): number {
  const { way } = ColumnReplacer.of(pipeline);
  const { least, most } = FOR_DEPENDENCE;
  if (way === "trees") return between(least, rows / GROWN_ROWS.dependence, most);
  if (way === "sums") return between(least, rows / AVERAGED_ROWS, most);
  return between(least, (shareOf(pipeline) * rows) / points, most);
}

function changesFor(rows: number): number {
  return FREE_CHANGES + CHANGES_PER_ROW * rows;
}

function shareOf({ estimator }: Pipeline): number {
  let step: Estimator = estimator instanceof TransformedTargetRegressor ? estimator.regressor : estimator;
  // Classifiers around others take as many times as long to fit as to predict, or longer.
  while (step.kind === "classifier" && step.inner.length > 0) step = step.inner[0]!;
  return Object.hasOwn(SHARES, step.type) ? SHARES[step.type]! : USUAL_SHARE;
}

function outputsOf({ schema }: Pipeline): number {
  const { classes, labelNames } = schema;
  return classes === null ? labelNames.length : classes.length > 2 ? classes.length : 1;
}

function between(least: number, wanted: number, most: number): number {
  return Math.floor(Math.min(most, Math.max(least, wanted)));
}
