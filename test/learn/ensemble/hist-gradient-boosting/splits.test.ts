import { describe, expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import { bestCategoricalSplit } from "../../../../src/learn/ensemble/hist-gradient-boosting/categorical-split.ts";
import {
  type NodeStatistics,
  nodeValue,
  type SplitLimits,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/split.ts";
import { BoostingBed } from "./boosting-bed.ts";

const N = 300;
const LIMITS: SplitLimits = { minSamplesLeaf: 5, minHessian: 1e-3, l2: 0.5 };
const COUNTS = [7, null, null, null, null] as const;

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
  const pairs = Float32Array.from({ length: 2 * N }, (_, i) =>
    i % 2 === 0 ? random.normal() : 0.1 + random.next(),
  );
  return { columns, pairs };
}

/** Returns a bed of pairs and the histogram of all rows. */
function grown({ columns, pairs }: ReturnType<typeof sample>, limits = LIMITS) {
  const bed = new BoostingBed(columns, COUNTS, { isPairs: true, limits });
  return { bed, root: bed.root(pairs) };
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

function nodeOf(pairs: Float32Array, isIn: (row: number) => boolean = () => true): NodeStatistics {
  const all = sums(pairs, isIn);
  return { ...all, value: nodeValue(all.gradient, all.hessian, LIMITS.l2) };
}

/** Returns the gain, by definition, of sending the rows of `isLeft` left; NaN if a limit forbids it. */
function gainOf(
  pairs: Float32Array,
  isLeft: (row: number) => boolean,
  isIn: (row: number) => boolean = () => true,
): number {
  const score = ({ gradient, hessian }: { gradient: number; hessian: number }) =>
    gradient ** 2 / (hessian + LIMITS.l2);
  const left = sums(pairs, (row) => isIn(row) && isLeft(row));
  const right = sums(pairs, (row) => isIn(row) && !isLeft(row));
  if (Math.min(left.rows, right.rows) < LIMITS.minSamplesLeaf) return Number.NaN;
  return score(left) + score(right) - score(sums(pairs, isIn));
}

/** Returns the best gain over all thresholds of all numeric columns, with missing values on either side. */
function bestGain(
  bed: BoostingBed,
  { columns, pairs }: ReturnType<typeof sample>,
  isIn?: (row: number) => boolean,
) {
  let best = 0;
  for (const feature of bed.data.features.slice(1)) {
    const values = columns[feature.column]!;
    for (const cut of [...feature.thresholds, Number.POSITIVE_INFINITY]) {
      for (const missingLeft of [false, true]) {
        const isLeft = (i: number) => (Number.isNaN(values[i]!) ? missingLeft : values[i]! <= cut);
        best = Math.max(best, gainOf(pairs, isLeft, isIn) || 0);
      }
    }
  }
  return best;
}

describe("histograms", () => {
  test("contain the sums of each bin, and a child's histogram is the parent's minus its sibling's", () => {
    const { columns, pairs } = sample(1);
    const { bed, root } = grown({ columns, pairs });
    const whole = bed.sums(root).slice();
    const first = bed.sums(bed.child(0, 100, root));
    const difference = bed.sums(root);
    for (let at = 0; at < whole.length; at++) {
      expect(first[at]! + difference[at]!).toBeCloseTo(whole[at]!, 9);
    }
    bed.data.features.forEach(({ firstBin, bins }, f) => {
      const own = bed.bins(f);
      for (let bin = 0; bin <= bins; bin++) {
        const at = (firstBin + bin) * 3;
        const all = sums(pairs, (i) => own[i] === bin);
        const some = sums(pairs, (i) => own[i] === bin && i < 100);
        expect(whole[at]!).toBeCloseTo(all.gradient, 9);
        expect(whole[at + 1]!).toBeCloseTo(all.hessian, 9);
        expect(whole[at + 2]!).toBe(all.rows);
        expect(first[at]!).toBeCloseTo(some.gradient, 9);
        expect(first[at + 2]!).toBe(some.rows);
      }
    });
  });

  test("contain gradients and counts if hessians are 1", () => {
    const { columns, pairs } = sample(2);
    const bed = new BoostingBed(columns, COUNTS, { isPairs: false, limits: LIMITS });
    const root = bed.root(Float32Array.from({ length: N }, (_, i) => pairs[2 * i]!));
    const whole = bed.sums(root).slice();
    // All rows are in the child, so the sibling is empty.
    expect(bed.sums(bed.child(0, N, root))).toEqual(whole);
    expect(bed.sums(root).every((sum) => sum === 0)).toBe(true);
    const { firstBin } = bed.data.features[3]!;
    const own = bed.bins(3);
    expect(whole[(firstBin + 4) * 2 + 1]).toBe(sums(pairs, (i) => own[i] === 4).rows);
  });
});

describe("the best split of numbers", () => {
  test("is the best of all thresholds, with missing values on either side", () => {
    let splits = 0;
    for (let seed = 0; seed < 30; seed++) {
      const rows = sample(seed);
      const { columns, pairs } = rows;
      const { bed, root } = grown(rows);
      const found = bed.scan(root, nodeOf(pairs));
      expect(found?.gain ?? 0).toBeCloseTo(bestGain(bed, rows), 9);
      if (found === null) continue;
      splits++;
      const feature = bed.data.features[found.feature]!;
      const values = columns[feature.column]!;
      const cut = feature.thresholds[found.bin] ?? Number.POSITIVE_INFINITY;
      const isLeft = (i: number) => (Number.isNaN(values[i]!) ? found.missingGoesLeft : values[i]! <= cut);
      expect(sums(pairs, isLeft).rows).toBe(found.rowsLeft);
      expect(sums(pairs, isLeft).gradient).toBeCloseTo(found.gradientLeft, 9);
      expect(gainOf(pairs, isLeft)).toBeCloseTo(found.gain, 9);
    }
    expect(splits).toBe(30);
  });

  test("is the same for two children at once as for each separately", () => {
    for (let seed = 0; seed < 30; seed++) {
      const rows = sample(seed);
      const { pairs } = rows;
      const { bed, root } = grown(rows);
      const count = 10 + 4 * seed;
      const isFirst = (row: number) => row < count;
      const isOther = (row: number) => row >= count;
      const nodes = [nodeOf(pairs, isFirst), nodeOf(pairs, isOther)] as const;
      const first = bed.child(0, count, root, nodes);
      const [a, b] = [bed.found(0), bed.found(1)];
      expect(a?.gain ?? 0).toBeCloseTo(bestGain(bed, rows, isFirst), 9);
      expect(b?.gain ?? 0).toBeCloseTo(bestGain(bed, rows, isOther), 9);
      expect(bed.scan(first, nodes[0])).toEqual(a);
      expect(bed.scan(root, nodes[1])).toEqual(b);
    }
  });

  test("does not exist if both children would be too small", () => {
    const rows = sample(4);
    const { bed, root } = grown(rows, { ...LIMITS, minSamplesLeaf: 151 });
    expect(bed.scan(root, nodeOf(rows.pairs))).toBeNull();
  });
});

describe("the best split of categories", () => {
  test("is as good as the best of all groupings, with missing values as an additional category", () => {
    for (let seed = 0; seed < 30; seed++) {
      const rows = sample(seed);
      const { columns, pairs } = rows;
      const { bed, root } = grown(rows);
      // The smoothing term of 10 reorders categories of different sizes, so the best of all groupings is only a
      // bound.
      const codes = columns[0]!.map((code) => (Number.isNaN(code) ? 7 : code));
      let best = 0;
      for (let set = 1; set < 255; set++)
        best = Math.max(best, gainOf(pairs, (i) => ((set >> codes[i]!) & 1) === 1) || 0);
      const feature = bed.data.features[0]!;
      const found = bestCategoricalSplit(bed.sums(root), true, 0, feature, nodeOf(pairs), LIMITS, 0)!;
      const isLeft = (i: number) => ((found.leftBins![0]! >>> codes[i]!) & 1) === 1;
      expect(found.gain).toBeCloseTo(gainOf(pairs, isLeft), 9);
      expect(found.gain).toBeLessThanOrEqual(best + 1e-9);
      expect(found.gain).toBeGreaterThan(best * 0.9);
      expect(found.missingGoesLeft).toBe(((found.leftBins![0]! >>> 7) & 1) === 1);
    }
  });

  test("sends categories of fewer than 10 rows to the right", () => {
    const codes = Float64Array.from({ length: N }, (_, i) => (i < 9 ? 2 : i % 2));
    const limits = { minSamplesLeaf: 1, minHessian: 1e-3, l2: 0 };
    const bed = new BoostingBed([codes], [3], { isPairs: false, limits });
    const root = bed.root(Float32Array.from(codes, (code) => [-1, 1, -50][code]!));
    const node = { rows: N, gradient: -450, hessian: N, value: 450 / N };
    const found = bestCategoricalSplit(bed.sums(root), false, 0, bed.data.features[0]!, node, limits, 0)!;
    expect((found.leftBins![0]! >>> 2) & 1).toBe(0);
  });
});
