import { describe, expect, test } from "bun:test";
import { ValueError } from "../../../src/learn/core/errors.ts";
import type { Fold } from "../../../src/learn/model-selection/fold.ts";
import { GroupKFold } from "../../../src/learn/model-selection/group-k-fold.ts";
import { groupTrainTestSplit } from "../../../src/learn/model-selection/group-train-test-split.ts";
import { holdBackLatest } from "../../../src/learn/model-selection/time-order.ts";
import {
  TimeSeriesSplit,
  type TimeSeriesSplitParameters,
} from "../../../src/learn/model-selection/time-series-split.ts";
import { readGolden } from "../golden/cases.ts";
import { uniformNumbers } from "../golden/made-up.ts";

interface Figures {
  readonly groups: readonly {
    readonly table: GroupTable;
    readonly n_splits: number;
    readonly tests: readonly number[][];
  }[];
  readonly times: readonly {
    readonly rows: number;
    readonly params: TimeSeriesSplitParameters;
    /** The first and the last row of the training set, and of the test set. */
    readonly bounds: readonly number[][];
  }[];
}

interface GroupTable {
  readonly seed: number;
  readonly rows: number;
  readonly count: number;
  readonly kind: "number" | "text";
}

/** Returns the groups of `groups_of` in test/golden/scripts/group_and_time_folds.py. */
function groupsOf({ seed, rows, count, kind }: GroupTable): (string | number)[] {
  const next = uniformNumbers(seed);
  return Array.from({ length: rows }, () => {
    const number = Math.floor(count * next() ** 2);
    return kind === "number" ? number - 3 : `${["Ω", "a", "ß", "😀"][number % 4]}${number}`;
  });
}

const figures = readGolden("figures/group_and_time_folds.json") as Figures;
const lists = ({ train, test }: Fold) => [Array.from(train), Array.from(test)];

describe("GroupKFold", () => {
  for (const { table, n_splits, tests } of figures.groups) {
    test(`has scikit-learn's ${n_splits} folds of ${table.count} ${table.kind} groups`, () => {
      const folds = new GroupKFold({ n_splits }).split(groupsOf(table));
      expect(folds.map((fold) => Array.from(fold.test))).toEqual(tests as number[][]);
    });
  }

  test("keeps groups together when it shuffles, with the same number of groups in each fold", () => {
    const groups = groupsOf({ seed: 9, rows: 200, count: 31, kind: "text" });
    const split = (random_state: number) =>
      new GroupKFold({ n_splits: 4, shuffle: true, random_state }).split(groups);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
    const all = new Set(groups).size;
    for (const { train, test } of split(1)) {
      const tested = new Set(Array.from(test, (row) => groups[row]));
      expect(Array.from(train, (row) => groups[row]).some((group) => tested.has(group))).toBe(false);
      expect(Math.abs(tested.size - all / 4)).toBeLessThan(1);
      expect(train.length + test.length).toBe(200);
    }
  });

  test("refuses fewer groups than folds, and groups that are NaN", () => {
    expect(() => new GroupKFold({ n_splits: 3 }).split(["a", "a", "b", "b"])).toThrow(
      "n_splits=3 cannot be greater than the number of groups, 2",
    );
    expect(() => new GroupKFold({ n_splits: 2 }).split([1, Number.NaN, 2])).toThrow("is NaN");
  });
});

describe("groupTrainTestSplit", () => {
  const groups = groupsOf({ seed: 12, rows: 500, count: 40, kind: "number" });

  test("holds back whole groups, of which the fraction is rounded up", () => {
    const { train, test } = groupTrainTestSplit(groups, { test_size: 0.3, random_state: 4 });
    const tested = new Set(Array.from(test, (row) => groups[row]));
    const learnt = new Set(Array.from(train, (row) => groups[row]));
    expect(tested.isDisjointFrom(learnt)).toBe(true);
    expect(tested.size).toBe(Math.ceil(0.3 * new Set(groups).size));
    expect(train.length + test.length).toBe(500);
    expect(groupTrainTestSplit(groups, { test_size: 0.3, random_state: 5 }).test).not.toEqual(test);
  });

  test("refuses a fraction that leaves no group to learn from", () => {
    expect(() => groupTrainTestSplit(["a", "a", "b"], { test_size: 0.6 })).toThrow(
      "0 groups to learn from and 2 to test on, of 2: neither may be 0",
    );
  });

  test("leaves out groups if both sizes are given", () => {
    const { train, test } = groupTrainTestSplit(groups, { test_size: 3, train_size: 4 });
    expect(new Set(Array.from(test, (row) => groups[row])).size).toBe(3);
    expect(new Set(Array.from(train, (row) => groups[row])).size).toBe(4);
  });

  test("refuses a single group", () => {
    expect(() => groupTrainTestSplit(["a", "a"], { test_size: 0.5 })).toThrow(ValueError);
  });
});

