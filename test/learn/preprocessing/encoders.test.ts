import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { OneHotEncoder } from "../../../src/learn/preprocessing/one-hot-encoder.ts";
import { OrdinalEncoder } from "../../../src/learn/preprocessing/ordinal-encoder.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";
import { type CategoryTable, categoryTable } from "../golden/made-up.ts";

// The expected values in this file are scikit-learn 1.9.1's on these rows.
const LETTERS = ["a", "b", "b", "c", "c", "c", "d", "d", "d", "d", "e", null];
const NUMBERS = [10, 9, 10, 2, 2, 2, 9, 9, 10, 10, 10, 2];
const TRAIN = pack(LETTERS.map((s, i) => ({ s, n: NUMBERS[i]! })));
const OTHER = pack([
  { s: "a", n: 9 },
  { s: "c", n: 2 },
  { s: "z", n: 10 },
  { s: "d", n: 3 },
  { s: null, n: 10 },
]);
const listsOf = (table: Table) => {
  const { rows, columns, data } = table.toMatrix();
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
};

describe("OneHotEncoder", () => {
  const cases: [GivenParameters<typeof OneHotEncoder.parameters>, string[], number[][]][] = [
    [
      { min_frequency: 3, handle_unknown: "ignore" },
      ["s_c", "s_d", "s_infrequent_sklearn", "n_2", "n_9", "n_10"],
      [
        [0, 0, 1, 0, 1, 0],
        [1, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 1],
      ],
    ],
    [
      { min_frequency: 0.2, handle_unknown: "infrequent_if_exist" },
      ["s_c", "s_d", "s_infrequent_sklearn", "n_2", "n_9", "n_10"],
      [
        [0, 0, 1, 0, 1, 0],
        [1, 0, 0, 1, 0, 0],
        [0, 0, 1, 0, 0, 1],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 1],
      ],
    ],
    [
      { max_categories: 3, handle_unknown: "infrequent_if_exist" },
      ["s_c", "s_d", "s_infrequent_sklearn", "n_2", "n_10", "n_infrequent_sklearn"],
      [
        [0, 0, 1, 0, 0, 1],
        [1, 0, 0, 1, 0, 0],
        [0, 0, 1, 0, 1, 0],
        [0, 1, 0, 0, 0, 1],
        [0, 0, 1, 0, 1, 0],
      ],
    ],
    [
      { max_categories: 3, min_frequency: 2, drop: "first", handle_unknown: "ignore" },
      ["s_d", "s_infrequent_sklearn", "n_10", "n_infrequent_sklearn"],
      [
        [0, 1, 0, 1],
        [0, 0, 0, 0],
        [0, 0, 1, 0],
        [1, 0, 0, 0],
        [0, 1, 1, 0],
      ],
    ],
    [
      { max_categories: 1, handle_unknown: "ignore" },
      ["s_infrequent_sklearn", "n_infrequent_sklearn"],
      [
        [1, 1],
        [1, 1],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    ],
    [
      { max_categories: 2, drop: "if_binary", handle_unknown: "infrequent_if_exist" },
      ["s_infrequent_sklearn", "n_infrequent_sklearn"],
      [
        [1, 1],
        [1, 1],
        [1, 0],
        [0, 1],
        [1, 0],
      ],
    ],
  ];
  for (const [parameters, names, rows] of cases) {
    test(`groups and drops categories as scikit-learn does for ${JSON.stringify(parameters)}`, () => {
      const result = new OneHotEncoder(parameters).fit(TRAIN).transform(OTHER);
      expect(result.names).toEqual(names);
      expect(listsOf(result)).toEqual(rows);
    });
  }

  test("orders numbers by value, not as text", () => {
    expect(new OneHotEncoder().fit(TRAIN).state.categories).toEqual([
      ["a", "b", "c", "d", "e", null],
      ["2", "9", "10"],
    ]);
  });

  test("keeps given categories in their order, including those that do not occur", () => {
    const encoder = new OneHotEncoder({ categories: [["z", "c", "a", null]], handle_unknown: "ignore" });
    const result = encoder.fit(TRAIN.select(["s"])).transform(OTHER.select(["s"]));
    expect(result.names).toEqual(["s_z", "s_c", "s_a", "s_None"]);
    expect(listsOf(result).slice(2, 4)).toEqual([
      [1, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  test("refuses given categories that are out of order or repeat, and values that are not among them", () => {
    const [s, n] = [TRAIN.select(["s"]), TRAIN.select(["n"])];
    const fit = (categories: (string | number | null)[], X: Table) => () =>
      new OneHotEncoder({ categories: [categories] }).fit(X);
    expect(fit([9, 2, 10], n)).toThrow(/must ascend/);
    expect(fit(["a", "a"], s)).toThrow(/must not repeat/);
    expect(fit([null, "a"], s)).toThrow(/null must be last/);
    expect(fit(["a", "b"], s)).toThrow('Found unknown categories in column "s" (row 3)');
    expect(fit(["a"], TRAIN)).toThrow("categories has 1 lists for 2 columns");
  });

  test("drops one given category of each column, and refuses to drop an infrequent one", () => {
    const drop = ["b", 9] as const;
    expect(new OneHotEncoder({ drop }).fit(TRAIN).transform(TRAIN).names).not.toContain("s_b");
    expect(() => new OneHotEncoder({ drop, min_frequency: 3 }).fit(TRAIN)).toThrow(/"b" is infrequent/);
    expect(() => new OneHotEncoder({ drop: ["q", 9] }).fit(TRAIN)).toThrow(/"q" does not occur/);
  });

  test("refuses an unknown category, naming column and row but not the value", () => {
    const encoder = new OneHotEncoder().fit(TRAIN);
    expect(() => encoder.transform(OTHER)).toThrow('Found unknown categories in column "s" (row 2)');
  });

  test("refuses parameters out of range with the range", () => {
    expect(() => new OneHotEncoder({ min_frequency: 0 }).fit(TRAIN)).toThrow("min_frequency=0 must be");
    expect(() => new OneHotEncoder({ min_frequency: 1.5 }).fit(TRAIN)).toThrow("min_frequency=1.5 must be");
    expect(() => new OneHotEncoder({ max_categories: 0 }).fit(TRAIN)).toThrow("from 1 to");
    expect(() => new OneHotEncoder({ handle_unknown: "warn" as never }).fit(TRAIN)).toThrow(
      'handle_unknown="warn" must be "error", "ignore" or "infrequent_if_exist"',
    );
  });

  test("refuses inconsistent stored categories", () => {
    const state = new OneHotEncoder({ min_frequency: 3 }).fit(TRAIN).toState();
    const fitted = state.fitted as Record<string, unknown>;
    for (const broken of [
      { ...fitted, infrequent_indices: [Int32Array.of(99), Int32Array.of()] },
      { ...fitted, infrequent_indices: [Int32Array.of(1, 0), Int32Array.of()] },
      { ...fitted, drop_idx: Int32Array.of(0) },
      { ...fitted, categories: [["a"], [3]] },
      {},
    ]) {
      const encoder = new OneHotEncoder();
      expect(() => encoder.restore({ ...state, fitted: broken as never }, () => encoder)).toThrow(StateError);
    }
  });
});

describe("OrdinalEncoder", () => {
  const missingAndUnknown = { handle_unknown: "use_encoded_value", unknown_value: -1 } as const;
  const cases: [GivenParameters<typeof OrdinalEncoder.parameters>, number[]][] = [
    [{}, [0, 2, -1, 3, Number.NaN]],
    [{ encoded_missing_value: -2 }, [0, 2, -1, 3, -2]],
    [{ min_frequency: 3 }, [2, 0, -1, 1, Number.NaN]],
    [{ max_categories: 3, encoded_missing_value: 9 }, [2, 0, -1, 1, 9]],
  ];
  for (const [parameters, codes] of cases) {
    test(`encodes known, unknown and missing values as scikit-learn does for ${JSON.stringify(parameters)}`, () => {
      const encoder = new OrdinalEncoder({ ...missingAndUnknown, ...parameters }).fit(TRAIN.select(["s"]));
      expect(Array.from(encoder.transform(OTHER.select(["s"])).toMatrix().data)).toEqual(codes);
    });
  }

  test("treats a missing value as unknown if none was missing at fit", () => {
    const n = TRAIN.select(["n"]);
    const missing = pack([{ n: 2 }, { n: null }]);
    expect(() => new OrdinalEncoder().fit(n).transform(missing)).toThrow('column "n" (row 1)');
    const encoder = new OrdinalEncoder(missingAndUnknown).fit(n);
    expect(encoder.transform(missing).toMatrix().data).toEqual(Float64Array.of(0, -1));
  });

  test("refuses numbers for unknown and missing values that belong to a category", () => {
    const fit = (parameters: GivenParameters<typeof OrdinalEncoder.parameters>) => () =>
      new OrdinalEncoder(parameters).fit(TRAIN);
    expect(fit({ ...missingAndUnknown, unknown_value: 2 })).toThrow("unknown_value=2 is the number of");
    expect(fit({ encoded_missing_value: 4 })).toThrow("encoded_missing_value=4 is the number of");
    expect(fit({ handle_unknown: "use_encoded_value" })).toThrow("unknown_value=null must be a whole number");
    expect(fit({ unknown_value: -1 })).toThrow(/unknown_value=-1 must be .* else null/);
  });
});

describe("encoders group the infrequent ones of many categories as scikit-learn does:", () => {
  const figures = readGolden("figures/infrequent_categories.json") as {
    table: CategoryTable;
    other: CategoryTable;
    cases: readonly {
      encoder: "OneHotEncoder" | "OrdinalEncoder";
      params: GivenParameters<typeof OneHotEncoder.parameters> &
        GivenParameters<typeof OrdinalEncoder.parameters>;
      names?: string[];
      ones?: number[][];
      rows?: number[][];
    }[];
  };
  const tableOf = (table: CategoryTable) => pack(categoryTable(table).X.map(([a, b]) => ({ a: a!, b: b! })));
  const [train, other] = [tableOf(figures.table), tableOf(figures.other)];
  for (const { encoder, params, names, ones, rows } of figures.cases) {
    test(`${encoder} with ${JSON.stringify(params)}`, () => {
      if (encoder === "OrdinalEncoder") {
        expect(listsOf(new OrdinalEncoder(params).fit(train).transform(other))).toEqual(rows!);
        return;
      }
      const result = new OneHotEncoder(params).fit(train).transform(other);
      expect(result.names).toEqual(names!);
      const places = listsOf(result).map((row) => [...row.keys()].filter((at) => row[at] === 1));
      expect(places).toEqual(ones!);
    });
  }
});
