import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { DecisionTreeClassifier } from "../../../src/learn/tree/decision-tree-classifier.ts";
import { FeatureDraw } from "../../../src/learn/tree/feature-draw.ts";
import { RankSorter } from "../../../src/learn/tree/rank-sorter.ts";
import { rankColumns } from "../../../src/learn/tree/ranked-columns.ts";
import { RunningMedian } from "../../../src/learn/tree/running-median.ts";
import type { StoredForest } from "../../../src/learn/tree/stored-forest.ts";
import { between, halfway, isSameValue, roundDown } from "../../../src/learn/tree/thresholds.ts";
import { referenceData } from "./data.ts";

test("ranks have the order of the column, and equal values have equal ranks", () => {
  const column = Float32Array.of(3, -0, 1e-40, 0, -7.5, 3, 1e30, -1e30);
  const [ranked] = rankColumns([column]);
  expect(Array.from(ranked!.ranks)).toEqual([4, 2, 3, 2, 1, 4, 5, 0]);
  expect(
    Array.from(ranked!.distinct, (value, rank) => value === column[ranked!.ranks.indexOf(rank)]),
  ).toEqual(new Array(6).fill(true));
});

test("rows of any number and range are sorted by rank, stably", () => {
  const random = new Random(5);
  const sorter = new RankSorter(3000);
  for (const n of [1, 2, 12, 13, 40, 399, 401, 3000]) {
    for (const range of [1, 2, n, 3 * n, 100 * n, 4_000_000]) {
      const low = 17;
      const keys = Array.from({ length: n }, () => low + random.below(range));
      keys.forEach((key, p) => {
        sorter.keys[p] = key;
        sorter.payloads[p] = p;
      });
      sorter.sort(n, low, range);
      const order = Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
      expect(Array.from(sorter.payloads.subarray(0, n))).toEqual(order);
      expect(Array.from(sorter.keys.subarray(0, n))).toEqual(order.map((p) => keys[p]!));
    }
  }
});

describe("thresholds", () => {
  test("are rounded down to single precision", () => {
    for (const value of [0.1, -0.1, 4.7, -1e-50, 1e-50, 16_777_217, -16_777_217, 0, 2.5]) {
      const rounded = roundDown(value);
      expect(rounded <= value).toBe(true);
      expect(Math.fround(rounded)).toBe(rounded);
      expect(Math.abs(rounded - value)).toBeLessThanOrEqual(Math.abs(value) * 1.2e-7 + 1.5e-45);
    }
  });

  test("lie at or above the lower value and below the upper one", () => {
    const lower = Math.fround(1.1);
    const upper = lower + 2 ** -23;
    expect(halfway(lower, upper)).toBe(lower);
    expect(halfway(3e38, 3.2e38)).toBeLessThan(3.2e38);
    expect(between(lower, upper, 0.999999)).toBe(lower);
    expect(between(-3e38, 3e38, 0.5)).toBeCloseTo(0, 5);
  });

  test("separate values more than 1e-7 apart, in single precision", () => {
    expect(isSameValue(0, 9e-8)).toBe(true);
    expect(isSameValue(0, 2e-7)).toBe(false);
    expect(isSameValue(8, 8 + 2 ** -20)).toBe(false);
  });
});

test("features are drawn until the quota is met and one is not constant", () => {
  const draw = new FeatureDraw(6, 2, new Random(1));
  draw.begin(0);
  const seen: number[] = [];
  for (let feature = draw.next(); feature >= 0; feature = draw.next()) {
    seen.push(feature);
    if (feature === 4) draw.used();
    else draw.constant();
  }
  draw.finish();
  expect(seen.at(-1)).toBe(4);
  expect(new Set(seen).size).toBe(seen.length);
  expect(draw.constants).toBe(seen.length - 1);
  // A child does not try them again.
  draw.begin(draw.constants);
  for (let feature = draw.next(); feature >= 0; feature = draw.next()) {
    expect(seen.slice(0, -1)).not.toContain(feature);
    draw.used();
  }
});

test("a running median is the median of the numbers added so far, with the deviations from it", () => {
  const values = [5, 1, 4, 1, 9, 2];
  const sorted = Float64Array.from(values).sort();
  const median = new RunningMedian(6);
  median.reset(sorted);
  const used = new Set<number>();
  const results = values.map((value) => {
    let rank = sorted.indexOf(value);
    while (used.has(rank)) rank++;
    used.add(rank);
    median.add(rank, 1);
    return [median.median(), median.deviation()];
  });
  expect(results).toEqual([
    [5, 0],
    [3, 4],
    [4, 4],
    [2.5, 7],
    [4, 12],
    [3, 14],
  ]);
});

describe("a stored forest", () => {
  const fitted = new DecisionTreeClassifier({ max_depth: 3 }).fit(referenceData().X, referenceData().classes);
  const restoredWith = (change: (forest: Record<string, unknown>) => void) => {
    const state = structuredClone(fitted.toState()) as unknown as { fitted: { forest: StoredForest } };
    change(state.fitted.forest as unknown as Record<string, unknown>);
    new DecisionTreeClassifier().restore(state as never, () => fitted);
  };

  test("is read back unchanged", () => {
    expect(() => restoredWith(() => {})).not.toThrow();
  });

  test("is refused if a walk could leave it or never end", () => {
    const breaks: ((forest: Record<string, unknown>) => void)[] = [
      (forest) => (forest.children as Int32Array).fill(0),
      (forest) => (forest.children as Int32Array).fill(1_000_000),
      (forest) => (forest.children as Int32Array).fill(-1_000_000),
      (forest) => (forest.roots as Int32Array).fill(99_999),
      (forest) => (forest.feature as Uint16Array).fill(4),
      (forest) => Object.assign(forest, { children: new Int32Array(3) }),
      (forest) => Object.assign(forest, { threshold: new Float64Array(7) }),
      (forest) => Object.assign(forest, { threshold: new Float32Array(2) }),
      (forest) => Object.assign(forest, { values: new Float64Array(0) }),
      (forest) => Object.assign(forest, { width: 0 }),
      (forest) => Object.assign(forest, { roots: [0] }),
      (forest) => Object.assign(forest, { features: 9 }),
    ];
    for (const change of breaks) expect(() => restoredWith(change)).toThrow(StateError);
    expect(() => new DecisionTreeClassifier().restore({ fitted: null } as never, () => fitted)).toThrow(
      StateError,
    );
  });

  test("stores pure leaves of a class once", () => {
    const { X, classes } = referenceData();
    const { forest } = new DecisionTreeClassifier().fit(X, classes).state;
    expect(forest.values.length).toBe(9);
    expect(forest.children.length).toBeGreaterThan(40);
  });
});
