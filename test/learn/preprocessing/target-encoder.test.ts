import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import { encodeClasses, encodeTargets, type Targets } from "../../../src/learn/core/labels.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { LogisticRegression } from "../../../src/learn/linear-model/logistic-regression.ts";
import { accuracyScore } from "../../../src/learn/metrics/accuracy.ts";
import { foldsOf } from "../../../src/learn/model-selection/fold.ts";
import { StratifiedKFold } from "../../../src/learn/model-selection/stratified-k-fold.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { positions } from "../../../src/learn/preprocessing/categories.ts";
import { ColumnTransformer } from "../../../src/learn/preprocessing/column-transformer.ts";
import { crossFittedRows } from "../../../src/learn/preprocessing/cross-fitted-encoding.ts";
import { OrdinalEncoder } from "../../../src/learn/preprocessing/ordinal-encoder.ts";
import { TargetEncoder } from "../../../src/learn/preprocessing/target-encoder.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";
import { type CategoryTable, categoryTable, uniformNumbers } from "../golden/made-up.ts";

const AGREE = 1e-12;

interface Figures {
  readonly table: CategoryTable;
  readonly other: CategoryTable;
  readonly every: number;
  readonly cases: readonly {
    readonly target: "binary" | "multiclass" | "continuous";
    readonly smooth: "auto" | number;
    readonly names: string[];
    readonly target_mean: number[];
    readonly transformed: number[][];
    readonly ordered_folds: number[][];
    readonly test_fold: number[];
    readonly shuffled_folds: number[][];
  }[];
}

const figures = readGolden("figures/target_encoder.json") as Figures;
const columns = (rows: readonly (string | null)[][]) => pack(rows.map(([a, b]) => ({ a: a!, b: b! })));
const learnt = categoryTable(figures.table);
const TRAIN = columns(learnt.X);
const OTHER = columns(categoryTable(figures.other).X);
const TARGETS: Readonly<Record<string, Targets>> = {
  binary: encodeClasses(pack(learnt.y.map((y) => ({ y: y > 3 ? "yes" : "no" })))),
  multiclass: encodeClasses(pack(learnt.y.map((y) => ({ y: y > 3 ? "high" : y > -4 ? "middle" : "low" })))),
  continuous: encodeTargets(pack(learnt.y.map((y) => ({ y })))),
};

function rowsOf(table: Pick<Table, "toMatrix">, every = 1): number[][] {
  const { rows, columns, data } = table.toMatrix();
  const lists = Array.from({ length: rows }, (_, i) =>
    Array.from(data.subarray(i * columns, (i + 1) * columns)),
  );
  return lists.filter((_, i) => i % every === 0);
}

function expectClose(own: number[][], reference: number[][]): void {
  expect(own.length).toBe(reference.length);
  own.forEach((row, i) => {
    expect(row.length).toBe(reference[i]!.length);
    row.forEach((value, j) => {
      const size = Math.max(1, Math.abs(reference[i]![j]!));
      expect(Math.abs(value - reference[i]![j]!) / size).toBeLessThan(AGREE);
    });
  });
}

