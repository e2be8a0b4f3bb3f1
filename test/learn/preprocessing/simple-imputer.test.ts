import { describe, expect, test } from "bun:test";
import { stringsOf } from "../../../src/learn/core/column.ts";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { SimpleImputer } from "../../../src/learn/preprocessing/simple-imputer.ts";
import { apply, pack } from "../fit-and-apply.ts";

const NONE = Number.NaN;
const HOLED = Table.fromMatrix(
  { rows: 3, columns: 3, data: Float64Array.of(1, NONE, 1, NONE, NONE, 2, 3, NONE, 6) },
  ["x", "e", "y"],
);

describe("SimpleImputer", () => {
  const cases: [GivenParameters<typeof SimpleImputer.parameters>, string[], number[][]][] = [
    [
      {},
      ["x", "y"],
      [
        [1, 1],
        [2, 2],
        [3, 6],
      ],
    ],
    [
      { add_indicator: true },
      ["x", "y", "missingindicator_x", "missingindicator_e"],
      [
        [1, 1, 0, 1],
        [2, 2, 1, 1],
        [3, 6, 0, 1],
      ],
    ],
    [
      { add_indicator: true, keep_empty_features: true },
      ["x", "e", "y", "missingindicator_x", "missingindicator_e"],
      [
        [1, 0, 1, 0, 1],
        [2, 0, 2, 1, 1],
        [3, 0, 6, 0, 1],
      ],
    ],
    [
      { strategy: "constant", fill_value: 7, add_indicator: true },
      ["x", "y", "missingindicator_x", "missingindicator_e"],
      [
        [1, 1, 0, 1],
        [7, 2, 1, 1],
        [3, 6, 0, 1],
      ],
    ],
    [
      { strategy: "constant", fill_value: 7, keep_empty_features: true },
      ["x", "e", "y"],
      [
        [1, 7, 1],
        [7, 7, 2],
        [3, 7, 6],
      ],
    ],
    [
      { strategy: "median", keep_empty_features: true },
      ["x", "e", "y"],
      [
        [1, 0, 1],
        [2, 0, 2],
        [3, 0, 6],
      ],
    ],
  ];
  for (const [parameters, names, rows] of cases) {
    test(`fills, drops and adds indicators as scikit-learn does for ${JSON.stringify(parameters)}`, () => {
      const imputer = new SimpleImputer(parameters).fit(HOLED);
      expect(imputer.transform(HOLED).names).toEqual(names);
      expect(apply(imputer, HOLED)).toEqual(rows);
    });
  }

  test("keeps strings strings and booleans booleans", () => {
    const rows = pack([
      { s: "b", t: true },
      { s: null, t: null },
      { s: "a", t: true },
      { s: "a", t: false },
    ]);
    const result = new SimpleImputer({ strategy: "most_frequent", add_indicator: true })
      .fit(rows)
      .transform(rows);
    expect(result.names).toEqual(["s", "t", "missingindicator_s", "missingindicator_t"]);
    expect([0, 1, 2].map((index) => result.kind(index))).toEqual(["string", "boolean", "boolean"]);
    const { codes, categories } = stringsOf(result.column(0));
    expect(Array.from(codes, (code) => categories[code])).toEqual(["b", "a", "a", "a"]);
    expect(result.column(1)).toEqual({ kind: "boolean", values: Uint8Array.of(1, 1, 1, 0) });
    expect(result.column(3)).toEqual({ kind: "boolean", values: Uint8Array.of(0, 1, 0, 0) });
  });

  test("fills with the most frequent boolean, false for equal frequencies", () => {
    const filled = (values: (boolean | null)[]) => {
      const X = pack(values.map((t, i) => ({ t, i })));
      const result = new SimpleImputer({ strategy: "most_frequent" }).fit(X).transform(X);
      return Array.from((result.column(0) as { values: Uint8Array }).values);
    };
    expect(filled([true, null, null, null, true, false])).toEqual([1, 1, 1, 1, 1, 0]);
    expect(filled([true, null, false])).toEqual([1, 0, 0]);
    expect(filled([null, true])).toEqual([1, 1]);
  });

  test("fills missing values in a column that had none at fit", () => {
    const imputer = new SimpleImputer({ add_indicator: true }).fit(pack([{ x: 1 }, { x: 3 }]));
    expect(imputer.transform(pack([{ x: null }, { x: 5 }])).toMatrix().data).toEqual(Float64Array.of(2, 5));
    expect(imputer.transform(pack([{ x: 5 }])).names).toEqual(["x"]);
  });

  test("refuses text for the mean, and a fill value of another kind than the column", () => {
    const words = pack([{ s: "a" }, { s: null }]);
    expect(() => new SimpleImputer().fit(words)).toThrow(/column "s" holds text/);
    expect(() => new SimpleImputer({ strategy: "constant", fill_value: 3 }).fit(words)).toThrow(
      'fill_value=3 does not fit column "s": it must be a string',
    );
    expect(() => new SimpleImputer({ strategy: "constant", fill_value: "x" }).fit(HOLED)).toThrow(
      'fill_value="x" does not fit column "x"',
    );
    expect(() => new SimpleImputer({ strategy: "mode" as never }).fit(HOLED)).toThrow(
      /strategy="mode" must be/,
    );
  });

  test("refuses stored indicators of columns that do not exist", () => {
    const state = new SimpleImputer({ add_indicator: true }).fit(HOLED).toState();
    const broken = { ...state, fitted: { statistics: [1, null, 2], indicator_features: Int32Array.of(3) } };
    const imputer = new SimpleImputer();
    expect(() => imputer.restore(broken, () => imputer)).toThrow(StateError);
  });
});
