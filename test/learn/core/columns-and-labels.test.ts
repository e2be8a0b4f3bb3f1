import { describe, expect, test } from "bun:test";
import {
  type Column,
  MISSING_BOOLEAN,
  numbersOf,
  parseDecimal,
  sliceEntries,
  stringsOf,
  takeEntries,
} from "../../../src/learn/core/column.ts";
import { listNames, shortName } from "../../../src/learn/core/errors.ts";
import { encodeKnownClasses, encodeTargets, numberByAppearance } from "../../../src/learn/core/labels.ts";
import { takeMatrixRows, toLists } from "../../../src/learn/core/matrix.ts";
import { compareCodePoints, compareSpelledNumbers } from "../../../src/learn/core/order.ts";
import { Table } from "../../../src/learn/core/table.ts";

const NUMBERS: Column = { kind: "numeric", values: Float64Array.of(1.5, Number.NaN, -0, 1.5) };
const FLAGS: Column = { kind: "boolean", values: Uint8Array.of(1, MISSING_BOOLEAN, 0, 1) };
const TEXT: Column = { kind: "string", codes: Int32Array.of(1, -1, 0, 1), categories: ["1e2", " -3 "] };
const NAN = Number.NaN;

describe("a column", () => {
  test("converts to numbers: booleans to 0 and 1, text to the number it spells, missing values to NaN", () => {
    expect(numbersOf(NUMBERS, "x")).toBe(NUMBERS.values as Float64Array);
    expect([...numbersOf(FLAGS, "x")]).toEqual([1, NAN, 0, 1]);
    expect([...numbersOf(TEXT, "x")]).toEqual([-3, NAN, 100, -3]);
  });

  test("converts to text: numbers and booleans as in JSON, each category once", () => {
    const words = (column: Column) => {
      const { codes, categories } = stringsOf(column);
      return [Array.from(codes, (code) => categories[code] ?? null), categories];
    };
    expect(words(NUMBERS)).toEqual([
      ["1.5", null, "0", "1.5"],
      ["1.5", "0"],
    ]);
    expect(words(FLAGS)).toEqual([
      ["true", null, "false", "true"],
      ["true", "false"],
    ]);
    expect(stringsOf(TEXT)).toBe(TEXT as never);
  });

  test("returns the requested rows in their order, and slices share its memory", () => {
    for (const column of [NUMBERS, FLAGS, TEXT]) {
      const numbers = [...numbersOf(column, "x")];
      const taken = [...numbersOf(takeEntries(column, [3, 0, 2, 2]), "x")];
      expect(taken).toEqual([3, 0, 2, 2].map((i) => numbers[i]!));
      expect([...numbersOf(sliceEntries(column, 1, 3), "x")]).toEqual(numbers.slice(1, 3));
    }
    const part = sliceEntries(NUMBERS, 1, 3) as { values: Float64Array };
    expect(part.values.buffer).toBe(NUMBERS.values.buffer);
  });

  test("parses decimal numbers as JSON, Java and Python write them, and nothing else", () => {
    expect(["1", "-1.5", "+.5", "5.", "1e3", "1E-3", " 7\n"].map(parseDecimal)).toEqual([
      1, -1.5, 0.5, 5, 1000, 0.001, 7,
    ]);
    for (const text of ["", ".", "1,5", "0x10", "1_000", "Infinity", "NaN", "1e999", "1e", "1 2"])
      expect(parseDecimal(text)).toBeNaN();
  });
});

describe("the order of text", () => {
  test("is by code point, with a prefix before longer text", () => {
    const sorted = ["", "A", "Z", "a", "ab", "b", "\ud7ff", "\ue000", "\uff00", "\uffff", "😀", "😁"];
    for (let i = 0; i < sorted.length; i++) {
      for (let j = 0; j < sorted.length; j++) {
        const [a, b] = [sorted[i]!, sorted[j]!];
        expect([a, b, Math.sign(compareCodePoints(a, b))]).toEqual([a, b, Math.sign(i - j)]);
      }
    }
  });

  test("that spells numbers is by value", () => {
    expect(["10", "9", "-1", "1e1"].sort(compareSpelledNumbers)).toEqual(["-1", "9", "10", "1e1"]);
  });
});