describe("TargetEncoder is scikit-learn's", () => {
  for (const golden of figures.cases) {
    const y = TARGETS[golden.target]!;
    const create = () => new TargetEncoder({ smooth: golden.smooth, cv: 4, shuffle: false });

    test(`for a ${golden.target} target with smooth=${golden.smooth}: rows of other data`, () => {
      const encoder = create().fit(TRAIN, y);
      const result = encoder.transform(OTHER);
      expect(result.names).toEqual(golden.names);
      expectClose([Array.from(encoder.state.target_mean)], [golden.target_mean]);
      expectClose(rowsOf(result), golden.transformed);
    });

    test(`for a ${golden.target} target with smooth=${golden.smooth}: cross-fitted rows`, () => {
      const ordered = create().fitTransform(TRAIN, y);
      expect(ordered.names).toEqual(golden.names);
      expectClose(rowsOf(ordered, figures.every), golden.ordered_folds);
      const categories = create().fit(TRAIN, y).state.categories;
      const coded = categories.map((known, index) => {
        const column = TRAIN.column(index) as Extract<ReturnType<Table["column"]>, { kind: "string" }>;
        const numbers = positions(known);
        const codes = column.codes.map((code) => numbers.get(column.categories[code] ?? null)!);
        return { codes, count: known.length };
      });
      const folds = foldsOf(Int32Array.from(golden.test_fold), 4);
      const shuffled = crossFittedRows(coded, y, folds, golden.smooth);
      expectClose(rowsOf({ toMatrix: () => shuffled }, figures.every), golden.shuffled_folds);
    });
  }
});

