import { describe, expect, test } from "bun:test";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { classMoments } from "../../../src/learn/naive-bayes/class-moments.ts";
import { GaussianNB } from "../../../src/learn/naive-bayes/gaussian-nb.ts";
import { restoreStep } from "../../../src/models/registry.ts";

function table(rows: readonly (readonly number[])[]): Table {
  const columns = rows[0]!.length;
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  return Table.fromMatrix({ rows: rows.length, columns, data: Float64Array.from(rows.flat()) }, names);
}
const ROWS = [
  [1, 10],
  [2, 11],
  [3, 9],
  [7, 10],
  [8, 12],
  [12, 8],
];
const Y = { classes: ["a", "b"], codes: Int32Array.from([0, 0, 0, 1, 1, 1]) };
const fit = (parameters: GivenParameters<typeof GaussianNB.parameters> = {}, rows = ROWS) =>
  new GaussianNB(parameters).fit(table(rows), Y);

function expectClose(own: ArrayLike<number>, expected: readonly number[]): void {
  expect(own.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(own[i]! - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
  });
}

describe("results are those of scikit-learn 1.9.1", () => {
  const row = table([[5, 10]]);

  test("with the default parameters", () => {
    const { theta, var: variance, epsilon, class_prior } = fit().state;
    expectClose(theta, [2, 10, 9, 10]);
    expectClose(variance, [0.6666666815833333, 0.6666666815833333, 4.666666681583334, 2.666666681583333]);
    expect(epsilon).toBeCloseTo(1.4916666666666668e-8, 20);
    expectClose(class_prior, [0.5, 0.5]);
    expectClose(fit().jointLogLikelihood(row).data, [-8.87555901020488, -5.50594710714994]);
    expectClose(fit().predictProba(row).data, [0.03325878492002979, 0.9667412150799702]);
  });

  test("with given priors", () => {
    const fitted = fit({ priors: [0.2, 0.8] });
    expectClose(fitted.jointLogLikelihood(row).data, [-9.791849742079034, -5.035943477904205]);
    expectClose(fitted.predictProba(row).data, [0.008527404565792273, 0.9914725954342074]);
  });

  test("with strong smoothing", () => {
    const fitted = fit({ var_smoothing: 0.5 });
    expectClose(fitted.state.var, [8.125, 8.125, 12.125, 10.125]);
    expectClose(fitted.predictProba(row).data, [0.6025593273240547, 0.3974406726759451]);
    expect(Array.from(fitted.predict(row))).toEqual([0]);
  });

  test("with a constant column", () => {
    const fitted = fit(
      {},
      ROWS.map((values) => [...values, 4]),
    );
    expectClose(fitted.state.var.subarray(2, 3), [1.4916666666666668e-8]);
    expectClose(fitted.predictProba(table([[5, 10, 4]])).data, [0.03325878492002979, 0.9667412150799702]);
  });
});

test("moments are accurate for data far from 0", () => {
  const random = new Random(3);
  const near = Float64Array.from({ length: 2000 }, () => Math.round(random.normal() * 4096) / 4096);
  const far = near.map((value) => value + 2 ** 30);
  const codes = Int32Array.from({ length: 1000 }, (_, i) => i % 3);
  const a = classMoments({ rows: 1000, columns: 2, data: near }, codes, 3);
  const b = classMoments({ rows: 1000, columns: 2, data: far }, codes, 3);
  a.variance.forEach((value, i) => {
    expect(Math.abs(b.variance[i]! / value - 1)).toBeLessThan(1e-12);
  });
  a.total.forEach((value, i) => {
    expect(Math.abs(b.total[i]! / value - 1)).toBeLessThan(1e-12);
  });
});

test("the total variance is the variance over all rows", () => {
  const { total } = classMoments(table(ROWS).toMatrix(), Y.codes, 2);
  expectClose(total, [14.916666666666666, 1.6666666666666667]);
});

describe("degenerate input", () => {
  test("constant columns lead to the class priors", () => {
    const fitted = new GaussianNB().fit(table([[3], [3], [3]]), {
      classes: [1, 2],
      codes: Int32Array.from([0, 1, 1]),
    });
    expectClose(fitted.predictProba(table([[3], [8]])).data, [1 / 3, 2 / 3, 1 / 3, 2 / 3]);
    expect(Array.from(fitted.predict(table([[8]])))).toEqual([1]);
  });

  test("a row so far from every class that all densities are 0 gets the class priors", () => {
    const fitted = fit({ priors: [0.3, 0.7] });
    expectClose(fitted.predictProba(table([[1e200, 0]])).data, [0.3, 0.7]);
    expect(Array.from(fitted.predict(table([[1e200, 0]])))).toEqual([1]);
  });

  test("a class of prior 0 is never predicted", () => {
    const fitted = fit({ priors: [0, 1] });
    expectClose(fitted.predictProba(table([[2, 10]])).data, [0, 1]);
  });

  test("a column that is constant within a class is refused without smoothing", () => {
    const rows = [[1], [1], [1], [2], [3], [4]];
    expect(() => fit({ var_smoothing: 0 }, rows)).toThrow(
      'column "x0" is constant within a class; var_smoothing must be greater',
    );
    expect(Array.from(fit({}, rows).predict(table([[1], [1.5], [3]])))).toEqual([0, 1, 1]);
  });

  test("numbers whose squares overflow are refused", () => {
    expect(() => fit({}, [[1e200], [2e200], [3e200], [1], [2], [3]])).toThrow(/too large for GaussianNB/);
  });
});

describe("parameters out of range are refused", () => {
  const cases: [GivenParameters<typeof GaussianNB.parameters>, string][] = [
    [{ var_smoothing: -1 }, "var_smoothing=-1 must be a finite number of at least 0"],
    [{ var_smoothing: Number.NaN }, "var_smoothing=NaN must be a finite number of at least 0"],
    [{ priors: [1] }, "priors has 1 numbers, but there are 2 classes"],
    [{ priors: [-0.5, 1.5] }, "priors=[-0.5,1.5] must be a list, each entry a number from 0 to 1 or null"],
    [{ priors: [0.5, 0.6] }, "priors must sum to 1, not to 1.1"],
  ];
  for (const [parameters, message] of cases) {
    test(message, () => {
      expect(() => fit(parameters)).toThrow(new ValueError(message));
    });
  }
});

test("a malformed stored state is refused", () => {
  const state = fit().toState();
  const fitted = state.fitted as object;
  for (const change of [
    { theta: Float64Array.from([1, 2, 3]) },
    { theta: new Float64Array(0), var: new Float64Array(0) },
    { theta: Float64Array.from([1, 2, 3, Number.NaN]) },
    { var: Float64Array.from([1, 2, 3, -1]) },
    { class_prior: Float64Array.from([0.5, 2]) },
    { class_prior: new Float64Array(0) },
    { epsilon: "0" },
  ]) {
    expect(() => restoreStep({ ...state, fitted: { ...fitted, ...change } })).toThrow(StateError);
  }
});
