import { ValueError } from "../core/errors.ts";
import { type FitMonitor, SILENT } from "../core/fit-monitor.ts";
import type { Table } from "../core/table.ts";
import { takeDoubles } from "../core/take.ts";
import type { Pipeline } from "../pipeline.ts";
import type { Fold } from "./fold.ts";

/** One score, for each fold. */
interface FoldScores {
  /** In the order of the folds; `NaN` for a fold without scores. */
  readonly scores: Float64Array;
  /** The mean over the folds that could be scored; `NaN` if one of them lacks this score. */
  readonly mean: number;
  /** The population standard deviation over the same folds (divisor: their number). */
  readonly std: number;
}

/** The result of a cross-validation. */
export interface CrossValidation {
  /** Number of folds that were fitted and scored. */
  readonly measured: number;
  readonly scores: Readonly<Record<string, FoldScores>>;
}

/** Creates a new, unfitted pipeline for these training rows. */
type CreatePipeline = (features: Table) => Pipeline;
/** Returns named scores of a fitted pipeline on rows that it has not learnt. */
export type Score = (pipeline: Pipeline, features: Table, labels: Table) => Readonly<Record<string, number>>;

/** Returns what else should be kept of a fitted pipeline and the rows of its fold, as plain data. It must not throw. */
export type KeepOfFold<Kept> = (
  pipeline: Pipeline,
  test: { readonly features: Table; readonly labels: Table },
  train: { readonly features: Table; readonly labels: Table },
) => Kept;

/** The result of one fold, as plain data. */
export interface FoldOutcome<Kept = undefined> {
  /** The scores by name, or the reason why the fold cannot be scored. */
  readonly scores: Readonly<Record<string, number>> | string;
  /** The first `MAX_WARNINGS` warnings of the fit. */
  readonly warnings: readonly string[];
  /** What `KeepOfFold` returned; absent if the fold cannot be scored. */
  readonly kept?: Kept;
}

/** How a fold is measured, besides by its scores. */
export interface FoldOptions<Kept> {
  readonly keep?: KeepOfFold<Kept> | undefined;
  /** Receives the iterations of the fit. */
  readonly onIteration?: FitMonitor["iteration"] | undefined;
  /** The weights of all rows in the fits; scores are not weighted. Undefined for equal weights. */
  readonly sampleWeight?: Float64Array | undefined;
}

/** Keeps a step that warns in a loop from filling the memory. */
const MAX_WARNINGS = 100;

/**
 * Fits a new pipeline on the training rows of each fold and scores it on the test rows. A fold whose rows
 * cannot be learnt from or scored (a `ValueError`: for instance, they lack a class, or are fewer than the
 * neighbours requested) has the scores `NaN`, as with scikit-learn's `error_score`, and `monitor` is warned of
 * it, with the fold's name from `nameOf`. Unlike NumPy's, `mean` and `std` ignore such folds. Throws
 * `ValueError` without folds, and anything else that fitting and scoring throw, since an error in a step does
 * not depend on the rows. `sampleWeight` has the weights of all rows in the fits; as with scikit-learn's, the scores are not
 * weighted. Cost: one fit per fold.
 */
export function crossValidate(
  createPipeline: CreatePipeline,
  features: Table,
  labels: Table,
  folds: readonly Fold[],
  score: Score,
  monitor: FitMonitor = SILENT,
  nameOf: (fold: number) => string = (fold) => `fold ${fold + 1} of ${folds.length}`,
  sampleWeight?: Float64Array,
): CrossValidation {
  const outcomes = folds.map((fold, number) => {
    const outcome = scoreFold(createPipeline, features, labels, fold, score, { sampleWeight });
    monitor.iteration(number + 1, folds.length);
    return outcome;
  });
  return joinFolds(outcomes, monitor, nameOf);
}

/**
 * Fits a new pipeline on the training rows of a fold and scores it on the test rows, which the pipeline keeps meanwhile (see
 * `Pipeline.keepRows`). Throws as `crossValidate` does.
 */
export function scoreFold<Kept = undefined>(
  createPipeline: CreatePipeline,
  features: Table,
  labels: Table,
  { train, test }: Fold,
  score: Score,
  { keep, onIteration = () => {}, sampleWeight }: FoldOptions<Kept> = {},
): FoldOutcome<Kept> {
  const warnings: string[] = [];
  const monitor: FitMonitor = {
    iteration: onIteration,
    warn(message) {
      if (warnings.length < MAX_WARNINGS) warnings.push(message);
    },
  };
  try {
    const learnt = { features: features.takeRows(train), labels: labels.takeRows(train) };
    const weights = sampleWeight === undefined ? undefined : takeDoubles(sampleWeight, train);
    const pipeline = createPipeline(learnt.features);
    pipeline.fit(learnt.features, learnt.labels, monitor, undefined, weights);
    const tested = { features: features.takeRows(test), labels: labels.takeRows(test) };
    pipeline.keepRows(tested.features);
    const kept = keep?.(pipeline, tested, learnt);
    const scores = score(pipeline, tested.features, tested.labels);
    return { scores, warnings, ...(kept === undefined ? {} : { kept }) };
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return { scores: error.message, warnings };
  }
}

/**
 * Combines the results of the folds, and passes on their warnings with the names from `nameOf`. Throws as
 * `crossValidate` does.
 */
export function joinFolds(
  outcomes: readonly FoldOutcome<unknown>[],
  monitor: FitMonitor,
  nameOf: (fold: number) => string = (fold) => `fold ${fold + 1} of ${outcomes.length}`,
): CrossValidation {
  if (outcomes.length === 0) throw new ValueError("cross-validation needs at least one fold");
  const scores = new Map<string, Float64Array>();
  outcomes.forEach((outcome, number) => {
    for (const message of outcome.warnings) monitor.warn(`${nameOf(number)}: ${message}`);
    if (typeof outcome.scores === "string") {
      monitor.warn(`${nameOf(number)} cannot be measured and is left out: ${outcome.scores}`);
      return;
    }
    for (const [name, value] of Object.entries(outcome.scores)) {
      const values = scores.get(name) ?? new Float64Array(outcomes.length).fill(Number.NaN);
      values[number] = value;
      scores.set(name, values);
    }
  });
  const isMeasured = outcomes.map((outcome) => typeof outcome.scores !== "string");
  return {
    measured: isMeasured.filter(Boolean).length,
    scores: Object.fromEntries([...scores].map(([name, values]) => [name, summary(values, isMeasured)])),
  };
}

function summary(scores: Float64Array, isMeasured: readonly boolean[]): FoldScores {
  const measured = scores.filter((_, fold) => isMeasured[fold]);
  const mean = measured.reduce((a, b) => a + b, 0) / measured.length;
  const squares = measured.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { scores, mean, std: Math.sqrt(squares / measured.length) };
}
