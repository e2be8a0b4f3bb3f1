import { describe, expect, test } from "bun:test";
import { ValueError } from "../../src/learn/errors.ts";
import { encodeClasses } from "../../src/learn/labels.ts";
import { compareCodePoints } from "../../src/learn/order.ts";
import { checkRows, columnNames, packRows } from "../../src/learn/rows.ts";

describe("packing rows", () => {
  test("gives each column the kind of its JSON types", () => {
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

  test("brings values to the kinds that were learnt", () => {
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

  test("counts inherited names as missing, and own ones as columns", () => {
    expect(() => packRows([{ a: 1 }], ["constructor"], "features")).toThrow("missing columns");
    const row = JSON.parse('{"__proto__": 3, "toString": 4}');
    expect(columnNames([row])).toEqual(["__proto__", "toString"]);
    expect(packRows([row], ["__proto__", "toString"], "features").toMatrix().data).toEqual(
      new Float64Array([3, 4]),
    );
  });

  test("refuses what is no object, at most 20 of them", () => {
    try {
      checkRows(new Array(100).fill(1), "features");
      throw new Error("accepted");
    } catch (error) {
      expect(error).toBeInstanceOf(ValueError);
      expect((error as ValueError).issues.length).toBe(20);
    }
  });
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