describe("a matrix", () => {
  const matrix = { rows: 3, columns: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) };

  test("converts to lists as NumPy's tolist does: numbers for one column, lists for several", () => {
    expect(toLists(matrix)).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(toLists({ rows: 2, columns: 1, data: Float64Array.of(1, 2) })).toEqual([1, 2]);
    expect(toLists({ rows: 1, columns: 3, data: Float64Array.of(1, 2, 3) })).toEqual([[1, 2, 3]]);
  });

  test("returns the requested rows in their order", () => {
    const taken = takeMatrixRows(matrix, [2, 0, 2]);
    expect(taken).toEqual({ rows: 3, columns: 2, data: Float64Array.of(5, 6, 1, 2, 5, 6) });
    expect(takeMatrixRows(matrix, [])).toEqual({ rows: 0, columns: 2, data: new Float64Array(0) });
  });
});

describe("labels", () => {
  const labels = (column: Column) => Table.fromColumns(["y"], [column], 4);

  test("are numbered by known classes, with -1 for other labels and missing ones", () => {
    const text: Column = { kind: "string", codes: Int32Array.of(1, -1, 0, 2), categories: ["b", "a", "z"] };
    expect([...encodeKnownClasses(labels(text), ["a", "b"])]).toEqual([0, -1, 1, -1]);
    expect([...encodeKnownClasses(labels(NUMBERS), [-1, 0, 1.5])]).toEqual([2, -1, 1, 2]);
    expect([...encodeKnownClasses(labels(FLAGS), [false, true])]).toEqual([1, -1, 0, 1]);
  });

  test("become targets row by row, and are refused if they are missing or not numbers", () => {
    const a: Column = { kind: "numeric", values: Float64Array.of(1, 2, 3, 4) };
    const b: Column = { kind: "boolean", values: Uint8Array.of(0, 1, 1, 0) };
    expect(encodeTargets(Table.fromColumns(["a", "b"], [a, b], 4))).toEqual({
      rows: 4,
      columns: 2,
      data: Float64Array.of(1, 0, 2, 1, 3, 1, 4, 0),
      names: ["a", "b"],
    });
    expect(() => encodeTargets(labels(NUMBERS))).toThrow(/label "y" is null in labels\[1\]/);
    const words: Column = { kind: "string", codes: Int32Array.of(0, 0, 0, 0), categories: ["x"] };
    expect(() => encodeTargets(labels(words))).toThrow(/label "y" holds text; a regressor needs numbers/);
  });

  test("are numbered by their first appearance, and counted", () => {
    const { codes, counts } = numberByAppearance(["b", "a", "b", 1, true, "b"]);
    expect([[...codes], counts]).toEqual([
      [0, 1, 0, 2, 3, 0],
      [3, 1, 1, 1],
    ]);
  });
});

describe("names in messages", () => {
  test("are cut after 80 characters, never within a character", () => {
    expect(shortName("x".repeat(80))).toBe("x".repeat(80));
    expect(shortName("x".repeat(81))).toBe(`${"x".repeat(79)}…`);
    expect(shortName(`${"x".repeat(78)}😀${"x".repeat(9)}`)).toBe(`${"x".repeat(78)}\ufffd…`);
  });

  test("are listed up to five, and the rest is counted", () => {
    expect(listNames(["a"])).toBe('"a"');
    expect(listNames([..."abcde"])).toBe('"a", "b", "c", "d", "e"');
    expect(listNames([..."abcdefg"])).toBe('"a", "b", "c", "d", "e" and 2 more');
  });
});
