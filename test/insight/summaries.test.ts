import { describe, expect, test } from "bun:test";
import { unpacked } from "../../src/insight/decode-report.ts";
import { QUANTILES } from "../../src/insight/fractions.ts";
import type {
  ColumnSummary,
  DatetimeSummary,
  NumericSummary,
  StringSummary,
} from "../../src/insight/report.ts";
import { spreadRows } from "../../src/insight/spread-rows.ts";
import { summarizeTraining } from "../../src/insight/summarize-table.ts";
import type { Column } from "../../src/learn/core/column.ts";
import { Random } from "../../src/learn/core/random.ts";
import { Table } from "../../src/learn/core/table.ts";
import { quantile } from "../../src/learn/linalg/quantiles.ts";
import { tableOf } from "../../src/testing.ts";

const NO_LABELS = (rows: number) => Table.fromColumns([], [], rows);

function summaryOf(column: Column, rows: number): ColumnSummary {
  const table = Table.fromColumns(["x"], [column], rows);
  return unpacked(summarizeTraining("clustering", table, NO_LABELS(rows)).features[0]) as ColumnSummary;
}

function numbers(values: readonly number[]): NumericSummary {
  return summaryOf({ kind: "numeric", values: Float64Array.from(values) }, values.length) as NumericSummary;
}

const normal = (count: number, seed = 1) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
};

