import type { DoubtfulColumns } from "../insight/random-folds.ts";
import { ValueError } from "../learn/core/errors.ts";
import { type FitMonitor, SILENT } from "../learn/core/fit-monitor.ts";
import { encodeClasses } from "../learn/core/labels.ts";
import type { Table } from "../learn/core/table.ts";
import type { Fold } from "../learn/model-selection/fold.ts";
import { GroupKFold } from "../learn/model-selection/group-k-fold.ts";
import { groupTrainTestSplit } from "../learn/model-selection/group-train-test-split.ts";
import { KFold } from "../learn/model-selection/k-fold.ts";
import { StratifiedKFold } from "../learn/model-selection/stratified-k-fold.ts";
import { holdBackLatest } from "../learn/model-selection/time-order.ts";
import { TimeSeriesSplit } from "../learn/model-selection/time-series-split.ts";
import { trainTestSplit } from "../learn/model-selection/train-test-split.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Evaluation } from "../models/parameters.ts";
import { parameterRefusal, type RowRoles } from "./row-roles.ts";

/** The splits of the rows on which a model is measured, besides its fit on all rows. */
export interface EvaluationPlan {
  readonly folds: readonly Fold[];
  readonly holdOut: Fold | null;
  /** The column whose groups of rows are not divided; null for none. */
  readonly groups: string | null;
  /** The column in whose order later rows are tested; null for none. */
  readonly time: string | null;
  /** Columns that cast doubt on the splits. */
  readonly doubtful: DoubtfulColumns;
}

/** What `planEvaluation` needs to know of a training. */
export interface PlannedTraining {
  readonly pipeline: Pipeline;
  readonly labels: Table;
  readonly evaluation: Evaluation;
  readonly roles: RowRoles;
  readonly randomState: number;
  /** Returns the columns that cast doubt on rows drawn without regard to groups and time. */
  readonly doubtful: () => DoubtfulColumns;
}

/** How rows are split, given the number of folds or the fraction to hold back. */
interface Splitter {
  readonly folds: (n_splits: number) => Fold[];
  readonly holdOut: (fraction: number) => Fold;
}

const NONE: DoubtfulColumns = { dated: [], repeated: [] };

/**
 * Returns the splits that `cv` and `validation_fraction` ask for. The folds are those of scikit-learn for an integer `cv`:
 * not shuffled, and stratified for a classifier. The rows held out are drawn at random by `randomState`, stratified too.
 * With `cv_groups` they are those of `GroupKFold`, and whole groups are held out; with `cv_time` those of `TimeSeriesSplit`, and the
 * latest rows are held out. `monitor` is warned of classes with too few rows. Throws `ValueError` when the rows cannot be split, and
 * for a column without `cv` or `validation_fraction`.
 */
export function planEvaluation(training: PlannedTraining, monitor: FitMonitor): EvaluationPlan {
  const { evaluation, roles, doubtful } = training;
  const { cv, validationFraction } = evaluation;
  const { cv_groups: groups, cv_time: time } = roles.columns;
  const isMeasured = cv !== null || validationFraction !== null;
  const role = groups !== null ? "cv_groups" : time !== null ? "cv_time" : null;
  if (role !== null && !isMeasured)
    throw parameterRefusal(role, "says how cv or validation_fraction split the rows; set one of them");
  const splitter = splitterOf(training, {
    ...SILENT,
    warn: (message) => monitor.warn(inWordsOfRequest(message)),
  });
  return {
    folds: cv === null ? [] : split(role ?? "cv", () => splitter.folds(cv)),
    holdOut:
      validationFraction === null
        ? null
        : split(role ?? "validation_fraction", () => splitter.holdOut(validationFraction)),
    groups,
    time,
    doubtful: isMeasured && role === null ? doubtful() : NONE,
  };
}

/** Returns what `splits` returns. A `ValueError` becomes one about `parameter`. */
function split<T>(parameter: string, splits: () => T): T {
  try {
    return splits();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw parameterRefusal(parameter, `cannot split the rows: ${inWordsOfRequest(error.message)}`);
  }
}

/** The splitters have scikit-learn's parameters, of which the caller has sent none. */
function inWordsOfRequest(message: string): string {
  return message.replace(/\bn_splits=/, "cv=").replace(/^stratify needs/, "a classifier needs");
}

function splitterOf(
  { pipeline, labels, roles, randomState }: PlannedTraining,
  monitor: FitMonitor,
): Splitter {
  const { groups, times } = roles;
  if (groups !== null) {
    return {
      folds: (n_splits) => new GroupKFold({ n_splits }).split(groups),
      holdOut: (test_size) => groupTrainTestSplit(groups, { test_size, random_state: randomState }),
    };
  }
  if (times !== null) {
    return {
      folds: (n_splits) => new TimeSeriesSplit({ n_splits }).splitByTime(times),
      holdOut: (fraction) => holdBackLatest(times, fraction),
    };
  }
  const stratify =
    pipeline.estimator.kind === "classifier"
      ? encodeClasses(labels, pipeline.estimator.leastClasses).codes
      : null;
  return {
    folds: (n_splits) =>
      stratify === null
        ? new KFold({ n_splits }).split(labels.rows)
        : new StratifiedKFold({ n_splits }).split(stratify, monitor),
    holdOut: (test_size) => trainTestSplit(labels.rows, { test_size, stratify, random_state: randomState }),
  };
}
