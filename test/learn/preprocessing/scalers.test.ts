import { describe, expect, test } from "bun:test";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { MinMaxScaler } from "../../../src/learn/preprocessing/min-max-scaler.ts";
import { normalQuantile } from "../../../src/learn/preprocessing/normal-distribution.ts";
import { RobustScaler } from "../../../src/learn/preprocessing/robust-scaler.ts";
import { StandardScaler } from "../../../src/learn/preprocessing/standard-scaler.ts";
import { apply, pack } from "../fit-and-apply.ts";
import { excess } from "../golden/compare.ts";

// The expected values in this file are scikit-learn 1.9.1's and SciPy's on these rows.
const TRAIN = pack([
  { a: 1, b: 200.5, constant: 3 },
  { a: 2.5, b: null, constant: 3 },
  { a: -4, b: 100, constant: 3 },
  { a: 10, b: 50.25, constant: 3 },
  { a: 0.5, b: 75, constant: 3 },
]);
const OTHER = pack([
  { a: 20, b: null, constant: 4 },
  { a: -5, b: 120, constant: 3 },
]);
const near = (actual: unknown, expected: unknown) =>
  expect(excess(actual, expected, { rtol: 1e-14, atol: 1e-14 })).toBeLessThanOrEqual(1);

describe("StandardScaler", () => {
  test("ignores missing values in its statistics, and has scale 1 for a constant column", () => {
    const { mean, var: variance, scale, n_samples_seen } = new StandardScaler().fit(TRAIN).state;
    near(mean, [2, 106.4375, 3]);
    near(variance, [20.7, 3258.63671875, 0]);
    near(scale, [4.54972526643093, 57.08447003126157, 1]);
    expect(n_samples_seen).toEqual(Int32Array.of(5, 4, 5));
  });

  test("treats a column as constant if its spread is rounding error", () => {
    const values = Array.from({ length: 100 }, (_, i) => ({ x: 0.1 + (i % 3) * 2e-17 }));
    expect(new StandardScaler().fit(pack(values)).state.scale).toEqual(Float64Array.of(1));
  });

  test("is accurate for a small spread around a large mean", () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ x: 1e9 + (i % 2) }));
    const { mean, var: variance } = new StandardScaler().fit(pack(rows)).state;
    expect([mean[0], variance[0]]).toEqual([1e9 + 0.5, 0.25]);
  });

  test("neither centres nor scales if both are switched off", () => {
    const scaler = new StandardScaler({ with_mean: false, with_std: false }).fit(TRAIN);
    expect(Array.from(scaler.transform(OTHER).toMatrix().data)).toEqual(Array.from(OTHER.toMatrix().data));
  });
});

describe("MinMaxScaler", () => {
  test("maps every column to [0, 1] and keeps missing values", () => {
    const scaler = new MinMaxScaler().fit(TRAIN);
    near(scaler.state.scale, [0.07142857142857142, 0.0066555740432612314, 1]);
    near(scaler.state.min, [0.2857142857142857, -0.33444259567387685, -3]);
    near(scaler.transform(OTHER).toMatrix().data, [
      [1.714285714285714, null, 1],
      [-0.0714285714285714, 0.46422628951747097, 0],
    ]);
  });

  test("clips to another range", () => {
    const scaler = new MinMaxScaler({ feature_range: [-2, 3], clip: true }).fit(TRAIN);
    near(scaler.transform(OTHER).toMatrix().data, [
      [3, null, 3],
      [-2, 0.32113144758735457, -2],
    ]);
  });

  test("refuses a range that does not ascend", () => {
    expect(() => new MinMaxScaler({ feature_range: [1, 1] }).fit(TRAIN)).toThrow(
      "feature_range=[1,1] must be a pair, each entry a finite number, the first smaller than the second",
    );
  });
});

describe("RobustScaler", () => {
  test("subtracts the median and divides by the quartile range", () => {
    const scaler = new RobustScaler().fit(TRAIN);
    near(scaler.state.center, [1, 87.5, 3]);
    near(scaler.state.scale, [2, 56.3125, 1]);
    near(scaler.transform(OTHER).toMatrix().data, [
      [9.5, null, 1],
      [-3, 0.5771365149833518, 0],
    ]);
  });

  test("scales to the variance of a normal distribution between other quantiles", () => {
    const scaler = new RobustScaler({ unit_variance: true, quantile_range: [10, 80] }).fit(TRAIN);
    near(scaler.state.scale, [2.9201579836445712, 38.86871574197876, 0.4709932231684791]);
  });

  test("scales by the whole range without centring, or centres without scaling", () => {
    const scaled = new RobustScaler({ with_centering: false, quantile_range: [0, 100] }).fit(TRAIN);
    expect(scaled.state.center).toBeNull();
    near(scaled.state.scale, [14, 150.25, 1]);
    near(scaled.transform(OTHER).toMatrix().data.slice(3), [-0.35714285714285715, 0.7986688851913477, 3]);
    const centred = new RobustScaler({ with_scaling: false }).fit(TRAIN);
    near(centred.transform(OTHER).toMatrix().data.slice(3), [-6, 32.5, 0]);
  });

  test("refuses quantiles that do not determine a unit variance", () => {
    for (const quantile_range of [
      [0, 50],
      [30, 30],
    ] as const) {
      expect(() => new RobustScaler({ unit_variance: true, quantile_range }).fit(TRAIN)).toThrow(
        /quantile_range=.* strictly between 0 and 100/,
      );
    }
    expect(() => new RobustScaler({ quantile_range: [-1, 50] }).fit(TRAIN)).toThrow(/a number from 0 to 100/);
  });
});

test("the normal quantile is SciPy's", () => {
  const expected: [number, number][] = [
    [1e-12, -7.034483825301131],
    [1e-4, -3.7190164854556804],
    [0.01, -2.3263478740408408],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.4, -0.2533471031357997],
    [0.4999, -0.0002506628300880075],
    [0.6, 0.2533471031357997],
    [0.75, 0.6744897501960817],
    [0.975, 1.959963984540054],
    [0.999999, 4.753424308817087],
  ];
  for (const [p, x] of expected) expect(Math.abs(normalQuantile(p) / x - 1)).toBeLessThan(3e-12);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  expect(normalQuantile(1.1)).toBeNaN();
});

test("MinMaxScaler clips to its range if requested, by default to [0, 1]", () => {
  const X = pack([{ x: 10 }, { x: 20 }]);
  const beyond = pack([{ x: 0 }, { x: 12 }, { x: 40 }]);
  const scaled = (parameters: GivenParameters<typeof MinMaxScaler.parameters>) =>
    apply(new MinMaxScaler(parameters).fit(X), beyond).flat();
  expect(scaled({ clip: true })).toEqual([0, expect.closeTo(0.2, 12), 1]);
  expect(scaled({ clip: true, feature_range: [-1, 1] })).toEqual([-1, expect.closeTo(-0.6, 12), 1]);
  expect(scaled({})).toEqual([-1, expect.closeTo(0.2, 12), 3]);
});
