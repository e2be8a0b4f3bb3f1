import { describe, expect, test } from "bun:test";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import { Random } from "../../../src/learn/core/random.ts";
import { fullScan } from "../../../src/learn/neighbors/full-scan.ts";
import { KdTree } from "../../../src/learn/neighbors/kd-tree.ts";
import { fullDistance, type Metric, metricOf } from "../../../src/learn/neighbors/metric.ts";
import { Nearest } from "../../../src/learn/neighbors/nearest.ts";
import { ScreenedScan } from "../../../src/learn/neighbors/screened-scan.ts";

const METRICS: Record<string, Metric> = {
  euclidean: metricOf("minkowski", 2),
  manhattan: metricOf("minkowski", 1),
  chebyshev: metricOf("chebyshev", 2),
  "minkowski of power 3.5": metricOf("minkowski", 3.5),
};

function normal(rows: number, columns: number, seed: number, scale = 1, offset = 0): Matrix {
  const random = new Random(seed);
  return {
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, () => random.normal() * scale + offset),
  };
}
/** Returns random integers from 0 to 2, so that many distances are equal. */
function tied(rows: number, columns: number, seed: number): Matrix {
  const random = new Random(seed);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, () => random.below(3)) };
}

/** Returns the nearest rows by sorting all distances; rows with equal distances are sorted by number. */
function bySorting(X: Matrix, metric: Metric, queries: Matrix, k: number): [number, number][][] {
  const { columns: p } = X;
  const term = (d: number) => (metric.kind === "manhattan" ? d : d ** metric.power);
  return Array.from({ length: queries.rows }, (_, i) =>
    Array.from({ length: X.rows }, (_, row): [number, number] => {
      const differences = Array.from({ length: p }, (_, j) =>
        Math.abs(queries.data[i * p + j]! - X.data[row * p + j]!),
      );
      if (metric.kind === "chebyshev") return [row, Math.max(...differences)];
      return [
        row,
        fullDistance(
          metric,
          differences.reduce((sum, d) => sum + term(d), 0),
        ),
      ];
    })
      .sort((a, b) => a[1] - b[1] || a[0] - b[0])
      .slice(0, k),
  );
}

function search(find: (found: Nearest) => void, queries: Matrix, k: number): Nearest {
  const found = new Nearest(queries.rows, k);
  find(found);
  return found.sort();
}

describe("nearest rows", () => {
  for (const [name, metric] of Object.entries(METRICS)) {
    test(`are those of a sorted list of all distances, by the ${name} metric`, () => {
      const X = tied(90, 3, 1);
      const queries = tied(20, 3, 2);
      const expected = bySorting(X, metric, queries, 7);
      const found = search((into) => fullScan(X, metric, queries, into), queries, 7);
      expect(Array.from(found.rows)).toEqual(expected.flat().map(([row]) => row));
      found.distances.forEach((distance, i) => {
        expect(fullDistance(metric, distance)).toBeCloseTo(expected.flat()[i]![1], 12);
      });
    });

    test(`are the same by a tree and by a full scan, by the ${name} metric`, () => {
      for (const [X, queries] of [
        [tied(300, 4, 3), tied(50, 4, 4)],
        [normal(300, 4, 5), normal(50, 4, 6, 2)],
        [normal(7, 2, 7), normal(5, 2, 8)],
      ] as const) {
        for (const leafSize of [1, 2, 30, 1000]) {
          const scanned = search((into) => fullScan(X, metric, queries, into), queries, 5);
          const tree = new KdTree(X, metric, leafSize);
          expect(search((into) => tree.search(queries, into), queries, 5)).toEqual(scanned);
        }
      }
    });
  }

  test("are all rows, in order, if k is the number of rows", () => {
    const X = tied(65, 2, 1);
    const metric = METRICS["euclidean"]!;
    const expected = bySorting(X, metric, X, 65)
      .flat()
      .map(([row]) => row);
    const tree = new KdTree(X, metric, 4);
    expect(Array.from(search((into) => tree.search(X, into), X, 65).rows)).toEqual(expected);
    const screened = ScreenedScan.prepare(X)!;
    expect(Array.from(search((into) => screened.search(X, into), X, 65).rows)).toEqual(expected);
  });
});

describe("a screened scan", () => {
  const metric = METRICS["euclidean"]!;
  const outlier = normal(500, 6, 1);
  outlier.data[60] = 1e7;
  const cases: Record<string, [X: Matrix, queries: Matrix]> = {
    "of an even number of columns": [normal(3000, 8, 1), normal(30, 8, 2)],
    "of an odd number of columns": [normal(1500, 7, 1), normal(29, 7, 2)],
    "of one column": [normal(200, 1, 1), normal(9, 1, 2)],
    "of many equal distances": [tied(1200, 5, 1), tied(31, 5, 2)],
    "for rows far away from all others": [normal(2100, 4, 1), normal(20, 4, 2, 300, 1000)],
    "for rows whose squares no number holds": [normal(400, 3, 1, 10), normal(9, 3, 2, 1e160)],
    "for rows whose squares just fit": [normal(400, 3, 1, 1e153), normal(40, 3, 2, 5e153)],
    "of rows far from 0": [normal(400, 3, 1, 1e-3, 1e6), normal(20, 3, 2, 1e-3, 1e6)],
    "with one row far away from all others": [outlier, normal(20, 6, 2)],
    "of fewer rows than a group has": [normal(3, 2, 1), normal(6, 2, 2)],
    "of very small numbers": [normal(400, 3, 1, 1e-120), normal(20, 3, 2, 1e-120)],
    "of very large numbers": [normal(400, 3, 1, 1e120), normal(20, 3, 2, 1e120)],
  };
  for (const [name, [X, queries]] of Object.entries(cases)) {
    test(`has the same result as a full scan: ${name}`, () => {
      const k = Math.min(5, X.rows);
      const screened = ScreenedScan.prepare(X)!;
      const scanned = search((into) => fullScan(X, metric, queries, into), queries, k);
      expect(search((into) => screened.search(queries, into), queries, k)).toEqual(scanned);
      const backwards = { ...queries, data: queries.data.toReversed() };
      const again = search((into) => fullScan(X, metric, backwards, into), backwards, k);
      expect(search((into) => screened.search(backwards, into), backwards, k)).toEqual(again);
    });
  }

  test("is not prepared for rows that are all equal, too wide or too large", () => {
    expect(ScreenedScan.prepare({ rows: 9, columns: 2, data: new Float64Array(18).fill(3) })).toBeUndefined();
    expect(ScreenedScan.prepare(normal(4, 300, 1))).toBeUndefined();
    expect(ScreenedScan.prepare(normal(4, 2, 1, 1e300))).toBeUndefined();
  });
});

test("a list keeps the lower of two equally far rows, in whatever order they are offered", () => {
  for (const order of [
    [4, 9, 2],
    [9, 2, 4],
    [2, 4, 9],
  ]) {
    const found = new Nearest(1, 2);
    for (const row of order) found.offer(0, 1.5, row);
    expect(Array.from(found.sort().rows)).toEqual([2, 4]);
  }
});
