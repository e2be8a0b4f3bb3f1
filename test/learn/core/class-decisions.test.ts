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

test("the index of the largest number is the first of equal ones", () => {
  expect(indexOfLargest(Float64Array.of(9, 1, 3, 3, 2), 1, 4)).toBe(1);
  expect(Array.from(largestColumns(matrix(3, 1, 2, 2, 5, 5, 5, -3, -2, -1)))).toEqual([1, 0, 2]);
  expect(Array.from(largestColumns(matrix(3)))).toEqual([]);
});

test("the last of two classes needs a value above 0; of several classes, the one with the largest value is predicted", () => {
  expect(Array.from(classesByScores(matrix(1, 0, -0, 1e-300, -1)))).toEqual([0, 0, 1, 0]);
  expect(Array.from(classesByScores(matrix(2, 0, -0, 1, 2)))).toEqual([0, 1]);
});

test("log odds become two probabilities, both accurate near 0", () => {
  const { data } = probabilitiesByLogOdds(Float64Array.of(0, 40, -40, 800));
  expect(Array.from(data.subarray(0, 2))).toEqual([0.5, 0.5]);
  expect(data[2]! / Math.exp(-40)).toBeCloseTo(1, 12);
  expect(data[5]! / Math.exp(-40)).toBeCloseTo(1, 12);
  expect(Array.from(data.subarray(6))).toEqual([0, 1]);
});

test("the probabilities of two classes sum to 1", () => {
  expect(withComplement(Float64Array.of(0.25, 1))).toEqual(matrix(2, 0.75, 0.25, 0, 1));
});
