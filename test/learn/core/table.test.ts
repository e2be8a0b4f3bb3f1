import { describe, expect, test } from "bun:test";
import { type Column, MISSING_BOOLEAN } from "../../../src/learn/core/column.ts";
import { ValueError } from "../../../src/learn/core/errors.ts";
import { Table } from "../../../src/learn/core/table.ts";

const NUMBERS: Column = { kind: "numeric", values: Float64Array.of(1, 2, 3) };
const FLAGS: Column = { kind: "boolean", values: Uint8Array.of(1, 0, MISSING_BOOLEAN) };
const TEXT: Column = { kind: "string", codes: Int32Array.of(1, 0, 1), categories: ["x", "y"] };
const COLUMNS = Table.fromColumns(["n", "f"], [NUMBERS, FLAGS], 3);
const MATRIX = Table.fromMatrix({ rows: 3, columns: 2, data: Float64Array.of(10, 20, 30, 40, 50, 60) }, [
  "p",
  "q",
]);

const numbers = (X: Table) => [...X.toMatrix().data];

describe("a table", () => {
  test("refuses a number of names that differs from the number of columns", () => {
    for (const names of [[], ["a"], ["a", "b", "c"]]) {
      const message = `${names.length} names for 2 columns`;
      expect(() => Table.fromColumns(names, [NUMBERS, FLAGS], 3)).toThrow(new RangeError(message));
      expect(() => Table.fromMatrix(MATRIX.toMatrix(), names)).toThrow(new RangeError(message));
      expect(() => COLUMNS.rename(names)).toThrow(new RangeError(message));
    }
    expect(COLUMNS.rename(["a", "b"]).names).toEqual(["a", "b"]);
  });

  test("converts to a row-major matrix, which is created once", () => {
    expect(numbers(COLUMNS)).toEqual([1, 1, 2, 0, 3, Number.NaN]);
    expect(COLUMNS.toMatrix()).toBe(COLUMNS.toMatrix());
    expect([COLUMNS.kind(0), COLUMNS.kind(1), MATRIX.kind(1)]).toEqual(["numeric", "boolean", "numeric"]);
    expect(MATRIX.column(1)).toEqual({ kind: "numeric", values: Float64Array.of(20, 40, 60) });
    expect(() => COLUMNS.column(2)).toThrow(new RangeError("no column 2 in 2"));
  });

  test("selects columns by name in the requested order, and returns itself for all columns in its own order", () => {
    expect(COLUMNS.select(["n", "f"])).toBe(COLUMNS);
    expect(COLUMNS.select(["f", "n"]).names).toEqual(["f", "n"]);
    expect(numbers(COLUMNS.select(["f", "n"]))).toEqual([1, 1, 0, 2, Number.NaN, 3]);
    expect(numbers(MATRIX.select(["q"]))).toEqual([20, 40, 60]);
    expect(() => COLUMNS.select(["x", "n", "y"])).toThrow(new ValueError('missing columns: "x", "y"'));
  });

  test("takes and slices rows, both of columns and of a matrix", () => {
    for (const X of [COLUMNS, MATRIX]) {
      const all = numbers(X);
      const row = (i: number) => all.slice(2 * i, 2 * i + 2);
      expect(numbers(X.takeRows([2, 0]))).toEqual([...row(2), ...row(0)]);
      expect(numbers(X.sliceRows(0, 2))).toEqual([...row(0), ...row(1)]);
      expect(numbers(X.sliceRows(1, 3))).toEqual([...row(1), ...row(2)]);
      expect([X.sliceRows(1, 3).rows, X.sliceRows(1, 1).rows]).toEqual([2, 0]);
      expect(X.sliceRows(0, 3)).toBe(X);
    }
  });

  test("is concatenated with others into a matrix if one is a matrix and none holds text, otherwise into columns", () => {
    expect(Table.concatenate([COLUMNS], 3)).toBe(COLUMNS);
    const mixed = Table.concatenate([COLUMNS, MATRIX], 3);
    expect(mixed.names).toEqual(["n", "f", "p", "q"]);
    expect(numbers(mixed)).toEqual([1, 1, 10, 20, 2, 0, 30, 40, 3, Number.NaN, 50, 60]);
    expect(mixed.kind(1)).toBe("numeric");
    // Also after the matrix of one of them was requested.
    COLUMNS.toMatrix();
    const columns = Table.concatenate([COLUMNS, COLUMNS.rename(["m", "g"])], 3);
    expect([columns.kind(1), columns.kind(3)]).toEqual(["boolean", "boolean"]);
    const text = Table.concatenate([MATRIX, Table.fromColumns(["t"], [TEXT], 3)], 3);
    expect([text.names, text.kind(0), text.column(2)]).toEqual([["p", "q", "t"], "numeric", TEXT]);
    expect(() => Table.concatenate([COLUMNS, MATRIX.sliceRows(0, 2)], 3)).toThrow(
      new RangeError("expected 3 rows, got 2"),
    );
  });
});
