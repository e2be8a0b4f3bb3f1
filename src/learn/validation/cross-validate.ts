import { ValueError } from "../errors.ts";
import { type FitMonitor, SILENT } from "../estimator.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Table } from "../table.ts";
import type { Fold } from "./fold.ts";

/** One score, by fold. */
export interface FoldScores {
  /** In the order of the folds; `NaN` where a fold has none. */
  readonly scores: Float64Array;
  /** The mean over the folds that were measured; `NaN` where one of these has no such score. */
  readonly mean: number;
  /** The population standard deviation over the same folds (divisor: their number). */
  readonly std: number;
}

/** What became of the folds. */
export interface CrossValidation {
  /** How many of the folds were fitted and scored. */
  readonly measured: number;
  readonly scores: Readonly<Record<string, FoldScores>>;
}

/** A new, unfitted pipeline for these training rows. */
export type CreatePipeline = (features: Table) => Pipeline;
/** Scores of a fitted pipeline on rows that it has not learnt, by name. */
export type Score = (pipeline: Pipeline, features: Table, labels: Table) => Readonly<Record<string, number>>;

/**
 * Fits a new pipeline on the training rows of each fold and scores it on its test rows. A fold whose rows cannot be
 * learnt from or scored (they lack a class, are fewer than the neighbours asked for, …: a `ValueError`) has the scores
 * `NaN`, as with scikit-learn's `error_score`, and `monitor` is warned of it by `nameOf`; unlike NumPy's, `mean` and `std` are those of the
 * folds that were measured. Throws `ValueError` without folds, and whatever else fitting and scoring throw: a mistake in
 * a step is no matter of the rows. Cost: one fit a fold.
 */
export function crossValidate(
  createPipeline: CreatePipeline,
  features: Table,
  labels: Table,
  folds: readonly Fold[],
  score: Score,
  monitor: FitMonitor = SILENT,
  nameOf: (fold: number) => string = (fold) => `fold ${fold + 1} of ${folds.length}`,
): CrossValidation {
  if (folds.length === 0) throw new ValueError("cross-validation needs at least one fold");
  const scores = new Map<string, Float64Array>();
  const isMeasured: boolean[] = [];
  folds.forEach((fold, number) => {
    const told = nameOf(number);
    try {
      const found = scoreFold(createPipeline, features, labels, fold, score, told, monitor);
      for (const [name, value] of Object.entries(found)) {
        const values = scores.get(name) ?? new Float64Array(folds.length).fill(Number.NaN);
        values[number] = value;
        scores.set(name, values);
      }
      isMeasured.push(true);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      monitor.warn(`${told} cannot be measured and is left out: ${error.message}`);
      isMeasured.push(false);
    }
    monitor.iteration(number + 1, folds.length);
  });
  return {
    measured: isMeasured.filter(Boolean).length,
    scores: Object.fromEntries([...scores].map(([name, values]) => [name, summary(values, isMeasured)])),
  };
}

function scoreFold(
  createPipeline: CreatePipeline,
  features: Table,
  labels: Table,
  { train, test }: Fold,
  score: Score,
  told: string,
  monitor: FitMonitor,
): Readonly<Record<string, number>> {
  const trainFeatures = features.takeRows(train);
  const pipeline = createPipeline(trainFeatures).fit(trainFeatures, labels.takeRows(train), {
    iteration() {},
    warn: (message) => monitor.warn(`${told}: ${message}`),
  });
  pipeline.forgetRows();
  return score(pipeline, features.takeRows(test), labels.takeRows(test));
}

function summary(scores: Float64Array, isMeasured: readonly boolean[]): FoldScores {
  const measured = scores.filter((_, fold) => isMeasured[fold]);
  const mean = measured.reduce((a, b) => a + b, 0) / measured.length;
  const squares = measured.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { scores, mean, std: Math.sqrt(squares / measured.length) };
}