describe("a summary of numbers", () => {
  test("is exact for up to 512 of them", () => {
    const values = normal(500);
    const own = numbers([...values, Number.NaN, Number.NaN]);
    const sorted = Float64Array.from(values).sort();
    const mean = values.reduce((sum, value) => sum + value, 0) / 500;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500;
    expect(own).toMatchObject({ kind: "numeric", count: 500, missing: 2, sampled: 500, distinct: 500 });
    expect(own.mean).toBeCloseTo(mean, 12);
    expect(own.std).toBeCloseTo(Math.sqrt(variance), 12);
    QUANTILES.forEach((fraction, i) => {
      expect(own.quantiles[i]).toBeCloseTo(quantile(sorted, 500, fraction), 12);
    });
    expect(own.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(500);
    own.histogram.counts.forEach((count, bin) => {
      const [low, high] = [own.histogram.edges[bin]!, own.histogram.edges[bin + 1]!];
      const last = bin === own.histogram.counts.length - 1;
      expect(values.filter((value) => value >= low && (value < high || last)).length).toBe(count);
    });
  });

  test("has quantiles of a sample of more, and an exact mean, deviation, minimum and maximum", () => {
    const values = normal(50_000, 2);
    const own = numbers(values);
    const sorted = Float64Array.from(values).sort();
    expect(own.sampled).toBe(512);
    expect([own.quantiles[0], own.quantiles.at(-1)]).toEqual([sorted[0]!, sorted.at(-1)!]);
    expect(own.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 50_000, 10);
    expect(own.quantiles[QUANTILES.indexOf(0.5)]!).toBeCloseTo(quantile(sorted, 50_000, 0.5), 0);
  });

  test("keeps its digits far from 0", () => {
    const own = numbers([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    expect(own.mean).toBe(1e9 + 2);
    expect(own.std).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  test("of which most are missing is still of the values", () => {
    const values = new Array<number>(20_000).fill(Number.NaN);
    for (let i = 7; i < values.length; i += 2000) values[i] = i;
    const own = numbers(values);
    expect(own).toMatchObject({ count: 10, missing: 19_990, sampled: 10, distinct: 10 });
    expect(own.quantiles[QUANTILES.indexOf(0.5)]).toBe(9007);
  });

  test("without any is empty", () => {
    expect(numbers([Number.NaN, Number.NaN])).toEqual({
      name: "x",
      kind: "numeric",
      count: 0,
      missing: 2,
      sampled: 0,
      mean: null,
      std: null,
      distinct: 0,
      quantiles: [],
      decile_counts: [],
      histogram: { edges: [], counts: [] },
    });
  });

  test("that are all the same has a single bin", () => {
    const own = numbers([4, 4, 4]);
    expect(own).toMatchObject({ mean: 4, std: 0, distinct: 1, histogram: { edges: [4, 4], counts: [3] } });
    expect(new Set(own.quantiles)).toEqual(new Set([4]));
  });

  test("that are as large as numbers can be has finite entries", () => {
    const own = numbers([-1.7e308, 1.7e308, 1.6e308, 0]);
    expect(own.std).toBeNull();
    expect([...own.quantiles, ...own.histogram.edges].every(Number.isFinite)).toBe(true);
    expect(own.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });
});

describe("a summary of texts", () => {
  const words = (list: readonly (string | null)[]) => {
    const table = tableOf(list.map((x) => ({ x })));
    return summaryOf(table.column(0), list.length) as StringSummary;
  };

  test("names the most frequent ones, and none in fewer than five rows", () => {
    const own = words([
      ...new Array<string>(9).fill("basic"),
      ...new Array<string>(5).fill("gold"),
      ...new Array<string>(4).fill("ada@example.com"),
      "Grace Hopper",
      null,
    ]);
    expect(own).toEqual({
      name: "x",
      kind: "string",
      count: 19,
      missing: 1,
      distinct: 4,
      categories: [
        { value: "basic", count: 9 },
        { value: "gold", count: 5 },
      ],
      other_count: 5,
    });
    expect(JSON.stringify(own)).not.toMatch(/ada|Grace/);
  });

  test("lists at most twenty, each cut", () => {
    const own = words(Array.from({ length: 300 }, (_, i) => `${i % 30} ${"long ".repeat(2000)}`));
    expect(own.categories).toHaveLength(20);
    expect(own.distinct).toBe(30);
    expect(own.other_count).toBe(100);
    for (const { value } of own.categories) expect(value.length).toBeLessThanOrEqual(80);
  });
});

test("a summary of booleans counts them", () => {
  const table = tableOf([{ x: true }, { x: false }, { x: null }, { x: true }]);
  expect(summaryOf(table.column(0), 4)).toEqual({
    name: "x",
    kind: "boolean",
    count: 3,
    missing: 1,
    true_count: 2,
  });
});

describe("how well a column alone predicts the label", () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    leak: i % 3 === 0 ? "yes-code" : "no-code",
    noise: Math.sin(i * 12.9898) * 43_758.5453,
    copied: (i % 3) * 10,
    known: i % 3 === 0,
  }));
  const features = tableOf(rows);

  test("is 1 for a column derived from a class, whatever its kind, and near chance for noise", () => {
    const labels = tableOf(rows.map((_, i) => ({ y: i % 3 === 0 ? "yes" : "no" })));
    const [leak, noise, copied, known] = summarizeTraining("classification", features, labels).features;
    expect([leak!.score_alone, copied!.score_alone, known!.score_alone]).toEqual([1, 1, 1]);
    expect(noise!.score_alone).toBeLessThan(0.8);
  });

  test("is near 1 for a column derived from a number, and near 0 for noise", () => {
    const labels = tableOf(rows.map(({ copied }) => ({ y: copied + 3 })));
    const [, noise, copied] = summarizeTraining("regression", features, labels).features;
    expect(copied!.score_alone).toBe(1);
    expect(noise!.score_alone).toBeLessThan(0.2);
  });

  test("is not computed for several labels, nor for columns of identifiers", () => {
    const two = tableOf(rows.map(({ copied }) => ({ y: copied, z: copied })));
    for (const summary of summarizeTraining("regression", features, two).features) {
      expect(summary).not.toHaveProperty("score_alone");
    }
    const ids = tableOf(rows.map((_, i) => ({ id: `row ${i}` })));
    const labels = tableOf(rows.map((_, i) => ({ y: i % 2 })));
    expect(summarizeTraining("classification", ids, labels).features[0]).not.toHaveProperty("score_alone");
  });
});

describe("rows that are spread", () => {
  test("are all rows if there are few, else different ones over the whole table", () => {
    expect(Array.from(spreadRows(4, 10))).toEqual([0, 1, 2, 3]);
    for (const [rows, most] of [
      [1000, 999],
      [20_000, 10_000],
      [100_000, 64],
      [1_000_003, 1024],
    ] as const) {
      const chosen = Array.from(spreadRows(rows, most));
      expect(new Set(chosen).size).toBe(most);
      expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
      expect(chosen.at(-1)).toBeLessThan(rows);
      expect(chosen.at(-1)).toBeGreaterThan(rows * (1 - 2 / most) - 1);
    }
  });

  test("represent rows that alternate", () => {
    for (const period of [2, 3, 4, 10]) {
      const counts = new Array<number>(period).fill(0);
      for (const row of spreadRows(20_000, 2000)) counts[row % period]!++;
      for (const count of counts) expect(count).toBeGreaterThan((0.8 * 2000) / period);
    }
  });
});

describe("a summary of dates and times", () => {
  const timesOf = (texts: readonly (string | null)[]) => {
    const table = tableOf(texts.map((x) => ({ x })));
    const { features } = summarizeTraining("clustering", table, NO_LABELS(texts.length), ["x"]);
    return unpacked(features[0]) as DatetimeSummary;
  };

  test("has dates where all of them are dates, counting missing ones", () => {
    const own = timesOf(["2024-02-28", null, "2024-03-02", "2024-02-29T00:00:00Z", "2024-03-01"]);
    expect(own).toMatchObject({ kind: "datetime", count: 4, missing: 1, sampled: 4, distinct: 4 });
    expect([own.min, own.max]).toEqual(["2024-02-28", "2024-03-02"]);
    expect(own.quantiles[0]).toBe(Date.UTC(2024, 1, 28) / 1000);
    // Between the second and the third.
    expect(own.quantiles[QUANTILES.indexOf(0.5)]).toBe(Date.UTC(2024, 1, 29, 12) / 1000);
    expect(own.histogram.edges[0]).toBe(Date.UTC(2024, 1, 28) / 1000);
    expect(own.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test("has times in UTC, cut to seconds, where one has a time of day", () => {
    const own = timesOf(["2024-05-17T10:15:30.75", "2024-05-18T00:00:00+02:00", "2024-05-17"]);
    expect([own.min, own.max]).toEqual(["2024-05-17T00:00:00", "2024-05-17T22:00:00"]);
    expect(own.quantiles[QUANTILES.indexOf(0.5)]).toBe(Date.UTC(2024, 4, 17, 10, 15, 30, 750) / 1000);
    expect(timesOf(["2024-05-17T10:15:30.75", null]).max).toBe("2024-05-17T10:15:30");
  });

  test("is empty where all of them are missing, and has one bin where all are the same", () => {
    const codes = Int32Array.of(-1, -1);
    const empty = Table.fromColumns(["x"], [{ kind: "string", codes, categories: [] }], 2);
    const [own] = summarizeTraining("clustering", empty, NO_LABELS(2), ["x"]).features;
    expect(unpacked(own)).toMatchObject({
      count: 0,
      missing: 2,
      min: null,
      max: null,
      quantiles: [],
      histogram: { edges: [], counts: [] },
    });
    expect(timesOf(["2024-05-17", "2024-05-17"])).toMatchObject({
      min: "2024-05-17",
      max: "2024-05-17",
      histogram: { counts: [2] },
    });
  });

  test("has the score that times alone have, however many are different", () => {
    const days = Array.from({ length: 400 }, (_, i) => ({
      x: new Date(Date.UTC(2020, 0, 1 + ((i * 173) % 400))).toISOString(),
    }));
    const y = days.map(({ x }) => ({ y: x < "2020-08-01" ? "early" : "late" }));
    const [own] = summarizeTraining("classification", tableOf(days), tableOf(y), ["x"]).features;
    expect(own!.score_alone).toBeGreaterThan(0.9);
  });
});
