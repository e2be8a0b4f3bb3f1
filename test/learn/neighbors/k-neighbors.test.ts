import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Random } from "../../../src/learn/core/random.ts";
import type { PlainData, StepState } from "../../../src/learn/core/step.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { KNeighborsClassifier } from "../../../src/learn/neighbors/k-neighbors-classifier.ts";
import { KNeighborsRegressor } from "../../../src/learn/neighbors/k-neighbors-regressor.ts";
import { restoreStep } from "../../../src/models/registry.ts";

function table(rows: readonly (readonly number[])[]): Table {
  const columns = rows[0]!.length;
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  return Table.fromMatrix({ rows: rows.length, columns, data: Float64Array.from(rows.flat()) }, names);
}
const line = (...values: number[]) => table(values.map((value) => [value]));
const classesOf = (...codes: number[]) => ({ classes: ["a", "b", "c"], codes: Int32Array.from(codes) });
const targetsOf = (...values: number[]) => ({
  rows: values.length,
  columns: 1,
  data: Float64Array.from(values),
});
const classifier = (parameters: GivenParameters<typeof KNeighborsClassifier.parameters>) =>
  new KNeighborsClassifier(parameters);

describe("a vote", () => {
  const X = line(0, 1, 2, 3, 10);
  const y = classesOf(0, 1, 1, 2, 2);

  test("is won by the class with most neighbours, the first of equal ones", () => {
    const fitted = classifier({ n_neighbors: 3 }).fit(X, y);
    expect(Array.from(fitted.predict(line(0.4, 9)))).toEqual([1, 2]);
    expect(Array.from(fitted.predictProba(line(0.4, 1.9)).data)).toEqual([1 / 3, 2 / 3, 0, 0, 2 / 3, 1 / 3]);
    // One vote each: rows 0 and 1, which have the classes a and b.
    expect(Array.from(classifier({ n_neighbors: 2 }).fit(X, y).predict(line(0.5)))).toEqual([0]);
  });

  test("prefers the first of equally far rows", () => {
    // Rows 1 and 3 are equally far from 2, and row 1 comes first.
    const fitted = classifier({ n_neighbors: 2 }).fit(X, y);
    expect(Array.from(fitted.kneighbors(line(2)).rows)).toEqual([2, 1]);
    expect(Array.from(fitted.predictProba(line(2)).data)).toEqual([0, 1, 0]);
  });

  test("weighs neighbours by the inverse of their distance", () => {
    const fitted = classifier({ n_neighbors: 3, weights: "distance" }).fit(X, y);
    // Distances 0.25 (a), 0.75 (b), 1.75 (b).
    const sum = 4 + 4 / 3 + 4 / 7;
    const [a, b, c] = fitted.predictProba(line(0.25)).data;
    expect(a).toBeCloseTo(4 / sum, 14);
    expect(b).toBeCloseTo((4 / 3 + 4 / 7) / sum, 14);
    expect(c).toBe(0);
    expect(Array.from(fitted.predict(line(0.25)))).toEqual([0]);
  });

  test("counts only the neighbours at distance 0, if there are any", () => {
    const doubled = line(1, 1, 1, 1.5, 2);
    const fitted = classifier({ n_neighbors: 4, weights: "distance" }).fit(doubled, classesOf(2, 0, 2, 1, 1));
    expect(Array.from(fitted.predictProba(line(1)).data)).toEqual([1 / 3, 0, 2 / 3]);
    // The inverse of the smallest positive number is infinite, as for distance 0.
    const tiny = classifier({ n_neighbors: 2, weights: "distance", p: 1 }).fit(line(0, 1), classesOf(1, 0));
    expect(Array.from(tiny.predictProba(line(5e-324)).data)).toEqual([0, 1, 0]);
  });

  test("is not NaN if all distances are infinite", () => {
    const fitted = classifier({ n_neighbors: 2, weights: "distance" }).fit(
      line(1e200, -1e200, 0),
      classesOf(0, 1, 2),
    );
    expect(Array.from(fitted.predictProba(line(1e250)).data)).toEqual([0.5, 0.5, 0]);
  });
});

