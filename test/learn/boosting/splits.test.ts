import { describe, expect, test } from "bun:test";
import { type BinnedData, binColumns } from "../../../src/learn/boosting/binned-data.ts";
import { bestCategoricalSplit } from "../../../src/learn/boosting/categorical-split.ts";
import { Histograms } from "../../../src/learn/boosting/histograms.ts";
import { bestNumericSplit } from "../../../src/learn/boosting/numeric-split.ts";
import { nodeValue, type SplitLimits } from "../../../src/learn/boosting/split.ts";
import { Random } from "../../../src/learn/random.ts";

const N = 300;
const LIMITS: SplitLimits = { minSamplesLeaf: 5, minHessian: 1e-3, l2: 0.5 };

/** Made-up rows of five columns (categories, two with missing values), their gradients and hessians. */
function sample(seed: number) {
  const random = new Random(seed);
  const columns = Array.from({ length: 5 }, (_, j) =>
    Float64Array.from({ length: N }, () =>
      (j === 1 || j === 0) && random.next() < 0.2
        ? Number.NaN
        : j === 0
          ? random.below(7)
          : random.below(20) * 0.5,
    ),
  );
  const data = binColumns(columns, [7, null, null, null, null], N, 255, undefined, random);
  const pairs = Float32Array.from({ length: 2 * N }, (_, i) =>
    i % 2 === 0 ? random.normal() : 0.1 + random.next(),
  );
  return { columns, data, pairs };
}

function sums(pairs: Float32Array, isIn: (row: number) => boolean) {
  let gradient = 0;
  let hessian = 0;
  let rows = 0;
  for (let i = 0; i < N; i++) {
    if (!isIn(i)) continue;
    gradient += pairs[2 * i]!;
    hessian += pairs[2 * i + 1]!;
    rows++;
  }
  return { gradient, hessian, rows };
}

function nodeOf(pairs: Float32Array) {
  const all = sums(pairs, () => true);
  return { ...all, value: nodeValue(all.gradient, all.hessian, LIMITS.l2) };
}

/** The gain of sending the rows of `isLeft` left, by its definition; NaN where a limit forbids it. */
function gainOf(pairs: Float32Array, isLeft: (row: number) => boolean): number {
  const score = ({ gradient, hessian }: { gradient: number; hessian: number }) =>
    gradient ** 2 / (hessian + LIMITS.l2);
  const left = sums(pairs, isLeft);
  const right = sums(pairs, (row) => !isLeft(row));
  if (Math.min(left.rows, right.rows) < LIMITS.minSamplesLeaf) return Number.NaN;
  return score(left) + score(right) - score(sums(pairs, () => true));
}

function histogramOf(data: BinnedData, pairs: Float32Array) {
  const histograms = new Histograms(data, false);
  return { histograms, histogram: histograms.buildRoot(pairs) };
}

describe("histograms", () => {
  test("hold the sums of each bin, and a child's are the parent's less its sibling's", () => {
    const { data, pairs } = sample(1);
    const { histograms, histogram } = histogramOf(data, pairs);
    const indices = Int32Array.from({ length: N }, (_, i) => (i * 7) % N);
    const whole = histogram.slice();
    const first = histograms.build(pairs, indices, 0, 100);
    const rest = histograms.build(pairs, indices, 100, N);
    const difference = histograms.subtract(histogram, first);
    for (let at = 0; at < whole.length; at++) {
      expect(difference[at]!).toBeCloseTo(rest[at]!, 9);
      expect(first[at]! + rest[at]!).toBeCloseTo(whole[at]!, 9);
    }
    data.features.forEach(({ firstBin, bins }, f) => {
      for (let bin = 0; bin <= bins; bin++) {
        const isIn = (i: number) => ((data.words[(f >>> 2) * N + i]! >>> ((f & 3) * 8)) & 255) === bin;
        const { gradient, hessian, rows } = sums(pairs, isIn);
        const at = (firstBin + bin) * 4;
        expect(whole[at]!).toBeCloseTo(gradient, 9);
        expect(whole[at + 1]!).toBe(rows);
        expect(whole[at + 2]!).toBeCloseTo(hessian, 9);
      }
    });
  });

  test("with hessians of 1 hold gradients and counts", () => {
    const { data, pairs } = sample(2);
    const gradients = Float32Array.from({ length: N }, (_, i) => pairs[2 * i]!);
    const histograms = new Histograms(data, true);
    const indices = Int32Array.from({ length: N }, (_, i) => i);
    expect(histograms.buildRoot(gradients)).toEqual(histograms.build(gradients, indices, 0, N));
  });
});

