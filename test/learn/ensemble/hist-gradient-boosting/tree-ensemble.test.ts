import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { StateError } from "../../../../src/learn/core/errors.ts";
import { Random } from "../../../../src/learn/core/random.ts";
import { Table } from "../../../../src/learn/core/table.ts";
import { addEnsemblePredictions } from "../../../../src/learn/ensemble/hist-gradient-boosting/add-predictions.ts";
import { HistGradientBoostingClassifier } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import {
  checkEnsemble,
  IS_CATEGORICAL,
  MISSING_GOES_LEFT,
  type TreeEnsemble,
} from "../../../../src/learn/ensemble/hist-gradient-boosting/tree-ensemble.ts";
import { LEAF } from "../../../../src/learn/tree/grown-tree.ts";

/** Column 0 ≤ 1.5 (missing left), then on the right the categories 1 and 33 of column 1; and a tree of one leaf. */
const ENSEMBLE: TreeEnsemble = {
  starts: Uint32Array.of(0, 5, 6),
  feature: Int32Array.of(0, LEAF, 1, LEAF, LEAF, LEAF),
  split: Float64Array.of(1.5, 10, 0, 20, 30, 0.25),
  right: Uint32Array.of(2, 0, 4, 0, 0, 0),
  flags: Uint8Array.of(MISSING_GOES_LEFT, 0, IS_CATEGORICAL, 0, 0, 0),
  categories: Uint32Array.of(2, 2, 0, 0, 0, 0, 0, 0),
};
const IS_CATEGORICAL_COLUMN = [false, true];

function predict(X: readonly number[], ensemble = ENSEMBLE): number[] {
  const raw = new Float64Array(X.length / 2);
  addEnsemblePredictions(
    ensemble,
    0,
    ensemble.starts.length - 1,
    1,
    Float64Array.from(X),
    raw.length,
    2,
    raw,
  );
  return [...raw];
}

describe("a walk through the trees", () => {
  test("goes left up to the threshold and for categories in the set, and sends missing values to the recorded side", () => {
    expect(predict([1.5, 0, 1.6, 1, 2, 33, 2, 2, Number.NaN, 0, 2, Number.NaN])).toEqual([
      10.25, 20.25, 20.25, 30.25, 10.25, 30.25,
    ]);
  });

  test("reaches the same leaves for many rows at once as for each row alone", () => {
    const random = new Random(3);
    const p = 3;
    const rows = 4003;
    const data = Float64Array.from({ length: rows * p }, (_, at) =>
      at % p === 2 ? random.below(5) : random.normal(),
    );
    const y = Int32Array.from({ length: rows }, (_, i) => +(data[i * p]! * data[i * p + 1]! > 0));
    const table = (values: Float64Array) =>
      Table.fromMatrix({ rows, columns: p, data: values }, ["a", "b", "c"]);
    for (const [gaps, categorical_features] of [
      [false, null],
      [true, null],
      [true, ["c"]],
    ] as const) {
      const values = gaps ? data.map((value, at) => (at % 7 === 3 && at % p < 2 ? Number.NaN : value)) : data;
      const model = new HistGradientBoostingClassifier({ max_iter: 20, categorical_features });
      model.fit(table(values), { classes: [0, 1], codes: y });
      const { trees, baseline } = model.state;
      const raw = model.decisionFunction(table(values)).data;
      for (let i = 0; i < rows; i += 17) {
        const own = new Float64Array(1).fill(baseline[0]!);
        addEnsemblePredictions(trees, 0, 20, 1, values.slice(i * p, i * p + p), 1, p, own);
        expect(raw[i]).toBe(own[0]!);
      }
    }
  });

  test("adds tree t to column t modulo the number of trees per iteration", () => {
    const raw = new Float64Array(4);
    addEnsemblePredictions(ENSEMBLE, 0, 2, 2, Float64Array.of(0, 0, 5, 0), 2, 2, raw);
    expect([...raw]).toEqual([10, 0.25, 30, 0.25]);
  });
});

describe("stored trees", () => {
  test("are accepted when they are well formed", () => {
    expect(() => checkEnsemble(ENSEMBLE, 2, IS_CATEGORICAL_COLUMN, "X")).not.toThrow();
  });

  test("are refused when a reference leaves its tree, goes backwards, or does not exist", () => {
    const broken: Partial<TreeEnsemble>[] = [
      { starts: Uint32Array.of(0, 5) },
      { starts: Uint32Array.of(0, 7, 6) },
      { starts: Uint32Array.of(0, 0, 6) },
      { starts: Uint32Array.of(0, 4, 6) },
      { feature: Int32Array.of(2, LEAF, 1, LEAF, LEAF, LEAF) },
      { feature: Int32Array.of(-2, LEAF, 1, LEAF, LEAF, LEAF) },
      { feature: Int32Array.of(0, LEAF, 1, LEAF, LEAF, 0) },
      { right: Uint32Array.of(1, 0, 4, 0, 0, 0) },
      { right: Uint32Array.of(0, 0, 4, 0, 0, 0) },
      { right: Uint32Array.of(5, 0, 4, 0, 0, 0) },
      { right: Uint32Array.of(2, 0, 4, 0, 0) },
      { flags: new Uint8Array(6) },
      { flags: new Uint8Array(6).fill(IS_CATEGORICAL) },
      { split: Float64Array.of(1.5, 10, 1, 20, 30, 0.25) },
      { split: Float64Array.of(1.5, 10, 0.5, 20, 30, 0.25) },
      { split: Float64Array.of(1.5, 10, Number.NaN, 20, 30, 0.25) },
      { categories: new Uint32Array(7) },
      { split: [1, 2, 3, 4, 5, 6] as never },
    ];
    for (const part of broken) {
      expect(() => checkEnsemble({ ...ENSEMBLE, ...part }, 2, IS_CATEGORICAL_COLUMN, "X")).toThrow(
        StateError,
      );
    }
    expect(() => checkEnsemble(undefined as never, 2, IS_CATEGORICAL_COLUMN, "X")).toThrow(StateError);
  });

  test("are refused after any change, or every walk still ends at a leaf", () => {
    const change = fc.tuple(
      fc.constantFrom("right", "feature", "flags", "split"),
      fc.nat(5),
      fc.oneof(fc.integer({ min: -2, max: 8 }), fc.constant(0xffffffff)),
    );
    const outcomes = { refused: 0, taken: 0 };
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), (changes) => {
        const ensemble = structuredClone(ENSEMBLE);
        for (const [array, at, value] of changes) ensemble[array][at] = value;
        try {
          checkEnsemble(ensemble, 2, IS_CATEGORICAL_COLUMN, "X");
        } catch (error) {
          expect(error).toBeInstanceOf(StateError);
          outcomes.refused++;
          return;
        }
        outcomes.taken++;
        expect(predict([0, 1, 9, 40, Number.NaN, Number.NaN], ensemble).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 3000, seed: 1 },
    );
    expect(Math.min(outcomes.refused, outcomes.taken)).toBeGreaterThan(500);
  });
});