describe("a mean of neighbours", () => {
  test("is computed for each label, weighted or not", () => {
    const X = line(0, 1, 3);
    const y = { rows: 3, columns: 2, data: Float64Array.from([1, 10, 2, 20, 4, 80]) };
    expect(Array.from(new KNeighborsRegressor({ n_neighbors: 2 }).fit(X, y).predict(line(0.2)).data)).toEqual(
      [1.5, 15],
    );
    const weighted = new KNeighborsRegressor({ n_neighbors: 2, weights: "distance" }).fit(X, y);
    const [first, second] = weighted.predict(line(2.5)).data;
    // Distances 0.5 from row 2 and 1.5 from row 1.
    expect(first).toBeCloseTo((2 * 4 + (2 / 3) * 2) / (2 + 2 / 3), 14);
    expect(second).toBeCloseTo((2 * 80 + (2 / 3) * 20) / (2 + 2 / 3), 13);
    expect(Array.from(weighted.predict(line(1)).data)).toEqual([2, 20]);
  });

  test("of one training row is that row's label", () => {
    expect(
      Array.from(
        new KNeighborsRegressor({ n_neighbors: 1 }).fit(line(3), targetsOf(7)).predict(line(9)).data,
      ),
    ).toEqual([7]);
  });
});

describe("distances", () => {
  // Of (1, 2, -2) from (0, 0, 0), by scikit-learn 1.9.1.
  const distances: [GivenParameters<typeof KNeighborsClassifier.parameters>, number][] = [
    [{}, 3],
    [{ p: 1 }, 5],
    [{ metric: "manhattan" }, 5],
    [{ metric: "chebyshev" }, 2],
    [{ p: 3 }, 2.571281590658235],
    [{ p: 1.5 }, 3.5387186276812526],
    [{ metric: "euclidean", p: 7 }, 3],
  ];
  for (const [parameters, expected] of distances) {
    test(`are ${expected} with ${JSON.stringify(parameters)}`, () => {
      const fitted = classifier({ n_neighbors: 1, ...parameters }).fit(
        table([
          [0, 0, 0],
          [9, 9, 9],
        ]),
        classesOf(0, 1),
      );
      expect(fitted.kneighbors(table([[1, 2, -2]])).distances[0]).toBeCloseTo(expected, 14);
    });
  }

  test("and rows of neighbours are those recorded from scikit-learn", () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(join(import.meta.dir, "../../golden", path), "utf8"));
    const { features } = read("datasets/breast_cancer.json") as { features: Record<string, number>[] };
    const { test_rows, cases } = read("cases/breast_cancer/neighbors.json");
    const golden = cases.find(({ id }: { id: string }) => id === "breast_cancer/knn5_uniform_raw");
    const all = table(features.map((row) => Object.values(row)));
    const trainRows = features.map((_, i) => i).filter((i) => !test_rows.includes(i));
    const shown = test_rows.slice(0, golden.neighbor_rows.length);
    for (const algorithm of ["kd_tree", "brute", "ball_tree", "auto"] as const) {
      const fitted = classifier({ algorithm }).fit(all.takeRows(trainRows), {
        classes: ["a", "b"],
        codes: new Int32Array(trainRows.length),
      });
      // A single query and many queries use different searches.
      for (const queries of [shown, test_rows]) {
        const { rows, distances } = fitted.kneighbors(all.takeRows(queries));
        const own = Array.from(rows.subarray(0, shown.length * 5), (row) => trainRows[row]!);
        expect(own).toEqual(golden.neighbor_rows.flat());
        golden.neighbor_distances.flat().forEach((distance: number, i: number) => {
          expect(Math.abs(distances[i]! - distance)).toBeLessThan(1e-12 * distance);
        });
      }
    }
  });
});

test("the algorithm does not affect the result, to the last bit, for few rows or many", () => {
  const random = new Random(5);
  const rows = (count: number, columns: number) =>
    table(Array.from({ length: count }, () => Array.from({ length: columns }, () => random.below(9) / 4)));
  for (const columns of [3, 9]) {
    for (const p of [1, 2, 3]) {
      const X = rows(400, columns);
      const y = { rows: 400, columns: 1, data: Float64Array.from({ length: 400 }, () => random.normal()) };
      const queries = rows(60, columns);
      const [tree, brute, auto] = (["kd_tree", "brute", "auto"] as const).map((algorithm) =>
        new KNeighborsRegressor({ algorithm, p, weights: "distance" }).fit(X, y),
      );
      const alone = Array.from({ length: 60 }, (_, i) => auto!.predict(queries.takeRows([i])).data[0]!);
      expect(Array.from(tree!.predict(queries).data)).toEqual(alone);
      expect(Array.from(brute!.predict(queries).data)).toEqual(alone);
      expect(Array.from(auto!.predict(queries).data)).toEqual(alone);
    }
  }
});

