import { describe, expect, test } from "bun:test";
import { KMeans } from "../../../src/learn/cluster/k-means.ts";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { restoreStep } from "../../../src/models/registry.ts";

function table(rows: readonly (readonly number[])[]): Table {
  const columns = rows[0]!.length;
  const names = Array.from({ length: columns }, (_, j) => `x${j}`);
  return Table.fromMatrix({ rows: rows.length, columns, data: Float64Array.from(rows.flat()) }, names);
}
const CORNERS = table([
  [0, 0],
  [0, 1],
  [1, 0],
  [10, 10],
  [10, 11],
  [11, 10],
  [0, 10],
  [1, 10],
  [0, 11],
]);
const blobs = (rows: number, offset = 0) => {
  const random = new Random(1);
  return table(
    Array.from({ length: rows }, (_, i) => [
      (i % 5) * 20 + random.normal() + offset,
      (i % 3) * 20 + random.normal() - offset,
    ]),
  );
};
function watch() {
  const warnings: string[] = [];
  const progress: [number, number][] = [];
  return {
    warnings,
    progress,
    iteration: (done: number, maximum: number) => void progress.push([done, maximum]),
    warn: (message: string) => void warnings.push(message),
  };
}

describe("k-means", () => {
  test("finds the same clusters as scikit-learn for every seed", () => {
    for (let random_state = 0; random_state < 10; random_state++) {
      const fitted = new KMeans({ n_clusters: 3, random_state }).fit(CORNERS);
      expect(fitted.state.inertia).toBeCloseTo(4, 12);
      const centers = Array.from({ length: 3 }, (_, k) =>
        Array.from(fitted.state.cluster_centers.subarray(2 * k, 2 * k + 2)),
      ).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!);
      const third = 1 / 3;
      [third, third, third, 10 + third, 10 + third, 10 + third].forEach((value, at) => {
        expect(centers.flat()[at]).toBeCloseTo(value, 12);
      });
      const labels = fitted.predict(CORNERS);
      expect(new Set([labels[0], labels[3], labels[6]]).size).toBe(3);
      expect([labels[1], labels[2]]).toEqual([labels[0], labels[0]]);
    }
  });

  test("is accurate for data far from 0", () => {
    const near = new KMeans({ n_clusters: 15 }).fit(blobs(3000));
    const far = new KMeans({ n_clusters: 15 }).fit(blobs(3000, 2 ** 24));
    expect(Math.abs(far.state.inertia / near.state.inertia - 1)).toBeLessThan(1e-6);
  });

  test("keeps the best of several runs", () => {
    const random = new Random(2);
    const X = table(Array.from({ length: 300 }, () => [random.normal(), random.normal()]));
    const once = new KMeans({ n_clusters: 9, init: "random", n_init: 1 }).fit(X).state.inertia;
    const often = new KMeans({ n_clusters: 9, init: "random", n_init: 20 }).fit(X).state.inertia;
    expect(often).toBeLessThan(once);
    // auto is 10 for random rows and 1 for k-means++.
    const ten = new KMeans({ n_clusters: 9, init: "random", n_init: 10 }).fit(X).state;
    expect(new KMeans({ n_clusters: 9, init: "random" }).fit(X).state).toEqual(ten);
    const one = new KMeans({ n_clusters: 9, n_init: 1 }).fit(X).state;
    expect(new KMeans({ n_clusters: 9 }).fit(X).state).toEqual(one);
  });

  test("has the same result for both algorithms", () => {
    const X = blobs(400);
    const lloyd = new KMeans({ n_clusters: 6 }).fit(X).state;
    expect(new KMeans({ n_clusters: 6, algorithm: "elkan" }).fit(X).state).toEqual(lloyd);
  });

  test("assigns a row to the first of equally near centres", () => {
    const fitted = new KMeans({ n_clusters: 2 }).fit(table([[0], [2]]));
    expect(Array.from(fitted.predict(table([[1]])))).toEqual([0]);
  });

  test("has inertia 0 for as many clusters as rows", () => {
    const { inertia, converged } = new KMeans({ n_clusters: 9 }).fit(CORNERS).state;
    expect(inertia).toBeCloseTo(0, 20);
    expect(converged).toBe(true);
  });

  test("makes one cluster of one row", () => {
    const fitted = new KMeans({ n_clusters: 1 }).fit(table([[3, 4]]));
    expect(Array.from(fitted.state.cluster_centers)).toEqual([3, 4]);
    expect(fitted.convergence()).toEqual({ iterations: 1, converged: true });
  });

  test("reports its progress and whether it converged", () => {
    const monitor = watch();
    const fitted = new KMeans({ n_clusters: 5, n_init: 2, max_iter: 100 }).fit(blobs(500), monitor);
    expect(monitor.progress[0]).toEqual([1, 200]);
    expect(monitor.progress.every(([done, maximum]) => done <= maximum && maximum <= 200)).toBe(true);
    expect(monitor.warnings).toEqual([]);
    expect(fitted.convergence().converged).toBe(true);
  });

  test("warns when the rows have fewer distinct points than there are clusters", () => {
    const monitor = watch();
    const fitted = new KMeans({ n_clusters: 3 }).fit(table([[1], [1], [5], [5]]), monitor);
    expect(monitor.warnings).toEqual([
      "KMeans found 2 distinct clusters, fewer than n_clusters=3; rows may be duplicates",
    ]);
    expect(fitted.state.inertia).toBe(0);
  });

  test("warns when it did not converge within max_iter", () => {
    const monitor = watch();
    const random = new Random(2);
    const X = table(Array.from({ length: 300 }, () => [random.normal(), random.normal()]));
    new KMeans({ n_clusters: 9, max_iter: 2 }).fit(X, monitor);
    expect(monitor.warnings).toEqual(["KMeans did not converge in 2 iterations; raise max_iter"]);
  });
});