describe("the best split of numbers", () => {
  test("is the best of all thresholds, with missing values on either side", () => {
    let splits = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { columns, data, pairs } = sample(seed);
      const { histograms, histogram } = histogramOf(data, pairs);
      for (const f of [1, 2]) {
        const feature = data.features[f]!;
        const values = columns[feature.column]!;
        let best = 0;
        for (const cut of [...feature.thresholds, Number.POSITIVE_INFINITY]) {
          for (const missingLeft of [false, true]) {
            const gain = gainOf(pairs, (i) => (Number.isNaN(values[i]!) ? missingLeft : values[i]! <= cut));
            if (gain > best) best = gain;
          }
        }
        const found = bestNumericSplit(histogram, histograms, f, feature, nodeOf(pairs), LIMITS, 0);
        expect(found?.gain ?? 0).toBeCloseTo(best, 9);
        if (found === null) continue;
        splits++;
        const cut = feature.thresholds[found.bin] ?? Number.POSITIVE_INFINITY;
        const isLeft = (i: number) => (Number.isNaN(values[i]!) ? found.missingGoesLeft : values[i]! <= cut);
        expect(sums(pairs, isLeft).rows).toBe(found.rowsLeft);
        expect(sums(pairs, isLeft).gradient).toBeCloseTo(found.gradientLeft, 9);
        expect(
          bestNumericSplit(histogram, histograms, f, feature, nodeOf(pairs), LIMITS, found.gain),
        ).toBeNull();
      }
    }
    expect(splits).toBeGreaterThan(30);
  });

  test("does not exist where no child may be so small", () => {
    const { data, pairs } = sample(4);
    const { histograms, histogram } = histogramOf(data, pairs);
    const strict = { ...LIMITS, minSamplesLeaf: 151 };
    expect(
      bestNumericSplit(histogram, histograms, 2, data.features[2]!, nodeOf(pairs), strict, 0),
    ).toBeNull();
  });
});

describe("the best split of categories", () => {
  test("is as good as the best of all groupings, missing values being one category more", () => {
    for (let seed = 0; seed < 30; seed++) {
      const { columns, data, pairs } = sample(seed);
      const { histograms, histogram } = histogramOf(data, pairs);
      // A smoothing of 10 reorders categories of unlike size: all groupings are only a bound.
      const codes = columns[0]!.map((code) => (Number.isNaN(code) ? 7 : code));
      let best = 0;
      for (let set = 1; set < 255; set++)
        best = Math.max(best, gainOf(pairs, (i) => ((set >> codes[i]!) & 1) === 1) || 0);
      const found = bestCategoricalSplit(
        histogram,
        histograms,
        0,
        data.features[0]!,
        nodeOf(pairs),
        LIMITS,
        0,
      )!;
      const isLeft = (i: number) => ((found.leftBins![0]! >>> codes[i]!) & 1) === 1;
      expect(found.gain).toBeCloseTo(gainOf(pairs, isLeft), 9);
      expect(found.gain).toBeLessThanOrEqual(best + 1e-9);
      expect(found.gain).toBeGreaterThan(best * 0.9);
      expect(found.missingGoesLeft).toBe(((found.leftBins![0]! >>> 7) & 1) === 1);
    }
  });

  test("leaves categories of fewer than 10 rows on the right", () => {
    const codes = Float64Array.from({ length: N }, (_, i) => (i < 9 ? 2 : i % 2));
    const data = binColumns([codes], [3], N, 255, undefined, new Random(0));
    const gradients = Float32Array.from(codes, (code) => [-1, 1, -50][code]!);
    const histograms = new Histograms(data, true);
    const node = { rows: N, gradient: -450, hessian: N, value: 450 / N };
    const limits = { minSamplesLeaf: 1, minHessian: 1e-3, l2: 0 };
    const found = bestCategoricalSplit(
      histograms.buildRoot(gradients),
      histograms,
      0,
      data.features[0]!,
      node,
      limits,
      0,
    )!;
    expect((found.leftBins![0]! >>> 2) & 1).toBe(0);
  });
});
