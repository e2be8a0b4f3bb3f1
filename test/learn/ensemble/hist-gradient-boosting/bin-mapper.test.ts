import { describe, expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import {
  BINNING_SAMPLE,
  binningSample,
  binThresholds,
  writeBins,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/bin-mapper.ts";

const SPREAD = Float64Array.from({ length: 101 }, (_, i) => ((i * 37) % 101) / 8);
const thresholds = (values: readonly number[], maxBins: number, weights?: readonly number[]) =>
  Array.from(binThresholds(Float64Array.from(values), maxBins, weights && Float64Array.from(weights)));

describe("thresholds", () => {
  test("lie halfway between distinct values if these fit into the bins, ignoring missing ones", () => {
    expect(thresholds([3, 1, 1, Number.NaN, 2, 7], 255)).toEqual([1.5, 2.5, 5]);
  });

  test("are scikit-learn's quantiles otherwise", () => {
    expect(thresholds([...SPREAD], 5)).toEqual([2.5, 5, 7.5, 10]);
    expect(thresholds([...SPREAD, Number.NaN], 10)).toEqual([1.25, 2.5, 3.75, 5, 6.25, 7.5, 8.75, 10, 11.25]);
  });

  test("average two values if a quantile falls between them, without duplicates", () => {
    const values = [
      ...Array(50).fill(0),
      ...Array(30).fill(1),
      ...Array.from({ length: 20 }, (_, i) => i + 2),
    ];
    expect(thresholds(values, 4)).toEqual([0, 0.5, 1]);
  });

  test("with weights are scikit-learn's weighted quantiles, ignoring rows of weight 0", () => {
    const weights = Array.from({ length: 101 }, (_, i) => (i % 10 === 0 ? 0 : 1 + (i % 3)));
    expect(thresholds([...SPREAD], 6, weights)).toEqual([1.875, 4.375, 6.375, 8.875, 10.5]);
    expect(thresholds([1, 2, 3, 4, 5, 6, 7, 8], 4, [1, 1, 2, 0, 1, 1, 1, 1])).toEqual([2.5, 4, 6.5]);
    expect(thresholds([1, 2, 3], 4, [1, 0, 2])).toEqual([2]);
  });

  test("are empty for a column that is constant or has no value", () => {
    expect(thresholds([2, 2, 2], 5)).toEqual([]);
    expect(thresholds([Number.NaN, Number.NaN], 5)).toEqual([]);
  });

  test("are finite even if the sum of two values overflows", () => {
    expect(thresholds([1.7e308, 1.6e308], 5)).toEqual([1e300]);
  });
});

describe("bins", () => {
  const binsOf = (values: Float64Array, cuts: Float64Array) => {
    const bins = new Uint8Array(values.length);
    const hasMissing = writeBins(values, cuts, 255, bins);
    return { bins: Array.from(bins), hasMissing };
  };

  test("are the same as by a linear search, on and between the thresholds", () => {
    const random = new Random(3);
    for (const scale of [1e-320, 1e-9, 1, 1e9, 1e298]) {
      const values = Float64Array.from({ length: 3000 }, () => random.normal() ** 5 * scale);
      const cuts = binThresholds(values, 255);
      values.set(cuts, 100);
      const expected = Array.from(values, (value) => cuts.findIndex((cut) => value <= cut)).map((bin) =>
        bin < 0 ? cuts.length : bin,
      );
      expect(binsOf(values, cuts)).toEqual({ bins: expected, hasMissing: false });
    }
  });

  test("put missing values into a separate bin, overwriting earlier contents", () => {
    const bins = Uint8Array.of(77, 78, 79);
    expect(writeBins(Float64Array.of(Number.NaN, 1.5, 0), Float64Array.of(1, 2), 3, bins)).toBe(true);
    expect([...bins]).toEqual([3, 1, 0]);
  });
});

test("the sample for thresholds draws rows by weight, and none of weight 0", () => {
  const sample = binningSample(4, Float64Array.of(0, 1, 0, 3), new Random(1));
  const counts = [0, 0, 0, 0];
  for (const row of sample) counts[row]!++;
  expect(counts[0]! + counts[2]!).toBe(0);
  expect(counts[3]! / BINNING_SAMPLE).toBeCloseTo(0.75, 2);
});
