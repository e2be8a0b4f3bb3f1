import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { LinearRegression } from "../../../src/learn/linear-model/linear-regression.ts";
import {
  checkHeldBackResiduals,
  halfWidths,
  heldBackResiduals,
  rowsForLevel,
} from "../../../src/learn/model-selection/held-back-residuals.ts";
import { KNeighborsRegressor } from "../../../src/learn/neighbors/k-neighbors-regressor.ts";
import { readGolden } from "../golden/cases.ts";
import { uniformNumbers } from "../golden/made-up.ts";
import { distance } from "../tree/data.ts";

type Intervals = [number, number][];

const figures = readGolden("figures/split_conformal.json") as {
  probes: number[];
  cases: { rows: number; level: number; intervals: Intervals | null }[];
  linear: { level: number; intervals: Intervals }[];
};

/** The same numbers as `draws` in test/golden/scripts/split_conformal.py. */
function draws(seed: number, rows: number): { predicted: number[]; labels: number[] } {
  const next = uniformNumbers(seed);
  const predicted: number[] = [];
  const labels: number[] = [];
  for (let i = 0; i < rows; i++) {
    const value = next() * 10;
    const u = next();
    predicted.push(value);
    labels.push(value + (u * u * 6 - 1));
  }
  return { predicted, labels };
}

function column(values: ArrayLike<number>): Matrix {
  return { rows: values.length, columns: 1, data: Float64Array.from(values) };
}

/** Returns the half width for one label. */
function halfOf(truth: ArrayLike<number>, predicted: ArrayLike<number>, level: number): number | undefined {
  return halfWidths(heldBackResiduals(column(truth), column(predicted))!, level)?.[0];
}

describe("intervals are those of MAPIE", () => {
  for (const { rows, level, intervals } of figures.cases) {
    test(`of ${rows} rows at ${level}${intervals === null ? ", which are too few" : ""}`, () => {
      const { predicted, labels } = draws(rows, rows);
      const half = halfOf(labels, predicted, level);
      expect(half === undefined).toBe(intervals === null);
      expect(rowsForLevel(level) > rows).toBe(intervals === null);
      const own = half === undefined ? [] : figures.probes.flatMap((probe) => [probe - half, probe + half]);
      expect(own).toEqual(intervals?.flat() ?? []);
    });
  }

  test("around the predictions of a fitted model", () => {
    const { predicted, labels } = draws(5, 300);
    const X = Table.fromMatrix(
      {
        rows: 300,
        columns: 3,
        data: Float64Array.from(predicted.flatMap((value, i) => [value, value ** 2, i % 7])),
      },
      ["a", "b", "c"],
    );
    const learnt = X.sliceRows(0, 150);
    const held = X.sliceRows(150, 300);
    const model = new LinearRegression().fit(learnt, column(labels.slice(0, 150)));
    const residuals = heldBackResiduals(column(labels.slice(150)), model.predict(held))!;
    const probes = Array.from(model.predict(X.sliceRows(0, 5)).data);
    for (const { level, intervals } of figures.linear) {
      const half = halfWidths(residuals, level)![0]!;
      const own = probes.flatMap((value) => [value - half, value + half]);
      expect(distance(own, intervals.flat())).toBeLessThan(1e-12);
    }
  });
});

describe("the number of rows for a level", () => {
  test("is the smallest with which a finite interval has that level", () => {
    expect([0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999].map(rowsForLevel)).toEqual([1, 4, 9, 19, 49, 99, 999]);
    const numbers = Array.from({ length: 1000 }, (_, i) => i);
    for (let level = 0.01; level < 0.999; level += 0.007) {
      const rows = rowsForLevel(level);
      const truth = numbers.slice(0, rows);
      expect(
        halfOf(
          truth,
          truth.map(() => 0),
          level,
        ),
      ).toBe(rows - 1);
      if (rows > 1) expect(halfOf(truth.slice(1), truth.slice(1), level)).toBeUndefined();
    }
  });

  test("is finite for the highest level below 1", () => {
    expect(rowsForLevel(1 - Number.EPSILON / 2)).toBeGreaterThan(1e15);
    expect(rowsForLevel(Number.MIN_VALUE)).toBe(1);
  });
});

