import { ValueError } from "../errors.ts";
import { type FitMonitor, SILENT } from "../estimator.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Table } from "../table.ts";
import type { Fold } from "./fold.ts";

/** One score, by fold. */
export interface FoldScores {
  /** In the order of the folds; `NaN` where a fold has none. */
  readonly scores: Float64Array;
  readonly mean: number;
  /** The population standard deviation (divisor: the number of folds). */
  readonly std: number;
}

/** A new, unfitted pipeline for these training rows. */
export type CreatePipeline = (features: Table) => Pipeline;
/** Scores of a fitted pipeline on rows that it has not learnt, by name. */
export type Score = (pipeline: Pipeline, features: Table, labels: Table) => Readonly<Record<string, number>>;

/**
 * Fits a new pipeline on the training rows of each fold and scores it on its test rows. `mean` and `std` are `NaN` for a
 * score that a fold has not. Throws `ValueError` without folds, and what fitting and scoring throw. Cost: one fit a fold.
 */
export function crossValidate(
  createPipeline: CreatePipeline,
  features: Table,
  labels: Table,
  folds: readonly Fold[],
  score: Score,
  monitor: FitMonitor = SILENT,
): Record<string, FoldScores> {
  if (folds.length === 0) throw new ValueError("cross-validation needs at least one fold");
  const scores = new Map<string, Float64Array>();
  folds.forEach(({ train, test }, fold) => {
    const trainFeatures = features.takeRows(train);
    const pipeline = createPipeline(trainFeatures).fit(trainFeatures, labels.takeRows(train), {
      iteration() {},
      warn: (message) => monitor.warn(`fold ${fold + 1}: ${message}`),
    });
    const found = score(pipeline, features.takeRows(test), labels.takeRows(test));
    for (const [name, value] of Object.entries(found)) {
      const values = scores.get(name) ?? new Float64Array(folds.length).fill(Number.NaN);
      values[fold] = value;
      scores.set(name, values);
    }
    monitor.iteration(fold + 1, folds.length);
  });
  return Object.fromEntries([...scores].map(([name, values]) => [name, summary(values)]));
}

function summary(scores: Float64Array): FoldScores {
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  const squares = scores.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { scores, mean, std: Math.sqrt(squares / scores.length) };
}
