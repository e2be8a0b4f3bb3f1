import { describe, expect, test } from "bun:test";
import { PCA } from "../../src/learn/decomposition/pca.ts";
import {
  ClassifierEstimator,
  type Estimator,
  type PlainData,
  type Step,
  Transformer,
} from "../../src/learn/estimator.ts";
import { LogisticRegression } from "../../src/learn/linear/logistic-regression.ts";
import { Ridge } from "../../src/learn/linear/ridge.ts";
import { decodeMessagePack, encodeMessagePack } from "../../src/learn/messagepack.ts";
import { ColumnTransformer } from "../../src/learn/preprocessing/column-transformer.ts";
import { OneHotEncoder } from "../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { packRows, type Row } from "../../src/learn/rows.ts";
import { LIBRARY_STEPS } from "../../src/learn/steps.ts";
import type { Table } from "../../src/learn/table.ts";
import { restoreStep } from "../../src/registry.ts";
import { PairedEncoder } from "../../statistical/match_margin.ts";

const NUMBERS: Row[] = Array.from({ length: 40 }, (_, i) => ({
  a: Math.sin(i) * 10,
  b: (i % 7) + Math.cos(3 * i),
  constant: 4.2,
}));
const WORDS: Row[] = Array.from({ length: 40 }, (_, i) => ({
  home: `t${i % 5}`,
  away: `t${(i * 3 + 1) % 6}`,
}));
const pack = (rows: readonly Row[]) => packRows(rows, Object.keys(rows[0]!), "features");

/** Every step of the library, and one of a model file, with rows that it takes. */
const STEPS: [string, () => Step, readonly Row[]][] = [
  ["StandardScaler", () => new StandardScaler(), NUMBERS],
  ["SimpleImputer", () => new SimpleImputer({ strategy: "median" }), NUMBERS],
  ["SimpleImputer of strings", () => new SimpleImputer({ strategy: "most_frequent" }), WORDS],
  ["OneHotEncoder", () => new OneHotEncoder({ handle_unknown: "ignore" }), WORDS],
  ["PCA", () => new PCA({ n_components: 2 }), NUMBERS],
  ["PCA, whitening", () => new PCA({ n_components: 0.9, whiten: true }), NUMBERS],
  [
    "ColumnTransformer",
    () =>
      new ColumnTransformer({
        branches: [{ name: "x", columns: ["b", "a"], steps: [new StandardScaler()] }],
      }),
    NUMBERS,
  ],
  ["PairedEncoder", () => new PairedEncoder(), WORDS],
  ["LogisticRegression", () => new LogisticRegression({ max_iter: 1000 }), NUMBERS],
  [
    "LogisticRegression by gradient descent",
    () => new LogisticRegression({ solver: "gradient_descent" }),
    NUMBERS,
  ],
  ["Ridge", () => new Ridge(), NUMBERS],
  ["Ridge without penalty", () => new Ridge({ alpha: 0 }), NUMBERS],
];

test("the list holds every step of the library", () => {
  const types = new Set(STEPS.map(([, create]) => create().type));
  for (const { type } of LIBRARY_STEPS) expect(types).toContain(type);
});

const CODES = Int32Array.from({ length: 40 }, (_, i) => i % 3);
const TARGETS = {
  rows: 40,
  columns: 2,
  data: Float64Array.from({ length: 80 }, (_, i) => Math.sin(i * 1.7) * 5),
};

function fit(step: Step, X: Table): Step {
  if (step instanceof Transformer) return step.fit(X);
  const estimator = step as Estimator;
  return estimator.kind === "classifier" ? estimator.fit(X, CODES, 3) : estimator.fit(X, TARGETS);
}

/** What a fitted step makes of rows, as plain numbers, row by row. */
function apply(step: Step, X: Table): number[][] {
  const of = (rows: number, columns: number, data: ArrayLike<number>) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => data[i * columns + j]!));
  if (step instanceof Transformer) {
    const result = step.transform(X);
    if (result.names.some((_, j) => result.kind(j) === "string")) {
      return of(
        result.rows,
        1,
        Array.from({ length: result.rows }, (_, i) => JSON.stringify(result.takeRows([i]).names).length),
      );
    }
    const { rows, columns, data } = result.toMatrix();
    return of(rows, columns, data);
  }
  if (step instanceof ClassifierEstimator) {
    const { rows, columns, data } = step.predictProba!(X);
    return of(rows, columns, data);
  }
  const { rows, columns, data } = (step as Ridge).predict(X);
  return of(rows, columns, data);
}

const bytesOf = (step: Step) => encodeMessagePack(step.toState() as unknown as PlainData);

