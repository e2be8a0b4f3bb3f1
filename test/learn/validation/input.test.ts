import { describe, expect, test } from "bun:test";
import { RowError, ValueError } from "../../../src/learn/core/errors.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { checkWidth, numericInput } from "../../../src/learn/validation/input.ts";

/** Returns a table of two columns and `rows` rows, with `odd` at index `at` in row-major order. */
function table(rows: number, at: number, odd: number): Table {
  const data = Float64Array.from({ length: 2 * rows }, (_, i) => (i === at ? odd : i - 5));
  return Table.fromMatrix({ rows, columns: 2, data }, ["a", "b"]);
}

describe("numeric input", () => {
  // The check reads eight numbers at a time: these are all positions within a group, and the rest after the last
  // group.
  const PLACES = Array.from({ length: 22 }, (_, at) => at);

  test("of finite numbers is the table's own matrix, even for huge numbers", () => {
    const X = table(11, 3, Number.MAX_VALUE);
    expect(numericInput(X, "Ridge")).toBe(X.toMatrix());
    const large = Table.fromMatrix(
      { rows: 8, columns: 2, data: new Float64Array(16).fill(Number.MAX_VALUE) },
      ["a", "b"],
    );
    expect(() => numericInput(large, "Ridge")).not.toThrow();
  });

  test("that is infinite or missing is refused with its column and row, at any position", () => {
    for (const at of PLACES) {
      const where = `column "${"ab"[at % 2]}", row ${at >> 1}`;
      for (const odd of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        for (const missing of ["refuse", "keep"] as const) {
          expect(() => numericInput(table(11, at, odd), "Ridge", missing)).toThrow(
            new RegExp(`^Input contains infinity or a value too large \\(${where}\\)$`),
          );
        }
      }
      expect(() => numericInput(table(11, at, Number.NaN), "Ridge")).toThrow(
        `Input contains NaN (${where}); Ridge does not accept missing values; put a SimpleImputer before it`,
      );
      expect(numericInput(table(11, at, Number.NaN), "Ridge", "keep").data[at]).toBeNaN();
    }
  });

  test("is refused with its row number in the whole table", () => {
    try {
      numericInput(table(11, 7, Number.NaN), "Ridge");
      throw new Error("it was taken");
    } catch (error) {
      expect(error).toBeInstanceOf(RowError);
      const shifted = (error as RowError).shifted(100);
      expect(shifted.message).toContain('(column "b", row 103)');
      expect(shifted.issues[0]!.path).toBe("features[103]");
    }
  });

  test("without columns, or with a number of columns that differs from the fit, is refused", () => {
    const none = Table.fromColumns([], [], 3);
    expect(() => numericInput(none, "Ridge")).toThrow(new ValueError("Ridge got no columns to learn from"));
    expect(() => checkWidth(table(2, 0, 1), 2, "Ridge")).not.toThrow();
    expect(() => checkWidth(table(2, 0, 1), 3, "Ridge")).toThrow(
      new ValueError("X has 2 features, but Ridge is expecting 3 features as input"),
    );
  });
});
