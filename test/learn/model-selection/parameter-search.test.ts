import { describe, expect, test } from "bun:test";
import { ParameterGrid } from "../../../src/learn/model-selection/parameter-grid.ts";
import { ParameterSampler } from "../../../src/learn/model-selection/parameter-sampler.ts";
import { rankScores } from "../../../src/learn/model-selection/rank-scores.ts";

describe("ParameterGrid", () => {
  test("has all combinations in scikit-learn's order: names sorted, the last one fastest", () => {
    const grid = new ParameterGrid({ b: [true, false], a: [1, 2] });
    expect([...grid]).toEqual([
      { a: 1, b: true },
      { a: 1, b: false },
      { a: 2, b: true },
      { a: 2, b: false },
    ]);
    expect(grid.length).toBe(4);
    expect(grid.at(2)).toEqual({ a: 2, b: true });
    expect(() => grid.at(4)).toThrow(RangeError);
  });

  test("joins several grids one after another", () => {
    const grid = new ParameterGrid([{ kernel: ["linear"] }, { kernel: ["rbf"], gamma: [1, 10] }]);
    expect([...grid]).toEqual([
      { kernel: "linear" },
      { gamma: 1, kernel: "rbf" },
      { gamma: 10, kernel: "rbf" },
    ]);
  });

  test("has one combination without parameters, and refuses a parameter without values", () => {
    expect([...new ParameterGrid({})]).toEqual([{}]);
    expect(() => new ParameterGrid({ a: [] })).toThrow('there is no value of "a" to try');
  });

  test("may be too large to list", () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const grid = new ParameterGrid({ a: values, b: values, c: values, d: values });
    expect(grid.length).toBe(1e12);
    expect(grid.at(1e12 - 1)).toEqual({ a: 999, b: 999, c: 999, d: 999 });
  });
});

describe("ParameterSampler", () => {
  test("draws different combinations of lists, and all of them if there are fewer", () => {
    const lists = { a: [1, 2, 3], b: ["x", "y"] };
    const drawn = [...new ParameterSampler(lists, 4, 7)];
    expect(new Set(drawn.map((each) => JSON.stringify(each))).size).toBe(4);
    const all = new ParameterSampler(lists, 100);
    expect(all.length).toBe(6);
    expect([...all].map((each) => JSON.stringify(each)).sort()).toEqual(
      [...new ParameterGrid(lists)].map((each) => JSON.stringify(each)).sort(),
    );
  });

  test("draws from large grids without listing them", () => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    expect([...new ParameterSampler({ a: values, b: values, c: values, d: values }, 3)]).toHaveLength(3);
  });

  test("draws numbers from ranges, uniformly or by their logarithms, with few digits", () => {
    const ranges = {
      uniform: { low: 0, high: 10 },
      log: { low: 0.001, high: 1000, log: true },
      whole: { low: 1, high: 3, integer: true },
      wholeLog: { low: 1, high: 1000, log: true, integer: true },
    };
    const drawn = [...new ParameterSampler(ranges, 2000, 1)] as Record<string, number>[];
    const valuesOf = (name: string) => drawn.map((each) => each[name]!);
    const below = (name: string, limit: number) =>
      valuesOf(name).filter((value) => value < limit).length / 2000;
    for (const [name, { low, high }] of Object.entries(ranges)) {
      expect(Math.min(...valuesOf(name))).toBeGreaterThanOrEqual(low);
      expect(Math.max(...valuesOf(name))).toBeLessThanOrEqual(high);
      for (const value of valuesOf(name)) expect(Number(value.toPrecision(4))).toBe(value);
    }
    expect(below("uniform", 5)).toBeCloseTo(0.5, 1);
    expect(below("log", 1)).toBeCloseTo(0.5, 1);
    expect(below("wholeLog", 32)).toBeCloseTo(0.5, 1);
    expect(new Set(valuesOf("whole"))).toEqual(new Set([1, 2, 3]));
    expect(below("whole", 2)).toBeCloseTo(1 / 3, 1);
  });

  test("depends on nothing but the seed", () => {
    const draw = (seed: number) => [...new ParameterSampler({ a: [1, 2], b: { low: 0, high: 1 } }, 5, seed)];
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test.each([
    [{ low: 2, high: 1 }, "must have a low that is not above its high"],
    [{ low: Number.NaN, high: 1 }, "must have a low that is not above its high"],
    [{ low: 0, high: 1, log: true }, "must be above 0, because it is logarithmic"],
    [{ low: 0.5, high: 2, integer: true }, "must be between whole numbers"],
  ])("refuses %p", (range, message) => {
    expect(() => new ParameterSampler({ a: range }, 1)).toThrow(`the range of "a" ${message}`);
  });
});

test("ranks are scikit-learn's: 1 for the best, the same for equal scores, the last for NaN", () => {
  expect([...rankScores([0.5, 0.9, 0.9, Number.NaN, 0.1])]).toEqual([3, 1, 1, 5, 4]);
  expect([...rankScores([0.5, 0.9, 0.9, Number.NaN, 0], false)]).toEqual([2, 3, 3, 5, 1]);
  expect([...rankScores([Number.NaN, Number.NaN])]).toEqual([1, 1]);
});
