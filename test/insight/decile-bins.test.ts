import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { type Cut, countInBins, decileCuts } from "../../src/insight/decile-bins.ts";
import { QUANTILES } from "../../src/insight/fractions.ts";
import { quantilesAt } from "../../src/insight/quantile-list.ts";

/** Returns the cuts and the counts of some values, which are all in the sample. */
function binsOf(values: readonly number[]): { cuts: Cut[]; counts: number[] } {
  const sorted = Float64Array.from(values).sort();
  const cuts = decileCuts(quantilesAt(sorted, sorted.length, QUANTILES));
  return { cuts, counts: [...countInBins(sorted, sorted.length, cuts)] };
}

const repeated = (value: number, times: number) => new Array<number>(times).fill(value);

test("different numbers lie in ten bins of equal size", () => {
  const { cuts, counts } = binsOf(Array.from({ length: 100 }, (_, i) => i));
  expect(counts).toEqual(repeated(10, 10));
  expect(cuts.every(({ isBelow }) => !isBelow)).toBe(true);
});

test("a number that is several deciles has a bin of its own, on whichever side the others are", () => {
  const others = Array.from({ length: 400 }, (_, i) => 1 + i);
  expect(binsOf([...repeated(0, 600), ...others]).counts[0]).toBe(600);
  expect(binsOf([...repeated(1000, 600), ...others]).counts.at(-1)).toBe(600);
  const { cuts, counts } = binsOf([...repeated(200.5, 600), ...others]);
  const at = cuts.findIndex(({ value, isBelow }) => value === 200.5 && isBelow);
  expect(cuts[at + 1]).toEqual({ value: 200.5, isBelow: false });
  expect(counts[at + 1]).toBe(600);
});

test("two numbers lie in different bins, however rare one of them is", () => {
  for (const ones of [1, 5, 50, 95, 99]) {
    const { counts } = binsOf([...repeated(0, 100 - ones), ...repeated(1, ones)]);
    expect(counts.filter((count) => count > 0)).toEqual([100 - ones, ones]);
  }
});

test("a single number, or none, has no cut", () => {
  expect(binsOf([4, 4, 4])).toEqual({ cuts: [], counts: [3] });
  expect(binsOf([])).toEqual({ cuts: [], counts: [] });
});

test("the counts are those of the values between the cuts, whatever the values", () => {
  const value = fc.oneof(
    fc.constantFrom(0, -0, 1, 2, 5e-324, -5e-324, 1.7e308, -1.7e308),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const { cuts, counts } = binsOf(values);
      const below = (x: number, cut: Cut) => (cut.isBelow ? x < cut.value : x <= cut.value);
      const expected = counts.map(
        (_, bin) =>
          values.filter(
            (x) => (bin === 0 || !below(x, cuts[bin - 1]!)) && (bin === cuts.length || below(x, cuts[bin]!)),
          ).length,
      );
      expect(counts).toEqual(expected);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    }),
  );
});