describe("the residuals that are kept", () => {
  const size = (rows: number) =>
    heldBackResiduals(column(new Float64Array(rows)), column(new Float64Array(rows)))!;

  test("are all of up to 2048 rows, and 2048 of more", () => {
    expect([1, 2048, 2049, 100_000].map((rows) => size(rows).labels[0]!.length)).toEqual([
      1, 2048, 2048, 2048,
    ]);
  });

  test("of many rows give intervals that are slightly wider, and never narrower, at any level", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2000, max: 60_000 }),
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        (rows, level) => {
          // The residual of rank r is r.
          const truth = Float64Array.from({ length: rows }, (_, i) => rows - i);
          const half = halfOf(truth, new Float64Array(rows), level);
          const rank = Math.ceil(level * (rows + 1));
          if (rank > rows) return half === undefined;
          return half! >= rank && half! <= rank + rows / 2048 && half! <= rows;
        },
      ),
    );
  });

  test("are of each label on its own", () => {
    const truth: Matrix = { rows: 3, columns: 2, data: Float64Array.of(1, 10, 2, 20, 3, -30) };
    const residuals = heldBackResiduals(truth, { ...truth, data: new Float64Array(6) })!;
    expect(residuals).toEqual({ rows: 3, labels: [Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)] });
    expect(halfWidths(residuals, 0.5)).toEqual(Float64Array.of(2, 20));
  });

  test("are none if a prediction is not finite", () => {
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(heldBackResiduals(column([1, 2, 3]), column([1, odd, 3]))).toBeUndefined();
    }
  });

  test("are refused when they are malformed", () => {
    const sound = { rows: 3, labels: [Float64Array.of(0, 1, 2)] };
    expect(() => checkHeldBackResiduals(sound, 1)).not.toThrow();
    for (const broken of [
      null,
      {},
      { ...sound, rows: 4 },
      { ...sound, rows: 0, labels: [new Float64Array(0)] },
      { ...sound, rows: 2.5 },
      { ...sound, labels: [] },
      { ...sound, labels: [sound.labels[0], sound.labels[0]] },
      { ...sound, labels: [[0, 1, 2]] },
      { ...sound, labels: [Float64Array.of(0, 2, 1)] },
      { ...sound, labels: [Float64Array.of(-1, 1, 2)] },
      { ...sound, labels: [Float64Array.of(0, 1, Number.POSITIVE_INFINITY)] },
      { ...sound, labels: [Float64Array.of(0, Number.NaN, 2)] },
      { ...sound, labels: [Float64Array.of(Number.NaN, 1, 2)] },
      { rows: 5000, labels: [new Float64Array(5000)] },
    ]) {
      expect(() => checkHeldBackResiduals(broken, 1)).toThrow(StateError);
    }
  });
});

/**
 * What MAPIE's tests show of it: over many drawn sets, the labels of new rows lie in their intervals about as often as the level
 * says, whatever the model, and however the noise is distributed.
 */
describe("coverage over 100 drawn sets", () => {
  const ESTIMATORS: Readonly<Record<string, () => RegressorEstimator>> = {
    "a linear model of a curve": () => new LinearRegression(),
    neighbours: () => new KNeighborsRegressor({ n_neighbors: 3 }),
    "boosted trees": () => new HistGradientBoostingRegressor({ max_iter: 15, min_samples_leaf: 5 }),
  };
  const SETS = 100;
  const NEW_ROWS = 100;

  for (const [name, create] of Object.entries(ESTIMATORS)) {
    for (const [level, held] of [
      [0.5, 40],
      [0.9, 40],
      [0.95, 100],
    ] as const) {
      test(`${name} at ${level} from ${held} rows`, () => {
        const random = new Random(held);
        const rowsOf = (rows: number) => {
          const x = Float64Array.from({ length: rows }, () => random.next() * 6);
          // The noise is skewed, and grows with x.
          const y = x.map((value) => Math.sin(value) * 4 + value * random.next() ** 3);
          return { X: Table.fromMatrix({ rows, columns: 1, data: x }, ["x"]), y: column(y) };
        };
        let inside = 0;
        for (let set = 0; set < SETS; set++) {
          const learnt = rowsOf(80);
          const back = rowsOf(held);
          const fresh = rowsOf(NEW_ROWS);
          const model = create().fit(learnt.X, learnt.y);
          const half = halfWidths(heldBackResiduals(back.y, model.predict(back.X))!, level)![0]!;
          const predicted = model.predict(fresh.X).data;
          for (let i = 0; i < NEW_ROWS; i++) if (Math.abs(fresh.y.data[i]! - predicted[i]!) <= half) inside++;
        }
        // The mean coverage of n held-back rows is between the level and the level + 1 / (n + 1); three standard errors aside.
        const coverage = inside / (SETS * NEW_ROWS);
        const error = Math.sqrt((level * (1 - level)) / (held + 2) / SETS + 0.25 / (SETS * NEW_ROWS));
        expect(coverage).toBeGreaterThan(level - 3 * error);
        expect(coverage).toBeLessThan(level + 1 / (held + 1) + 3 * error);
      });
    }
  }
});