describe("TimeSeriesSplit", () => {
  for (const { rows, params, bounds } of figures.times) {
    test(`has scikit-learn's folds of ${rows} rows with ${JSON.stringify(params)}`, () => {
      const folds = new TimeSeriesSplit(params).split(rows);
      const ends = (part: Int32Array) => [part[0]!, part.at(-1)!];
      expect(folds.map(({ train, test }) => [...ends(train), ...ends(test)])).toEqual(bounds as number[][]);
      for (const { train, test } of folds) {
        expect(train.length).toBe(train.at(-1)! - train[0]! + 1);
        expect(test.length).toBe(test.at(-1)! - test[0]! + 1);
      }
    });

    test(`has the same folds of shuffled rows with different times, ${JSON.stringify(params)}`, () => {
      // 7 has no common factor with any of the numbers of rows: every position occurs once.
      const place = (row: number) => (row * 7) % rows;
      const byTime = new TimeSeriesSplit(params).splitByTime(
        Float64Array.from({ length: rows }, (_, i) => place(i)),
      );
      const places = byTime.map((fold) => lists(fold).map((part) => part.map(place)));
      expect(places).toEqual(new TimeSeriesSplit(params).split(rows).map(lists));
    });
  }

  test("does not divide the rows of one time", () => {
    // Positions of the sorted rows: 0 1 2 | 3 | 4 5 6 | 7 8 9 with the times 1 1 1 2 3 3 3 4 4 4.
    const times = Float64Array.of(3, 1, 4, 1, 3, 4, 2, 1, 4, 3);
    const folds = new TimeSeriesSplit({ n_splits: 2 }).splitByTime(times);
    // By position, the test sets would begin at 4 and 7.
    expect(folds.map(lists)).toEqual([
      [
        [1, 3, 7, 6],
        [0, 4, 9],
      ],
      [
        [1, 3, 7, 6, 0, 4, 9],
        [2, 5, 8],
      ],
    ]);
    // By position 3, 5 and 7; by position 2, 4, 6 and 8, which are too many.
    const three = new TimeSeriesSplit({ n_splits: 3 }).splitByTime(times);
    expect(three.map(({ test }) => Array.from(test))).toEqual([[6], [0, 4, 9], [2, 5, 8]]);
    expect(() => new TimeSeriesSplit({ n_splits: 4 }).splitByTime(times)).toThrow(
      "n_splits=4 needs rows of at least 5 different times, there are 4",
    );
  });

  test("tests every fold on some time, however unequal the times are", () => {
    const late = Float64Array.from({ length: 40 }, (_, i) => Math.max(0, i - 36));
    const early = Float64Array.from({ length: 40 }, (_, i) => Math.min(3, i));
    for (const times of [late, early]) {
      const folds = new TimeSeriesSplit({ n_splits: 3 }).splitByTime(times);
      expect(folds.map(({ test }) => [...new Set(Array.from(test, (row) => times[row]!))])).toEqual([
        [1],
        [2],
        [3],
      ]);
    }
  });

  test("refuses what leaves no rows", () => {
    expect(() => new TimeSeriesSplit({ n_splits: 4 }).split(4)).toThrow("needs at least 5 rows, there are 4");
    expect(() => new TimeSeriesSplit({ n_splits: 2, test_size: 4 }).split(8)).toThrow(
      "test_size=4 and gap=0",
    );
    expect(() => new TimeSeriesSplit({ n_splits: 1 }).split(8)).toThrow("n_splits=1");
    expect(() => new TimeSeriesSplit({ n_splits: 2 }).splitByTime(Float64Array.of(1, 2, Number.NaN))).toThrow(
      "is NaN",
    );
    expect(() => new TimeSeriesSplit({ n_splits: 2 }).splitByTime(new Float64Array(9))).toThrow(
      "needs rows of at least 3 different times, there are 1",
    );
  });
});

describe("holdBackLatest", () => {
  test("holds back the latest rows, rounded up to whole times", () => {
    const times = Float64Array.of(5, 1, 4, 2, 3, 4, 4);
    expect(lists(holdBackLatest(times, 0.1))).toEqual([[1, 3, 4, 2, 5, 6], [0]]);
    expect(lists(holdBackLatest(times, 0.3))).toEqual([
      [1, 3, 4],
      [2, 5, 6, 0],
    ]);
    expect(lists(holdBackLatest(Float64Array.of(1, 2, 2, 1), 0.99))).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(() => holdBackLatest(new Float64Array(5), 0.2)).toThrow("rows of a single time");
  });
});
