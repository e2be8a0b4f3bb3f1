import { describe, expect, test } from "bun:test";
import { ValueError } from "../../../src/learn/core/errors.ts";
import type { Fold } from "../../../src/learn/model-selection/fold.ts";
import { KFold } from "../../../src/learn/model-selection/k-fold.ts";
import { StratifiedKFold } from "../../../src/learn/model-selection/stratified-k-fold.ts";

const tests = (folds: readonly Fold[]) => folds.map((fold) => Array.from(fold.test));
/** Returns the first eight test rows of each fold, their number and their sum. */
const digests = (folds: readonly Fold[]) =>
  tests(folds).map((rows) => [...rows.slice(0, 8), rows.length, rows.reduce((a, b) => a + b, 0)]);
const warnings = () => {
  const list: string[] = [];
  return { list, monitor: { iteration() {}, warn: (message: string) => void list.push(message) } };
};

/** Expects each row in exactly one test set, and in the training sets of all other folds. */
function expectPartition(folds: readonly Fold[], rows: number): void {
  const all = Array.from({ length: rows }, (_, i) => i);
  expect(
    tests(folds)
      .flat()
      .sort((a, b) => a - b),
  ).toEqual(all);
  for (const { train, test } of folds) {
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(all);
    expect(Array.from(train)).toEqual([...train].sort((a, b) => a - b));
  }
}

describe("KFold", () => {
  test("has scikit-learn's folds", () => {
    expect(tests(new KFold({ n_splits: 3 }).split(10))).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]);
    expect(tests(new KFold({ n_splits: 4 }).split(11))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
      [9, 10],
    ]);
    expect(digests(new KFold({ n_splits: 7 }).split(200))).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 29, 406],
      [29, 30, 31, 32, 33, 34, 35, 36, 29, 1247],
      [58, 59, 60, 61, 62, 63, 64, 65, 29, 2088],
      [87, 88, 89, 90, 91, 92, 93, 94, 29, 2929],
      [116, 117, 118, 119, 120, 121, 122, 123, 28, 3626],
      [144, 145, 146, 147, 148, 149, 150, 151, 28, 4410],
      [172, 173, 174, 175, 176, 177, 178, 179, 28, 5194],
    ]);
  });

  test("shuffles in the same way for the same seed, into folds of the same sizes", () => {
    const split = (random_state: number) => new KFold({ n_splits: 3, shuffle: true, random_state }).split(10);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    expect(split(1).map((fold) => fold.test.length)).toEqual([4, 3, 3]);
    expectPartition(split(1), 10);
  });

  test("refuses more folds than rows, naming both numbers", () => {
    expect(() => new KFold({ n_splits: 7 }).split(5)).toThrow(
      "n_splits=7 cannot be greater than the number of rows, 5",
    );
    expect(() => new KFold({ n_splits: 1 }).split(5)).toThrow(
      "n_splits=1 must be a whole number of at least 2",
    );
    expect(() => new KFold({ random_state: 3 }).split(9)).toThrow("no effect without shuffle");
    expect(() => new KFold({ shuffle: true, random_state: -1 }).split(9)).toThrow("random_state=-1");
  });
});

describe("StratifiedKFold", () => {
  const letters = "b a b a a b c c a b a b c a a a b".split(" ");
  const numbers = [2, 2, 1, 0, 0, 1, 2, 2, 0, 1, 2, 0, 0, 2, 1, 2];
  const flags = [true, false, false, true, false, false, false, false, true];
  const cases: [(string | number | boolean)[], number, number[][]][] = [
    [
      letters,
      3,
      [
        [0, 1, 2, 3, 4, 6],
        [5, 7, 8, 9, 10, 13],
        [11, 12, 14, 15, 16],
      ],
    ],
    [
      letters,
      5,
      [
        [0, 1, 2, 6],
        [3, 4, 5, 7],
        [8, 9, 10],
        [11, 13, 14],
        [12, 15, 16],
      ],
    ],
    [
      numbers,
      3,
      [
        [0, 1, 2, 3, 4, 6],
        [5, 7, 8, 9, 10],
        [11, 12, 13, 14, 15],
      ],
    ],
    [
      numbers,
      5,
      [
        [0, 1, 2, 3],
        [4, 6, 7],
        [5, 8, 10],
        [9, 11, 13],
        [12, 14, 15],
      ],
    ],
    [
      flags,
      2,
      [
        [0, 1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
    ],
    [flags, 5, [[0, 1], [2, 3], [4, 8], [5, 6], [7]]],
  ];
  for (const [y, n_splits, expected] of cases) {
    test(`divides ${y.length} labels among ${n_splits} folds as scikit-learn does`, () => {
      expect(tests(new StratifiedKFold({ n_splits }).split(y))).toEqual(expected);
    });
  }

  test("has scikit-learn's folds of a longer list", () => {
    const y = Int32Array.from({ length: 200 }, (_, i) => ((i * i * 7 + Math.floor(i / 3)) % 5) % 3);
    expect(digests(new StratifiedKFold().split(y))).toEqual([
      [0, 1, 2, 3, 4, 5, 6, 7, 40, 786],
      [36, 40, 41, 43, 44, 45, 46, 47, 40, 2378],
      [78, 80, 81, 83, 84, 85, 86, 87, 40, 3977],
      [119, 121, 122, 123, 124, 125, 126, 127, 40, 5585],
      [156, 160, 161, 163, 164, 165, 166, 167, 40, 7174],
    ]);
  });

  test("keeps the fractions of the classes when it shuffles", () => {
    const folds = new StratifiedKFold({ n_splits: 4, shuffle: true, random_state: 5 }).split(numbers);
    expectPartition(folds, numbers.length);
    for (const { test: rows } of folds) {
      for (const label of [0, 1, 2]) {
        const all = numbers.filter((number) => number === label).length;
        const here = [...rows].filter((row) => numbers[row] === label).length;
        expect(Math.abs(here - all / 4)).toBeLessThan(1);
      }
    }
  });

  test("warns of a class with fewer rows than folds, and refuses if every class has fewer", () => {
    const { list, monitor } = warnings();
    new StratifiedKFold({ n_splits: 5 }).split(letters, monitor);
    expect(list).toEqual(["the smallest class has only 3 rows, fewer than n_splits=5"]);
    expect(() => new StratifiedKFold({ n_splits: 9 }).split(letters)).toThrow(
      "n_splits=9 cannot be greater than the number of rows of each class; the largest has 8",
    );
    expect(() => new StratifiedKFold({ n_splits: 18 }).split(letters)).toThrow(ValueError);
  });
});