describe("parameters out of range are refused", () => {
  const cases: [GivenParameters<typeof KMeans.parameters>, string][] = [
    [{ n_clusters: 10 }, "n_clusters=10 must not be more than the number of rows, n_samples=9"],
    [{ n_clusters: 0 }, "n_clusters=0 must be a whole number from 1 to 1000000"],
    [{ n_clusters: 2, n_init: 0 }, 'n_init=0 must be "auto" or a whole number from 1 to 10000'],
    [{ n_clusters: 2, max_iter: 0 }, "max_iter=0 must be a whole number from 1 to 1000000"],
    [{ n_clusters: 2, tol: -1 }, "tol=-1 must be a finite number of at least 0"],
    [{ n_clusters: 2, init: "best" as never }, 'init="best" must be "k-means++" or "random"'],
    [{ n_clusters: 2, algorithm: "full" as never }, 'algorithm="full" must be "lloyd" or "elkan"'],
    [{ n_clusters: 2, random_state: -1 }, "random_state=-1 must be a whole number from 0 to 4294967295"],
  ];
  for (const [parameters, message] of cases) {
    test(message, () => {
      expect(() => new KMeans(parameters).fit(CORNERS)).toThrow(new ValueError(message));
    });
  }

  test("numbers whose squares overflow are refused", () => {
    expect(() => new KMeans({ n_clusters: 1 }).fit(table([[1e200], [-1e200]]))).toThrow(/too large/);
    expect(() => new KMeans({ n_clusters: 1 }).fit(table([[1.7e308], [1.7e308]]))).toThrow(/too large/);
  });
});

test("a malformed stored state is refused", () => {
  const state = new KMeans({ n_clusters: 3 }).fit(CORNERS).toState();
  const fitted = state.fitted as object;
  for (const change of [
    { cluster_centers: Float64Array.from([1, 2, 3, 4]) },
    { cluster_centers: new Float64Array(0) },
    { cluster_centers: Float64Array.from([1, 2, 3, 4, 5, Number.NaN]) },
    { cluster_centers: [1, 2, 3] },
    { inertia: null },
  ]) {
    expect(() => restoreStep({ ...state, fitted: { ...fitted, ...change } })).toThrow(StateError);
  }
  expect(() => restoreStep({ ...state, parameters: { n_clusters: 0 } })).toThrow(StateError);
  expect(() => restoreStep({ ...state, parameters: { n_clusters: 4 } })).toThrow(StateError);
});
