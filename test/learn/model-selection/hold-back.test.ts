import { expect, test } from "bun:test";
import { Random } from "../../../src/learn/core/random.ts";
import { holdBack, holdBackByClass } from "../../../src/learn/model-selection/hold-back.ts";

const sorted = (...parts: Int32Array[]) => parts.flatMap((part) => [...part]).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
/** Returns class numbers with `counts[k]` rows of class k, in mixed order. */
const codesOf = (...counts: number[]) => {
  const codes = Int32Array.from(counts.flatMap((count, k) => new Array(count).fill(k)));
  return Int32Array.from(new Random(1).permutation(codes.length), (row) => codes[row]!);
};

test("a fraction of the rows, rounded up, is held back, and every row is in exactly one part", () => {
  for (const [rows, share, count] of [
    [100, 0.1, 10],
    [101, 0.1, 11],
    [3, 0.5, 2],
  ] as const) {
    const { train, test } = holdBack(rows, share, new Random(3));
    expect(test).toHaveLength(count);
    expect(sorted(train, test)).toEqual(upTo(rows));
  }
});

test("the choice depends only on the random numbers, and the rows are in random order", () => {
  expect(holdBack(50, 0.2, new Random(4))).toEqual(holdBack(50, 0.2, new Random(4)));
  expect(holdBack(50, 0.2, new Random(4))).not.toEqual(holdBack(50, 0.2, new Random(5)));
  expect([...holdBack(50, 0.2, new Random(4)).train]).not.toEqual(
    sorted(holdBack(50, 0.2, new Random(4)).train),
  );
});

test("each class keeps its fraction, and the largest remainders, the first of equal ones, are rounded up", () => {
  const heldOf = (counts: number[], share: number) => {
    const codes = codesOf(...counts);
    const { train, test } = holdBackByClass(codes, counts.length, share, new Random(2));
    expect(sorted(train, test)).toEqual(upTo(codes.length));
    return counts.map((_, k) => test.filter((row) => codes[row] === k).length);
  };
  expect(heldOf([80, 20], 0.1)).toEqual([8, 2]);
  expect(heldOf([10, 17, 13], 0.1)).toEqual([1, 2, 1]);
  expect(heldOf([5, 5, 5], 0.1)).toEqual([1, 1, 0]);
});

test("too few rows in either part are refused, and classes that cannot be divided", () => {
  const random = new Random(0);
  expect(() => holdBack(10, 0.1, random, 2)).toThrow(
    "validation_fraction=0.1 holds 1 of 10 rows back; it must be at least 2 and leave some",
  );
  expect(() => holdBack(1, 0.5, random)).toThrow("validation_fraction=0.5 holds 1 of 1 rows back");
  expect(() => holdBackByClass(codesOf(9, 1), 2, 0.2, random)).toThrow("at least 2 rows of each class");
  expect(() => holdBackByClass(codesOf(2, 98), 2, 0.9, random)).toThrow("no row of some class to learn from");
});
