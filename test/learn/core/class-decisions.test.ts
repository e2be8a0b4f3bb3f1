import { expect, test } from "bun:test";
import {
  classesByScores,
  indexOfLargest,
  largestColumns,
  probabilitiesByLogOdds,
  withComplement,
} from "../../../src/learn/core/class-decisions.ts";

const matrix = (columns: number, ...data: number[]) => ({
  rows: data.length / columns,
  columns,
  data: Float64Array.from(data),
});

test("the largest of several numbers wins, the first of equal ones", () => {
  expect(indexOfLargest(Float64Array.of(9, 1, 3, 3, 2), 1, 4)).toBe(1);
  expect(Array.from(largestColumns(matrix(3, 1, 2, 2, 5, 5, 5, -3, -2, -1)))).toEqual([1, 0, 2]);
  expect(Array.from(largestColumns(matrix(3)))).toEqual([]);
});

test("of two classes the last is decided for above 0 only, of more the largest value", () => {
  expect(Array.from(classesByScores(matrix(1, 0, -0, 1e-300, -1)))).toEqual([0, 0, 1, 0]);
  expect(Array.from(classesByScores(matrix(2, 0, -0, 1, 2)))).toEqual([0, 1]);
});

test("log odds become two probabilities, neither of which loses its digits near 0", () => {
  const { data } = probabilitiesByLogOdds(Float64Array.of(0, 40, -40, 800));
  expect(Array.from(data.subarray(0, 2))).toEqual([0.5, 0.5]);
  expect(data[2]! / Math.exp(-40)).toBeCloseTo(1, 12);
  expect(data[5]! / Math.exp(-40)).toBeCloseTo(1, 12);
  expect(Array.from(data.subarray(6))).toEqual([0, 1]);
});

test("the probability of the last class leaves the rest to the first", () => {
  expect(withComplement(Float64Array.of(0.25, 1))).toEqual(matrix(2, 0.75, 0.25, 0, 1));
});
