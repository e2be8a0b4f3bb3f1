import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Matrix } from "../../../src/learn/core/matrix.ts";
import {
  calinskiHarabaszScore,
  daviesBouldinScore,
  silhouetteScore,
} from "../../../src/learn/metrics/clustering.ts";
import {
  adjustedMutualInfoScore,
  adjustedRandScore,
  completenessScore,
  fowlkesMallowsScore,
  homogeneityScore,
  normalizedMutualInfoScore,
  vMeasureScore,
} from "../../../src/learn/metrics/clustering-agreement.ts";

type OfLabels = (truth: Int32Array, predicted: Int32Array) => number;
type OfRows = (X: Matrix, labels: Int32Array) => number;

const OF_LABELS: Record<string, OfLabels> = {
  adjusted_mutual_info_score: adjustedMutualInfoScore,
  adjusted_rand_score: adjustedRandScore,
  completeness_score: completenessScore,
  fowlkes_mallows_score: fowlkesMallowsScore,
  homogeneity_score: homogeneityScore,
  normalized_mutual_info_score: normalizedMutualInfoScore,
  v_measure_score: vMeasureScore,
};
const OF_ROWS: Record<string, OfRows> = {
  calinski_harabasz_score: calinskiHarabaszScore,
  davies_bouldin_score: daviesBouldinScore,
  silhouette_score: silhouetteScore,
};

interface RecordedCall {
  readonly id: string;
  readonly function: string;
  readonly args: { labels_true?: number[]; labels_pred?: number[]; X?: number[][]; labels?: number[] };
  readonly expected: number | null;
}

const FILE = join(import.meta.dir, "../../golden/metrics/metric_functions.json");
const CALLS = (JSON.parse(readFileSync(FILE, "utf8")).cases as RecordedCall[]).filter(
  ({ function: name }) => name in OF_LABELS || name in OF_ROWS,
);

const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  data: Float64Array.from(rows.flat()),
});
const codes = (...labels: number[]) => Int32Array.from(labels);

describe("scores are those that scikit-learn recorded", () => {
  test("there are records of every function", () => {
    expect(new Set(CALLS.map((call) => call.function)).size).toBe(10);
  });

  for (const { id, function: name, args, expected } of CALLS) {
    test(`${id}`, () => {
      const value =
        name in OF_ROWS
          ? OF_ROWS[name]!(matrixOf(args.X!), Int32Array.from(args.labels!))
          : OF_LABELS[name]!(Int32Array.from(args.labels_true!), Int32Array.from(args.labels_pred!));
      if (expected === null) expect(value).toBeNaN();
      else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
    });
  }
});

describe("agreement of two partitions", () => {
  test("is about 0 for independent partitions, by the adjusted scores", () => {
    // Every pair of labels is equally frequent. Expected values are from scikit-learn 1.9.1.
    const a = Int32Array.from({ length: 36 }, (_, i) => i % 3);
    const b = Int32Array.from({ length: 36 }, (_, i) => Math.floor(i / 3) % 4);
    expect(adjustedRandScore(a, b)).toBeCloseTo(-0.0736196319018405, 12);
    expect(adjustedMutualInfoScore(a, b)).toBeCloseTo(-0.08220660353025193, 12);
    expect(normalizedMutualInfoScore(a, b)).toBe(0);
    expect(vMeasureScore(a, b)).toBe(0);
  });

  test("is 1 for empty lists, for one cluster in both, and for a cluster per row in both", () => {
    for (const score of [
      adjustedRandScore,
      normalizedMutualInfoScore,
      adjustedMutualInfoScore,
      vMeasureScore,
    ]) {
      expect(score(codes(), codes())).toBe(1);
      expect(score(codes(4, 4, 4), codes(1, 1, 1))).toBe(1);
      expect(score(codes(0, 1, 2, 3), codes(7, 5, 6, 9))).toBeCloseTo(1, 12);
    }
    expect(fowlkesMallowsScore(codes(4, 4, 4), codes(1, 1, 1))).toBe(1);
    expect(fowlkesMallowsScore(codes(0, 1, 2), codes(0, 1, 2))).toBe(0);
  });

  test("does not depend on the names of the clusters", () => {
    const truth = codes(0, 0, 1, 1, 2, 2, 2, 1);
    const predicted = codes(1, 1, 0, 0, 0, 2, 2, 2);
    const renamed = predicted.map((label) => [40, -3, 7][label]!);
    for (const score of Object.values(OF_LABELS)) {
      expect(score(truth, renamed)).toBe(score(truth, predicted));
    }
  });

  test("refuses lists of different lengths", () => {
    expect(() => adjustedRandScore(codes(1), codes(1, 2))).toThrow("1 labels against 2");
  });
});

describe("scores of clusters by distances", () => {
  const X = matrixOf([[0], [1], [10], [11], [50]]);

  test("are undefined if every row has a cluster of its own", () => {
    for (const score of Object.values(OF_ROWS)) expect(score(X, codes(0, 1, 2, 3, 4))).toBeNaN();
  });

  test("a row alone in its cluster counts 0 in the silhouette", () => {
    // (1 - 1/10.5) + (1 - 1/9.5) twice, over 5 rows.
    const expected = (2 * (1 - 1 / 10.5) + 2 * (1 - 1 / 9.5)) / 5;
    expect(silhouetteScore(X, codes(0, 0, 1, 1, 2))).toBeCloseTo(expected, 14);
  });

  test("clusters of equal rows have Calinski-Harabasz 1 and Davies-Bouldin 0", () => {
    const doubles = matrixOf([[1], [1], [5], [5]]);
    expect(calinskiHarabaszScore(doubles, codes(0, 0, 1, 1))).toBe(1);
    expect(daviesBouldinScore(doubles, codes(0, 0, 1, 1))).toBe(0);
    expect(silhouetteScore(doubles, codes(0, 0, 1, 1))).toBe(1);
  });

  test("the silhouette of a sample is that of the sampled rows, and the same for the same seed", () => {
    const rows = Array.from({ length: 200 }, (_, i) => [Math.sin(i) + (i % 2) * 3, Math.cos(i * 7)]);
    const labels = Int32Array.from(rows, (_, i) => i % 2);
    const all = silhouetteScore(matrixOf(rows), labels);
    const sampled = silhouetteScore(matrixOf(rows), labels, { sampleSize: 80, seed: 3 });
    expect(sampled).toBe(silhouetteScore(matrixOf(rows), labels, { sampleSize: 80, seed: 3 }));
    expect(sampled).not.toBe(all);
    expect(Math.abs(sampled - all)).toBeLessThan(0.05);
    expect(silhouetteScore(matrixOf(rows), labels, { sampleSize: 200 })).toBe(all);
  });
});
