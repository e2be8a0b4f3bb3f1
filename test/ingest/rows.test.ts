import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { WantedKind } from "../../src/ingest/row-kinds.ts";
import { checkRows, columnNames, emptyNotes, type PackOptions, packRows } from "../../src/ingest/rows.ts";
import { ValueError } from "../../src/learn/core/errors.ts";
import { encodeClasses } from "../../src/learn/core/labels.ts";
import { compareCodePoints } from "../../src/learn/core/order.ts";
import { anyJson, cell } from "../hostile/arbitraries.ts";

describe("packing rows", () => {
  test("determines the kind of each column from its JSON types", () => {
    const rows = [
      { n: 1, b: true, s: "x", mixed: 1, nulls: null },
      { n: null, b: false, s: null, mixed: "y" },
    ];
    const table = packRows(rows, columnNames(rows), "features");
    expect(table.names).toEqual(["n", "b", "s", "mixed", "nulls"]);
    expect(table.names.map((_, i) => table.kind(i))).toEqual([
      "numeric",
      "boolean",
      "string",
      "string",
      "numeric",
    ]);
  });

  test("converts values to the learnt kinds", () => {
    const table = packRows([{ n: "5.5", s: 7, b: "true" }], ["n", "s", "b"], "features", {
      kinds: ["numeric", "string", "boolean"],
    });
    expect(table.column(0)).toMatchObject({ values: new Float64Array([5.5]) });
    expect(table.column(1)).toMatchObject({ categories: ["7"] });
    expect(table.column(2)).toMatchObject({ values: new Uint8Array([1]) });
    expect(() => packRows([{ n: "five" }], ["n"], "features", { kinds: ["numeric"] })).toThrow(
      "features[0].n must be a number",
    );
    expect(() => packRows([{ b: "maybe" }], ["b"], "features", { kinds: ["boolean"] })).toThrow(
      "must be true or false",
    );
  });

  test("names at most five missing columns", () => {
    expect(() => packRows([{}], ["a", "b", "c", "d", "e", "f"], "features")).toThrow(
      'features: missing columns "a", "b", "c", "d", "e" and 1 more',
    );
  });

  test("treats inherited names as missing, and own ones as columns", () => {
    expect(() => packRows([{ a: 1 }], ["constructor"], "features")).toThrow("missing columns");
    const row = JSON.parse('{"__proto__": 3, "toString": 4}');
    expect(columnNames([row])).toEqual(["__proto__", "toString"]);
    expect(packRows([row], ["__proto__", "toString"], "features").toMatrix().data).toEqual(
      new Float64Array([3, 4]),
    );
  });

  test("refuses rows that are not objects, and lists at most 20", () => {
    try {
      checkRows(new Array(100).fill(1), "features");
      throw new Error("accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError);
      expect((error as ValueError).issues.length).toBe(20);
    }
  });
});

/** Packs one column of `values`. Returns it with the notes about it. */
function packed(values: readonly unknown[], options: Omit<PackOptions, "notes"> = {}) {
  const notes = emptyNotes();
  const rows = values.map((c) => ({ c }));
  const table = packRows(rows, ["c"], "features", { ...options, notes });
  const column = table.column(0);
  const read = column.kind === "string" ? Array.from(column.codes, (code) => column.categories[code]) : [];
  return {
    kind: column.kind,
    values: column.kind === "string" ? read : Array.from(column.values),
    asMissing: notes.textsAsMissing.get("c") ?? 0,
    asNumbers: notes.textsAsNumbers.get("c") ?? 0,
    isMixed: notes.mixed.has("c"),
  };
}
const refusalOf = (values: readonly unknown[], options: PackOptions = {}): ValueError => {
  try {
    packRows(
      values.map((c) => ({ c })),
      ["c"],
      "features",
      options,
    );
  } catch (error) {
    if (error instanceof ValueError) return error;
    throw error;
  }
  throw new Error("the values were taken");
};
const wanted = (kind: WantedKind) => ({
  byName: new Map([["c", kind]]),
  parameters: { numeric: "NUMERIC", categorical: "CATEGORICAL", datetime: "DATETIME" },
});
const NO_NOTE = { asMissing: 0, asNumbers: 0, isMixed: false };

describe("a column with text and numbers", () => {
  test("is numeric if the text spells numbers or missing values, even for few numbers", () => {
    const values = packed([1, "NaN", "", "2.5", " 3e1 ", null, true, "", ""]);
    expect(values).toEqual({
      kind: "numeric",
      values: [1, Number.NaN, Number.NaN, 2.5, 30, Number.NaN, 1, Number.NaN, Number.NaN],
      asMissing: 4,
      asNumbers: 2,
      isMixed: false,
    });
  });

  test("is refused if more than half of its values, not counting missing ones, are numbers", () => {
    for (const values of [
      [1, 2, "x"],
      [1, "2", "x"],
      [1, "", "", "", null, 2, "x"],
      [1, "Infinity", "x"],
      [1, 2, 3, "x", true],
    ]) {
      const { message } = refusalOf(values);
      expect(message).toMatch(/^features\[\d\]\.c must be /);
    }
    expect(refusalOf(["a", 1, 2, 3, 4, "b", "c", "d".repeat(9), 5, 6]).message).toBe(
      "features[0].c must be a number or null, as most values of its column are; the same holds for features[5], features[6] and 1 more",
    );
    expect(refusalOf([1, "Infinity", "x"]).issues.map(({ path }) => path)).toEqual([
      "features[1].c",
      "features[2].c",
    ]);
  });

  test("is text, with a note, if at most half of its values are numbers", () => {
    expect(packed([1, "x"])).toEqual({ ...NO_NOTE, kind: "string", values: ["1", "x"], isMixed: true });
    expect(packed([1, 2, "x", true]).isMixed).toBe(true);
    expect(packed([true, "", null])).toMatchObject({ kind: "string", values: ["true", "", undefined] });
    expect(packed(["x", "1", ""])).toEqual({ ...NO_NOTE, kind: "string", values: ["x", "1", ""] });
  });

  test("has the kind that the caller declares", () => {
    expect(packed([1, 2, "x", ""], { wanted: wanted("categorical") })).toEqual({
      ...NO_NOTE,
      kind: "string",
      values: ["1", "2", "x", ""],
    });
    expect(packed([1, "2", ""], { wanted: wanted("categorical") }).kind).toBe("numeric");
    expect(packed(["1", "2", "", "NaN"], { wanted: wanted("numeric") })).toMatchObject({
      kind: "numeric",
      values: [1, 2, Number.NaN, Number.NaN],
      asMissing: 2,
    });
    expect(refusalOf(["1", "x", "y"], { wanted: wanted("numeric") }).message).toBe(
      "features[1].c must be a number or null, as NUMERIC names its column; the same holds for features[2]",
    );
    expect(refusalOf([1, 2, "x"], { wanted: { ...wanted("numeric"), byName: new Map() } }).message).toBe(
      "features[2].c must be a number or null, as most values of its column are (name it in CATEGORICAL if it is text)",
    );
  });

  test("has no value if all of its texts mean missing numbers", () => {
    expect(packed(["", "NaN", null])).toMatchObject({ kind: "numeric", asMissing: 2 });
    expect(packed(["", "NaN", "x"])).toMatchObject({ kind: "string", asMissing: 0 });
  });

  test("is refused with the rows that are infinite", () => {
    expect(refusalOf([1, "-Infinity", "Infinity"]).message).toBe(
      "features[1].c must be a finite number; the same holds for features[2]",
    );
    expect(refusalOf(["Infinity"], { kinds: ["numeric"] }).message).toBe(
      "features[0].c must be a finite number",
    );
    expect(packed(["Infinity", "x"]).kind).toBe("string");
  });
});

test("any column is refused by a ValueError, or packed in the same way as later for a prediction", () => {
  const value = fc.oneof({ weight: 9, arbitrary: cell }, { weight: 1, arbitrary: anyJson }, fc.constant(""));
  const outcomes = { packed: 0, refused: 0 };
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (values) => {
      let first: ReturnType<typeof packed>;
      try {
        first = packed(values);
      } catch (error) {
        expect(error).toBeInstanceOf(ValueError);
        outcomes.refused++;
        return;
      }
      outcomes.packed++;
      const again = packed(values, { kinds: [first.kind] });
      expect({ ...again, isMixed: first.isMixed }).toEqual(first);
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(Math.min(outcomes.packed, outcomes.refused)).toBeGreaterThan(300);
});

test("text that means a missing number is missing in every conversion of text to numbers", () => {
  const text = packRows([{ c: "1" }, { c: "NaN" }, { c: "" }], ["c"], "features", { kinds: ["string"] });
  expect(Array.from(text.toMatrix().data)).toEqual([1, Number.NaN, Number.NaN]);
  const infinite = packRows([{ c: "1" }, { c: "Infinity" }], ["c"], "features");
  expect(() => infinite.toMatrix()).toThrow('column "c" holds text where a number is expected (row 1)');
});

test("classes are in ascending order: strings by code point, numbers by value, false before true", () => {
  const classes = (values: unknown[]) =>
    encodeClasses(
      packRows(
        values.map((y) => ({ y })),
        ["y"],
        "labels",
      ),
    ).classes;
  expect(classes(["b", "a", "B"])).toEqual(["B", "a", "b"]);
  expect(classes([10, 9, -1])).toEqual([-1, 9, 10]);
  expect(classes([true, false])).toEqual([false, true]);
  expect(["\u{1F600}", "\uFF00"].sort(compareCodePoints)).toEqual(["\uFF00", "\u{1F600}"]);
});
