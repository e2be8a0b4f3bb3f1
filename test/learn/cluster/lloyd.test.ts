import { describe, expect, test } from "bun:test";
import { ExactAssignment } from "../../../src/learn/cluster/assignment.ts";
import { ClosestDistances } from "../../../src/learn/cluster/closest-distances.ts";
import { ClusterSums } from "../../../src/learn/cluster/cluster-sums.ts";
import { lloyd } from "../../../src/learn/cluster/lloyd.ts";
import { assignmentBytes, ScreenedAssignment } from "../../../src/learn/cluster/screened-assignment.ts";
import { plusPlusCenters, randomCenters } from "../../../src/learn/cluster/seeding.ts";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { PackedRows } from "../../../src/learn/linalg/packed-rows.ts";
import { screenBytes } from "../../../src/learn/linalg/row-screen.ts";
import { squaredDistance } from "../../../src/learn/linalg/squared-distance.ts";

const line = (...values: number[]): Matrix => ({
  rows: values.length,
  columns: 1,
  data: Float64Array.from(values),
});
function normal(rows: number, columns: number, seed: number, scale = 1): Matrix {
  const random = new Random(seed);
  return {
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, () => random.normal() * scale),
  };
}
function pack(X: Matrix, clusters: number): PackedRows {
  const space = Math.max(screenBytes(X.columns), assignmentBytes(X.rows, X.columns, clusters));
  return PackedRows.pack(X, new Float64Array(X.columns), space)!;
}
const run = (X: Matrix, start: readonly number[], maxIterations = 300, tolerance = 0) =>
  lloyd(X, Float64Array.from(start), new ExactAssignment(X), { maxIterations, tolerance });

/** Thirty rows, and the result of scikit-learn 1.9.1 with the first three as initial centres. */
const CLOUD: Matrix = {
  rows: 30,
  columns: 2,
  data: Float64Array.from([
    1.764, 0.4, 0.979, 2.241, 1.868, -0.977, 0.95, -0.151, -0.103, 0.411, 0.144, 1.454, 0.761, 0.122, 0.444,
    0.334, 1.494, -0.205, 0.313, -0.854, -2.553, 0.654, 0.864, -0.742, 2.27, -1.454, 0.046, -0.187, 1.533,
    1.469, 0.155, 0.378, -0.888, -1.981, -0.348, 0.156, 1.23, 1.202, -0.387, -0.302, -1.049, -1.42, -1.706,
    1.951, -0.51, -0.438, -1.253, 0.777, -1.614, -0.213, -0.895, 0.387, -0.511, -1.181, -0.028, 0.428, 0.067,
    0.302, -0.634, -0.363,
  ]),
};
const VARIANCE = (() => {
  const { data } = CLOUD;
  const mean = [0, 1].map((j) => data.filter((_, at) => at % 2 === j).reduce((a, b) => a + b, 0) / 30);
  return data.reduce((sum, value, at) => sum + (value - mean[at % 2]!) ** 2, 0) / 60;
})();

describe("Lloyd's iteration", () => {
  test("takes the same steps as scikit-learn until no row moves", () => {
    for (const tol of [0, 1e-4]) {
      const result = run(CLOUD, [...CLOUD.data.subarray(0, 6)], 300, tol * VARIANCE);
      expect(result.iterations).toBe(7);
      expect(result.converged).toBe(true);
      expect(result.inertia).toBeCloseTo(32.2197056974026, 11);
      const centers = [0.6458571428571428, 0.6100714285714286, -1.6042, 0.7112, 0.1256363636363637];
      [...centers, -0.8999090909090908].forEach((value, at) => {
        expect(result.centers[at]).toBeCloseTo(value, 12);
      });
    }
  });

  test("stops earlier with a larger tolerance, and returns the inertia of the last labels", () => {
    const result = run(CLOUD, [...CLOUD.data.subarray(0, 6)], 300, 0.5 * VARIANCE);
    expect(result.iterations).toBe(2);
    expect(result.converged).toBe(true);
    expect(result.inertia).toBeCloseTo(37.3969373026148, 11);
  });

  test("reports that it did not converge when the iterations run out", () => {
    const result = run(CLOUD, [...CLOUD.data.subarray(0, 6)], 3);
    expect(result.iterations).toBe(3);
    expect(result.converged).toBe(false);
  });

  test("assigns the rows farthest from their centres to empty clusters, as scikit-learn does", () => {
    const X = line(0, 1, 2, 10, 11, 20);
    const first = run(X, [0, 100, 200], 1);
    expect(Array.from(first.centers)).toEqual([3.25, 20, 11]);
    expect(Array.from(first.labels)).toEqual([0, 0, 0, 2, 2, 1]);
    expect(first.inertia).toBeCloseTo(18.1875, 12);
    const last = run(X, [0, 100, 200]);
    expect(Array.from(last.centers)).toEqual([1, 20, 10.5]);
    expect(last.inertia).toBeCloseTo(2.5, 12);
    expect(last.iterations).toBe(3);
  });

  test("moves empty clusters to the centre of the largest cluster when all rows lie on their centres", () => {
    const result = run(line(1, 1, 5), [1, 5, 9]);
    expect(Array.from(result.centers)).toEqual([1, 5, 1]);
    expect(result.inertia).toBe(0);
    expect(new Set(result.labels).size).toBe(2);
  });

  test("ends with each centre at the mean of its rows and each row at its nearest centre", () => {
    const X = normal(500, 3, 1);
    const { centers, labels, inertia } = run(X, [...X.data.subarray(0, 12)]);
    const sums = new ClusterSums(X, 4);
    sums.recount(labels);
    expect(sums.means(labels, centers)).toEqual(centers);
    let total = 0;
    for (let i = 0; i < 500; i++) {
      const distances = [0, 1, 2, 3].map((k) => squaredDistance(X.data, i * 3, centers, k * 3, 3));
      expect(distances[labels[i]!]).toBe(Math.min(...distances));
      total += Math.min(...distances);
    }
    expect(inertia).toBeCloseTo(total, 9);
  });
});

