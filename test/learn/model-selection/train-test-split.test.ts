import { describe, expect, test } from "bun:test";
import {
  type TrainTestSplitOptions,
  trainTestSplit,
} from "../../../src/learn/model-selection/train-test-split.ts";

const sizes = (rows: number, options: TrainTestSplitOptions = {}) => {
  const { train, test: rest } = trainTestSplit(rows, options);
  return [train.length, rest.length];
};

describe("trainTestSplit", () => {
  test("rounds as scikit-learn does: test rows up, train rows down", () => {
    expect(sizes(10)).toEqual([7, 3]);
    expect(sizes(11, { test_size: 0.5 })).toEqual([5, 6]);
    expect(sizes(11, { train_size: 0.5 })).toEqual([5, 6]);
    expect(sizes(11, { train_size: 0.3, test_size: 0.3 })).toEqual([3, 4]);
    expect(sizes(11, { test_size: 2 })).toEqual([9, 2]);
    expect(sizes(11, { train_size: 4, test_size: 5 })).toEqual([4, 5]);
  });

  test("puts each row into one part, the same for the same seed", () => {
    const { train, test: rest } = trainTestSplit(100, { random_state: 3 });
    expect([...train, ...rest].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(trainTestSplit(100, { random_state: 3 })).toEqual({ train, test: rest });
    expect(trainTestSplit(100, { random_state: 4 })).not.toEqual({ train, test: rest });
  });

  test("uses the last rows for testing without shuffle", () => {
    const { train, test: rest } = trainTestSplit(5, { shuffle: false, test_size: 2 });
    expect([[...train], [...rest]]).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test("keeps the fraction of each class in both parts", () => {
    const labels = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? "rare" : i % 2 === 0 ? "x" : "y"));
    const { train, test: rest } = trainTestSplit(1000, { stratify: labels, test_size: 0.2 });
    const count = (rows: Int32Array, label: string) =>
      [...rows].filter((row) => labels[row] === label).length;
    expect(["rare", "x", "y"].map((label) => count(rest, label))).toEqual([20, 80, 100]);
    expect(["rare", "x", "y"].map((label) => count(train, label))).toEqual([80, 320, 400]);
    expect(new Set([...train, ...rest]).size).toBe(1000);
  });

  test("splits very many rows of one class", () => {
    const labels = new Int32Array(300_000).map((_, i) => (i < 10 ? 1 : 0));
    expect(sizes(300_000, { stratify: labels })).toEqual([225_000, 75_000]);
  });

  test("refuses sizes and classes that cannot be split, naming the numbers", () => {
    expect(() => sizes(10, { test_size: 10 })).toThrow(
      "test_size=10 must be a number in (0, 1), a whole number from 1 to 9 or null",
    );
    expect(() => sizes(10, { train_size: 0 })).toThrow("train_size=0 must be");
    expect(() => sizes(10, { train_size: 6, test_size: 5 })).toThrow("6 + 5 rows, there are 10");
    expect(() => sizes(1)).toThrow("0 rows to learn from and 1 to test on, of 1");
    expect(() => sizes(4, { stratify: [0, 0, 0, 1] })).toThrow("at least 2 rows of each class");
    expect(() => sizes(8, { stratify: [0, 0, 1, 1, 2, 2, 3, 3] })).toThrow("too few for 4 classes");
    expect(() => sizes(4, { stratify: [0, 0, 1, 1], shuffle: false })).toThrow("stratify needs shuffle");
    expect(() => sizes(4, { stratify: [0, 1] })).toThrow("2 labels for 4 rows");
  });
});
