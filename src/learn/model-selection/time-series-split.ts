import { ValueError } from "../core/errors.ts";
import { limit, wholeNumber, withDefault } from "../core/parameter-kinds.ts";
import { checkedParameters, defineParameters, type GivenParameters } from "../core/parameters.ts";
import type { Fold } from "./fold.ts";
import { timeAt, timeOrder } from "./time-order.ts";

const timeSeriesParameters = defineParameters({
  n_splits: withDefault(wholeNumber(2), 5, "Number of folds"),
  max_train_size: limit(
    "Maximum number of rows of a training set, the latest ones; null for all before the test set",
  ),
  test_size: limit("Number of rows of each test set; null for rows / (n_splits + 1), rounded down"),
  gap: withDefault(
    wholeNumber(0),
    0,
    "Number of rows between a training set and its test set that are in neither",
  ),
});

/** The argument of the constructor of `TimeSeriesSplit`. */
export type TimeSeriesSplitParameters = GivenParameters<typeof timeSeriesParameters>;

/**
 * Folds of rows in the order of time: each test set follows the rows of its training set, and the test sets follow one
 * another up to the last row. These are exactly scikit-learn's folds.
 */
export class TimeSeriesSplit {
  readonly parameters: TimeSeriesSplitParameters;

  constructor(parameters: TimeSeriesSplitParameters = {}) {
    this.parameters = parameters;
  }

  /**
   * Returns the folds of `rows` rows that are in the order of time. Throws `ValueError` for parameters out of range, and for
   * too few rows.
   */
  split(rows: number): Fold[] {
    const parameters = checkSizes(this.parameters, rows);
    return boundsOf(testStarts(parameters, rows), parameters, rows).map(([from, to, start, end]) => ({
      train: range(from, to),
      test: range(start, end),
    }));
  }

  /**
   * Returns the folds of rows with these times, in any order; `train` and `test` are in the order of time. The rows of one time
   * are never divided between a training set and a test set, nor between test sets: where `split` would begin a test set within
   * a time, it begins with the first row of that time, or of the next one if it would be empty otherwise. If all times differ,
   * these are the folds that `split` has of the sorted rows. Throws `ValueError` as `split` does, and unless there are more
   * different times than folds.
   */
  splitByTime(times: Float64Array): Fold[] {
    const { order, firsts } = timeOrder(times);
    const { length: rows } = times;
    const parameters = checkSizes(this.parameters, rows);
    const { n_splits } = parameters;
    if (n_splits >= firsts.length) {
      throw new ValueError(
        `n_splits=${n_splits} needs rows of at least ${n_splits + 1} different times, there are ${firsts.length}`,
      );
    }
    let last = 0;
    const starts = testStarts(parameters, rows).map((position, fold) => {
      const most = firsts.length - (n_splits - fold);
      last = Math.min(Math.max(timeAt(firsts, position), last + 1), most);
      return firsts[last]!;
    });
    return boundsOf(starts, parameters, rows).map(([from, to, start, end]) => ({
      train: order.slice(from, to),
      test: order.slice(start, end),
    }));
  }
}

interface Sizes {
  readonly n_splits: number;
  readonly max_train_size: number | null;
  readonly test_size: number;
  readonly gap: number;
}

function checkSizes(given: TimeSeriesSplitParameters, rows: number): Sizes {
  const parameters = checkedParameters(timeSeriesParameters, given);
  const { n_splits, gap } = parameters;
  if (n_splits >= rows) {
    throw new ValueError(`n_splits=${n_splits} needs at least ${n_splits + 1} rows, there are ${rows}`);
  }
  const test_size = parameters.test_size ?? Math.floor(rows / (n_splits + 1));
  if (rows - gap - test_size * n_splits <= 0) throw nothingToLearn(n_splits, test_size, gap, rows);
  return { ...parameters, test_size };
}

/** Returns the position of the first row of each test set. */
function testStarts({ n_splits, test_size }: Sizes, rows: number): number[] {
  return Array.from({ length: n_splits }, (_, fold) => rows - (n_splits - fold) * test_size);
}

/** Returns the bounds of the training set and of the test set of each fold. */
function boundsOf(
  starts: readonly number[],
  { n_splits, max_train_size, test_size, gap }: Sizes,
  rows: number,
): [number, number, number, number][] {
  return starts.map((start, fold) => {
    const to = start - gap;
    // The first test set may begin earlier than by its size, with the first row of its time.
    if (to < 1) throw nothingToLearn(n_splits, test_size, gap, rows);
    return [Math.max(0, to - (max_train_size ?? to)), to, start, starts[fold + 1] ?? rows];
  });
}

function nothingToLearn(n_splits: number, test_size: number, gap: number, rows: number): ValueError {
  return new ValueError(
    `n_splits=${n_splits} with test_size=${test_size} and gap=${gap} leaves none of ${rows} rows to learn from`,
  );
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