describe("TargetEncoder", () => {
  const y = TARGETS.binary as Extract<Targets, { codes: Int32Array }>;

  test("shuffles the folds by random_state, stratified for classes", () => {
    const shuffled = rowsOf(new TargetEncoder({ random_state: 4 }).fitTransform(TRAIN, y));
    const order = new StratifiedKFold({ shuffle: true, random_state: 4 }).split(y.codes);
    for (const { train, test: tested } of order) {
      const takenCodes = { classes: y.classes, codes: Int32Array.from(train, (row) => y.codes[row]!) };
      const encoder = new TargetEncoder().fit(TRAIN.takeRows(train), takenCodes);
      const expected = rowsOf(encoder.transform(TRAIN.takeRows(tested)));
      expectClose(
        Array.from(tested, (row) => shuffled[row]!),
        expected,
      );
    }
    expect(shuffled).not.toEqual(rowsOf(new TargetEncoder({ random_state: 5 }).fitTransform(TRAIN, y)));
  });

  test("encodes several numbers side by side, each as it would be encoded alone", () => {
    const second = learnt.y.map((value) => value ** 2);
    const both = encodeTargets(pack(learnt.y.map((value, i) => ({ y: value, z: second[i]! }))));
    const encoded = new TargetEncoder({ random_state: 1 }).fitTransform(TRAIN, both);
    expect(encoded.names).toEqual(["a_0", "a_1", "b_0", "b_1"]);
    const alone = new TargetEncoder({ random_state: 1 }).fitTransform(
      TRAIN,
      encodeTargets(pack(second.map((z) => ({ z })))),
    );
    expect(rowsOf(encoded).map((row) => [row[1], row[3]])).toEqual(rowsOf(alone));
  });

  test("takes classes with fewer rows than folds, and a single class", () => {
    const few = TRAIN.takeRows(Int32Array.from({ length: 30 }, (_, i) => i));
    const classes = Array.from({ length: 10 }, (_, k) => k);
    const codes = Int32Array.from({ length: 30 }, (_, i) => i % 10);
    const encoded = new TargetEncoder().fitTransform(few, { classes, codes });
    expect(encoded.columns).toBe(20);
    expect(encoded.toMatrix().data.every(Number.isFinite)).toBe(true);
    const single = new TargetEncoder().fitTransform(few, { classes: ["x"], codes: new Int32Array(30) });
    expect(rowsOf(single)).toEqual(Array.from({ length: 30 }, () => [0, 0]));
  });

  test("needs labels and as many rows as folds, and refuses a table that is too large, before the fit", () => {
    expect(() => new TargetEncoder().fit(TRAIN)).toThrow(/needs labels/);
    expect(() => new TargetEncoder().checkBeforeFit({ rows: 4, columns: 2 }, y)).toThrow(
      /at least cv=5 rows/,
    );
    const classes = Array.from({ length: 2000 }, (_, k) => k);
    const codes = Int32Array.from({ length: 200_000 }, (_, i) => i % 2000);
    const wide = pack([{ a: "x" }]).takeRows(new Int32Array(200_000));
    expect(() => new TargetEncoder().fitTransform(wide, { classes, codes })).toThrow(
      /target encoding would make 200000 × 2000 numbers/,
    );
  });

  test("does not make random text of many values look predictive, as an encoder that is not cross-fitted does", () => {
    const next = uniformNumbers(11);
    const rows = Array.from({ length: 3000 }, () => ({ text: `t${Math.floor(next() * 900)}` }));
    const labels = rows.map(() => ({ y: next() < 0.5 }));
    const X = pack(rows);
    const truth = labels.map(({ y: label }) => label);
    const train = Int32Array.from({ length: 2000 }, (_, i) => i);
    const unseen = Int32Array.from({ length: 1000 }, (_, i) => 2000 + i);
    const accuracyOf = (encoder: TargetEncoder) => {
      const pipeline = new Pipeline([encoder, new LogisticRegression()]);
      pipeline.fit(X.takeRows(train), pack(labels).takeRows(train));
      const { coef } = pipeline.estimator.state as { coef: Float64Array };
      const predicted = pipeline.predict(X.takeRows(unseen)) as boolean[];
      return { weight: coef[0]!, accuracy: accuracyScore(truth.slice(2000), predicted) };
    };
    class NaiveEncoder extends TargetEncoder {
      override get isCrossFitted() {
        return false;
      }
      override fitTransform(table: Table, targets?: Targets): Table {
        return this.fit(table, targets).transform(table);
      }
    }
    const naive = accuracyOf(new NaiveEncoder());
    const honest = accuracyOf(new TargetEncoder());
    // The naive one learns that the encoding says nearly everything; the honest one that it says nothing.
    expect(naive.weight).toBeGreaterThan(3);
    expect(Math.abs(honest.weight)).toBeLessThan(0.5);
    expect(Math.abs(honest.accuracy - 0.5)).toBeLessThan(0.05);
  });

  test("within a pipeline, predictions of the training rows use the encodings of all rows", () => {
    const labels = pack(learnt.y.map((value) => ({ y: value > 3 ? "yes" : "no" })));
    const branches = [{ name: "text", columns: ["a", "b"], steps: [new TargetEncoder()] }];
    const transformer = new ColumnTransformer({ branches });
    expect(transformer.isCrossFitted).toBe(true);
    const pipeline = new Pipeline([transformer, new LogisticRegression()]).fit(TRAIN, labels);
    const kept = pipeline.transform(TRAIN);
    expect(pipeline.transform(TRAIN)).toBe(kept);
    pipeline.forgetRows();
    expect(rowsOf(pipeline.transform(TRAIN))).toEqual(rowsOf(kept));
    expect(rowsOf(kept)).not.toEqual(rowsOf(new TargetEncoder().fitTransform(TRAIN, y)));
    expect(rowsOf(kept)).toEqual(rowsOf(new TargetEncoder().fit(TRAIN, y).transform(TRAIN)));
  });

  test("refuses a malformed state", () => {
    const state = new TargetEncoder().fit(TRAIN, TARGETS.multiclass).toState();
    const fitted = state.fitted as Record<string, unknown>;
    for (const broken of [
      { ...fitted, target_mean: Float64Array.of(1) },
      { ...fitted, outputs: null },
      { ...fitted, outputs: ["a", "b"] },
      { ...fitted, encodings: [new Float64Array(3)] },
      { ...fitted, encodings: [new Float64Array(3), new Float64Array(3)] },
      { ...fitted, categories: [["a"], [3]] },
      { ...fitted, target_mean: Float64Array.of(1, Number.NaN, 2) },
      {},
      null,
    ]) {
      expect(() => restoreStep({ ...state, fitted: broken as never })).toThrow(StateError);
    }
    expect(restoreStep(state)).toBeInstanceOf(TargetEncoder);
    expect(new OrdinalEncoder().isCrossFitted).toBe(false);
  });
});