describe("parameters out of range", () => {
  const X = line(0, 1, 2);
  const cases: [GivenParameters<typeof KNeighborsClassifier.parameters>, string][] = [
    [{ n_neighbors: 4 }, "n_neighbors=4 must not be more than the number of training rows, n_samples=3"],
    [{ n_neighbors: 0 }, "n_neighbors=0 must be a whole number from 1 to 1000000"],
    [{ n_neighbors: 1.5 }, "n_neighbors=1.5 must be a whole number from 1 to 1000000"],
    [{ n_neighbors: 1, p: 0.9 }, "p=0.9 must be a finite number of at least 1"],
    [{ n_neighbors: 1, leaf_size: 0 }, "leaf_size=0 must be a whole number from 1 to 1000000"],
    [{ n_neighbors: 1, weights: "near" as never }, 'weights="near" must be "uniform" or "distance"'],
    [
      { n_neighbors: 1, algorithm: "best" as never },
      'algorithm="best" must be "auto", "kd_tree", "ball_tree" or "brute"',
    ],
    [
      { n_neighbors: 1, metric: "cosine" as never },
      'metric="cosine" must be "minkowski", "euclidean", "manhattan" or "chebyshev"',
    ],
  ];
  for (const [parameters, message] of cases) {
    test(`are refused at fit: ${message}`, () => {
      expect(() => classifier(parameters).fit(X, classesOf(0, 1, 2))).toThrow(new ValueError(message));
      expect(() => new KNeighborsRegressor(parameters).fit(X, targetsOf(1, 2, 3))).toThrow(message);
    });
  }

  test("more neighbours than rows are refused by kneighbors too", () => {
    const fitted = classifier({ n_neighbors: 1 }).fit(X, classesOf(0, 1, 2));
    expect(() => fitted.kneighbors(X, 4)).toThrow("k=4 must be a whole number from 1 to n_samples=3");
  });
});

describe("a malformed stored state", () => {
  const X = line(0, 1, 2);
  const state = classifier({ n_neighbors: 2 })
    .fit(X, classesOf(0, 1, 2))
    .toState();
  const fitted = state.fitted as { [key: string]: PlainData };
  const spoilt: [string, Partial<StepState>][] = [
    ["a number of values that is not a multiple of the columns", { fitted: { ...fitted, columns: 2 } }],
    ["no columns", { fitted: { ...fitted, columns: 0 } }],
    ["a row that is not a number", { fitted: { ...fitted, rows: Float64Array.from([1, Number.NaN, 2]) } }],
    ["a class number that is too large", { fitted: { ...fitted, codes: Uint16Array.from([0, 1, 3]) } }],
    ["too few classes", { fitted: { ...fitted, codes: Uint16Array.from([0, 1]) } }],
    ["more classes than permitted", { fitted: { ...fitted, classes: 1e9 } }],
    ["more neighbours than rows", { parameters: { n_neighbors: 4 } }],
    ["an unknown metric", { parameters: { n_neighbors: 1, metric: "cosine" } }],
    ["nothing", { fitted: {} }],
  ];
  for (const [name, change] of spoilt) {
    test(`is refused: ${name}`, () => {
      expect(() => restoreStep({ ...state, ...change })).toThrow(StateError);
    });
  }

  test("of a regressor with a different number of labels and rows is refused", () => {
    const regressor = new KNeighborsRegressor({ n_neighbors: 1 }).fit(X, targetsOf(1, 2, 3)).toState();
    const broken = { ...(regressor.fitted as object), targets: Float64Array.from([1, 2]) };
    expect(() => restoreStep({ ...regressor, fitted: broken })).toThrow(StateError);
  });
});