for (const [name, create, rows] of STEPS) {
  describe(name, () => {
    const X = pack(rows);

    test("fitted twice gives the same bytes", () => {
      expect(bytesOf(fit(create(), X))).toEqual(bytesOf(fit(create(), pack(rows))));
    });

    test("changes no input when it is fitted and applied", () => {
      const before = structuredClone(X.names.map((_, j) => X.column(j)));
      apply(fit(create(), X), X);
      expect(X.names.map((_, j) => X.column(j))).toEqual(before);
    });

    test("gives a row alone what it gives it among others, in any order", () => {
      const step = fit(create(), X);
      const all = apply(step, X);
      for (const i of [0, 7, 39]) expect(apply(step, X.takeRows([i]))[0]).toEqual(all[i]!);
      expect(apply(step, X.takeRows([39, 7]))).toEqual([all[39]!, all[7]!]);
      expect(apply(step, X.takeRows([]))).toEqual([]);
    });

    test("stored and restored gives bit for bit the same", () => {
      const step = fit(create(), X);
      const restored = restoreStep(decodeMessagePack(bytesOf(step)) as never);
      expect(apply(restored, X)).toEqual(apply(step, X));
      expect(bytesOf(restored)).toEqual(bytesOf(step));
    });

    test("refuses to be used before it is fitted", () => {
      expect(() => create().toState()).toThrow(
        name.startsWith("ColumnTransformer") ? /not fitted/ : /not fitted yet/,
      );
    });

    if (rows === NUMBERS) {
      test("refuses infinity, at fit", () => {
        const infinite = { kind: "numeric", values: new Float64Array(40).fill(1) } as const;
        infinite.values[3] = Number.POSITIVE_INFINITY;
        const { Table: TableClass } = { Table: X.constructor as typeof Table };
        const table = TableClass.fromColumns(["a", "b"], [infinite, X.column(1)], 40);
        if (name === "SimpleImputer") return expect(() => fit(create(), table).toState()).not.toThrow();
        expect(() => fit(create(), table)).toThrow(/infinity/);
      });
    }
  });
}

describe("degenerate input", () => {
  test("a constant column gets scale 1 and becomes 0", () => {
    const scaler = new StandardScaler().fit(pack(NUMBERS));
    expect(scaler.state.scale[2]).toBe(1);
    expect(scaler.transform(pack(NUMBERS)).toMatrix().data[2]).toBeCloseTo(0, 12);
  });

  test("a column without any value is dropped by the imputer", () => {
    const table = pack([
      { a: null, b: 1 },
      { a: null, b: 3 },
    ]);
    expect(new SimpleImputer().fit(table).transform(table).names).toEqual(["b"]);
  });

  test("most_frequent takes the smallest of values that are equally frequent", () => {
    const table = pack([
      { s: "b", n: 2 },
      { s: "a", n: 1 },
      { s: null, n: null },
    ]);
    expect(new SimpleImputer({ strategy: "most_frequent" }).fit(table).state.statistics).toEqual(["a", 1]);
  });

  test("an unknown category is refused unless it is to be ignored", () => {
    const encoder = new OneHotEncoder().fit(pack([{ s: "a" }]));
    expect(() => encoder.transform(pack([{ s: "z" }]))).toThrow('unknown categories in column "s"');
  });

  test("missing values are refused by name where nothing imputes them", () => {
    const holed = pack([...NUMBERS.slice(1), { a: null, b: 1, constant: 1 }]);
    expect(() => fit(new LogisticRegression(), holed)).toThrow(/Input contains NaN \(column "a", row 39\)/);
    expect(() => fit(new PCA(), holed)).toThrow(/Input contains NaN/);
    expect(() => fit(new Ridge(), holed)).toThrow(/Input contains NaN/);
  });

  test("parameters out of range are refused with the range", () => {
    expect(() => fit(new PCA({ n_components: 4 }), pack(NUMBERS))).toThrow("n_features)=3");
    expect(() => fit(new LogisticRegression({ C: 0 }), pack(NUMBERS))).toThrow("C=0 must be greater than 0");
    expect(() => fit(new Ridge({ alpha: -1 }), pack(NUMBERS))).toThrow("alpha=-1 must not be negative");
  });

  test("more columns than rows, and columns that depend on one another, still have a solution", () => {
    const wide = pack([
      { a: 1, b: 2, c: 3, d: 4 },
      { a: 2, b: 4, c: 6, d: 8.5 },
      { a: 3, b: 6, c: 9, d: 1 },
    ]);
    const y = { rows: 3, columns: 1, data: new Float64Array([1, 2, 3]) };
    const predicted = new Ridge({ alpha: 0 }).fit(wide, y).predict(wide).data;
    predicted.forEach((value, i) => {
      expect(value).toBeCloseTo(i + 1, 9);
    });
  });
});
