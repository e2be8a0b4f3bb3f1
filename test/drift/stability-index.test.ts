import { describe, expect, test } from "bun:test";
import { chanceLimit, stabilityIndex, valuesNeeded, verdictOf } from "../../src/drift/stability-index.ts";
import { uniformNumbers } from "../learn/golden/made-up.ts";

test("equal shares have an index of 0, and the order of the samples does not matter", () => {
  expect(stabilityIndex([100, 200, 300], [100, 200, 300])).toBe(0);
  const [a, b] = [
    [10, 70, 20],
    [30, 30, 40],
  ];
  expect(stabilityIndex(a!, b!)).toBeCloseTo(stabilityIndex(b!, a!), 15);
  // Σ (a − e) · ln(a / e), with ½ more in each bin.
  const [e, f] = [
    [10.5, 70.5, 20.5].map((count) => count / 101.5),
    [30.5, 30.5, 40.5].map((count) => count / 101.5),
  ];
  const sum = e!.reduce((total, share, i) => total + (f![i]! - share) * Math.log(f![i]! / share), 0);
  expect(stabilityIndex(a!, b!)).toBeCloseTo(sum, 14);
});

test("an empty bin does not make it infinite", () => {
  const index = stabilityIndex([500, 500], [1000, 0]);
  expect(index).toBeGreaterThan(1);
  expect(Number.isFinite(index)).toBe(true);
});

describe("by chance alone, over 2,000 pairs of samples of the same distribution,", () => {
  const next = uniformNumbers(5);
  const [n, m, bins] = [1000, 512, 10];
  const sample = (size: number) => {
    const counts = new Array<number>(bins).fill(0);
    for (let i = 0; i < size; i++) counts[Math.floor(next() * bins)]!++;
    return counts;
  };
  const indices = Array.from({ length: 2000 }, () => stabilityIndex(sample(m), sample(n)));

  test("it is (bins − 1) · (1/n + 1/m) on average", () => {
    const mean = indices.reduce((sum, index) => sum + index, 0) / indices.length;
    expect(mean / ((bins - 1) * (1 / n + 1 / m))).toBeCloseTo(1, 1);
  });

  test("it exceeds the limit in about 1 of 1,000", () => {
    const above = indices.filter((index) => index > chanceLimit(bins, n, m)).length;
    expect(above).toBeLessThanOrEqual(8);
    expect(indices.filter((index) => index > 0.6 * chanceLimit(bins, n, m)).length).toBeGreaterThan(20);
  });
});

test("the number of values needed is the first at which chance does not reach a large index", () => {
  for (const [bins, m] of [
    [10, 512],
    [10, 128],
    [5, 100],
    [21, 100_000],
  ] as const) {
    const needed = valuesNeeded(bins, m, 5000)!;
    expect(chanceLimit(bins, needed, m)).toBeLessThanOrEqual(0.25);
    if (needed > 100) expect(chanceLimit(bins, needed - 1, m)).toBeGreaterThan(0.25);
  }
  expect([512, 256, 128, 115].map((m) => valuesNeeded(10, m, 5000))).toEqual([144, 200, 912, 4681]);
  expect(valuesNeeded(2, 1e6, 5000)).toBe(100);
  // Trainings of so few values, one without any, and values that are all the same.
  expect([113, 112, 0].map((m) => valuesNeeded(10, m, 5000))).toEqual([null, null, null]);
  expect(valuesNeeded(1, 512, 5000)).toBeNull();
});

test("an index below what chance does is stable", () => {
  expect(verdictOf(0.09, 0.05)).toBe("stable");
  expect(verdictOf(0.1, 0.05)).toBe("moderate");
  expect(verdictOf(0.15, 0.2)).toBe("stable");
  expect(verdictOf(0.2, 0.2)).toBe("moderate");
  expect(verdictOf(0.25, 0.25)).toBe("large");
});
