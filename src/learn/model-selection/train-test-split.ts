import { ValueError } from "../core/errors.ts";
import { numberByAppearance } from "../core/labels.ts";
import type { Scalar } from "../core/order.ts";
import { either, number, oneOf, SEED, TRUE_OR_FALSE, wholeNumber } from "../core/parameter-kinds.ts";
import { checkParameter } from "../core/parameters.ts";
import { Random } from "../core/random.ts";
import { apportion } from "./apportion.ts";
import type { Fold } from "./fold.ts";

/** The options of `trainTestSplit`. */
export interface TrainTestSplitOptions {
  /**
   * Size of the test set: a fraction in (0, 1), rounded up, or a number of rows. Default null: the remaining
   * rows, or 0.25.
   */
  readonly test_size?: number | null;
  /**
   * Size of the training set: a fraction in (0, 1), rounded down, or a number of rows. Default null: the
   * remaining rows.
   */
  readonly train_size?: number | null;
  /** Choose rows at random (default); otherwise the training set comes first, followed by the test set. */
  readonly shuffle?: boolean;
  /**
   * One label per row: both parts get nearly the same fraction of each label. Only with `shuffle`. Default
   * null.
   */
  readonly stratify?: ArrayLike<Scalar> | null;
  /** Seed, 0 to 2³² − 1. Default 0. */
  readonly random_state?: number;
}

/** What is split, for messages. */
type Units = "rows" | "groups";

/**
 * Splits `rows` rows, or groups of rows, into a training and a test set. Sizes are scikit-learn's, but the random numbers differ.
 * Throws `ValueError` for sizes out of range and, with `stratify`, for classes with a single row or more
 * classes than rows in a part.
 */
export function trainTestSplit(
  rows: number,
  options: TrainTestSplitOptions = {},
  units: Units = "rows",
): Fold {
  const { shuffle = true, stratify = null, random_state = 0 } = options;
  checkParameter("shuffle", shuffle, TRUE_OR_FALSE);
  checkParameter("random_state", random_state, SEED);
  const { train, test } = sizesOf(rows, options, units);
  if (!shuffle) {
    if (stratify !== null) throw new ValueError("stratify needs shuffle");
    const order = Int32Array.from({ length: train + test }, (_, i) => i);
    return { train: order.slice(0, train), test: order.slice(train) };
  }
  const random = new Random(random_state);
  if (stratify !== null) return stratifiedSplit(rows, stratify, train, test, random);
  const order = random.permutation(rows);
  return { test: order.slice(0, test), train: order.slice(test, test + train) };
}

/** Throws `ValueError` if `trainTestSplit` would, without splitting. Cost O(n) with `stratify`. */
export function checkTrainTestSplit(rows: number, options: TrainTestSplitOptions): void {
  const { train, test } = sizesOf(rows, options, "rows");
  const { stratify = null } = options;
  if (stratify !== null) checkStrata(numberByAppearance(stratify).counts, train, test);
}

/** Throws `ValueError` for classes of `counts` rows that cannot occur in both parts. */
function checkStrata(counts: readonly number[], train: number, test: number): void {
  if (counts.some((count) => count < 2)) throw new ValueError("stratify needs at least 2 rows of each class");
  if (Math.min(train, test) < counts.length) {
    throw new ValueError(`${train} and ${test} rows are too few for ${counts.length} classes in each part`);
  }
}

function sizesOf(
  rows: number,
  options: TrainTestSplitOptions,
  units: Units,
): { train: number; test: number } {
  const { train_size = null } = options;
  const test_size = options.test_size ?? (train_size === null ? 0.25 : null);
  const size = either(number({ above: 0, below: 1 }), wholeNumber(1, rows - 1), oneOf(null));
  checkParameter("test_size", test_size, size);
  checkParameter("train_size", train_size, size);
  const given = {
    test: test_size !== null && test_size < 1 ? Math.ceil(test_size * rows) : test_size,
    train: train_size !== null && train_size < 1 ? Math.floor(train_size * rows) : train_size,
  };
  const test = given.test ?? rows - given.train!;
  const train = given.train ?? rows - test;
  if (train + test > rows) {
    throw new ValueError(`train_size and test_size ask for ${train} + ${test} ${units}, there are ${rows}`);
  }
  if (train < 1 || test < 1) {
    throw new ValueError(
      `${train} ${units} to learn from and ${test} to test on, of ${rows}: neither may be 0`,
    );
  }
  return { train, test };
}

function stratifiedSplit(
  rows: number,
  labels: ArrayLike<Scalar>,
  train: number,
  test: number,
  random: Random,
): Fold {
  if (labels.length !== rows) throw new ValueError(`stratify has ${labels.length} labels for ${rows} rows`);
  const groups = new Map<Scalar, number[]>();
  for (let i = 0; i < rows; i++) {
    const group = groups.get(labels[i]!);
    if (group === undefined) groups.set(labels[i]!, [i]);
    else group.push(i);
  }
  const members = [...groups.values()].map((group) => random.shuffle(Int32Array.from(group)));
  const counts = members.map((group) => group.length);
  checkStrata(counts, train, test);
  const trainCounts = proportional(counts, train, random);
  const left = counts.map((count, k) => count - trainCounts[k]!);
  const testCounts = proportional(left, test, random);
  const pick = (size: number, from: (k: number) => number, sizes: readonly number[]) => {
    const picked = new Int32Array(size);
    let at = 0;
    members.forEach((group, k) => {
      picked.set(group.subarray(from(k), from(k) + sizes[k]!), at);
      at += sizes[k]!;
    });
    return random.shuffle(picked);
  };
  return {
    train: pick(train, () => 0, trainCounts),
    test: pick(test, (k) => trainCounts[k]!, testCounts),
  };
}

/** Divides `draws` among classes in proportion to `counts`; ties between equal remainders are broken at random. */
function proportional(counts: readonly number[], draws: number, random: Random): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const quotas = counts.map((count) => (count / total) * draws);
  return apportion(quotas, draws, random.permutation(counts.length));
}