test("sums updated by moves equal recomputed sums", () => {
  const X = normal(60, 2, 4);
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 3);
  const followed = new ClusterSums(X, 3);
  labels.forEach((label, row) => {
    followed.move(row, -1, label);
  });
  for (let row = 0; row < 60; row += 7) {
    followed.move(row, labels[row]!, 2);
    labels[row] = 2;
  }
  const counted = new ClusterSums(X, 3);
  counted.recount(labels);
  const centers = new Float64Array(6);
  const expected = counted.means(labels, centers);
  followed.means(labels, centers).forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 13);
  });
});

describe("with packed rows", () => {
  const shapes: [name: string, X: Matrix, clusters: number][] = [
    ["an even number of columns", normal(5000, 6, 1), 8],
    ["an odd number of columns and of clusters", normal(3001, 5, 2), 5],
    ["one column", normal(900, 1, 3), 3],
    ["one cluster", normal(100, 2, 4), 1],
    ["many times more clusters than in a block", normal(2500, 3, 5), 43],
    [
      "rows of integers, many of them equal",
      { ...normal(1500, 2, 6), data: normal(1500, 2, 6).data.map(Math.round) },
      7,
    ],
    ["very small numbers", normal(800, 3, 7, 1e-100), 4],
    ["very large numbers", normal(800, 3, 8, 1e100), 4],
  ];
  for (const [name, X, clusters] of shapes) {
    test(`the initial centres and every step are the same as with exact comparisons: ${name}`, () => {
      const packed = pack(X, clusters);
      for (const seed of [0, 1]) {
        const plain = plusPlusCenters(X, clusters, new Random(seed), new ClosestDistances(X));
        const screened = plusPlusCenters(X, clusters, new Random(seed), new ClosestDistances(X, packed));
        expect(screened).toEqual(plain);
        const options = { maxIterations: 40, tolerance: 0 };
        const exact = lloyd(X, plain, new ExactAssignment(X), options);
        expect(lloyd(X, plain, ScreenedAssignment.over(X, packed, clusters)!, options)).toEqual(exact);
      }
    });
  }

  test("every row belongs to the first of several equal centres", () => {
    const X = normal(200, 4, 9);
    const centers = new Float64Array(12).fill(0.25);
    const assignment = ScreenedAssignment.over(X, pack(X, 3), 3)!;
    expect(assignment.reassign(centers, new ClusterSums(X, 3))).toBe(200);
    expect(assignment.labels.every((label) => label === 0)).toBe(true);
    expect(assignment.reassign(new Float64Array(12), new ClusterSums(X, 3))).toBe(0);
  });
});

describe("initial centres", () => {
  test("of k-means++ lie in different groups when there are as many distant groups", () => {
    const X = line(...Array.from({ length: 90 }, (_, i) => Math.floor(i / 30) * 1000 + (i % 30) / 30));
    for (let seed = 0; seed < 20; seed++) {
      const centers = plusPlusCenters(X, 3, new Random(seed), new ClosestDistances(X));
      const groups = Array.from(centers, (center) => Math.floor(center / 1000)).sort();
      expect(groups).toEqual([0, 1, 2]);
    }
  });

  test("of k-means++ repeat the first row when every row is a centre", () => {
    const centers = plusPlusCenters(line(4, 4, 4), 3, new Random(0), new ClosestDistances(line(4, 4, 4)));
    expect(Array.from(centers)).toEqual([4, 4, 4]);
  });

  test("chosen at random are different rows", () => {
    const X = line(...Array.from({ length: 10 }, (_, i) => i));
    for (let seed = 0; seed < 20; seed++)
      expect(new Set(randomCenters(X, 10, new Random(seed))).size).toBe(10);
  });
});
