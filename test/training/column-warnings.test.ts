import { expect, test } from "bun:test";
import type { WantedKind } from "../../src/ingest/row-kinds.ts";
import { emptyNotes, packRows } from "../../src/ingest/rows.ts";
import { countTextsAsMissing, warnOfColumns } from "../../src/training/column-warnings.ts";

type Values = readonly unknown[];

/** Returns the warnings for columns of `values`; `said` holds the kinds that the caller asked for. */
function warnings(columns: Record<string, Values>, said?: Record<string, WantedKind>): string[] {
  const names = Object.keys(columns);
  const rows = Array.from({ length: columns[names[0]!]!.length }, (_, row) =>
    Object.fromEntries(names.map((name) => [name, columns[name]![row]])),
  );
  const wanted = said && {
    byName: new Map(Object.entries(said)),
    parameters: { numeric: "numeric", categorical: "categorical", datetime: "datetime" },
  };
  const notes = emptyNotes();
  const features = packRows(rows, names, "features", { wanted, notes });
  const warned: string[] = [];
  warnOfColumns(features, notes, wanted, { iteration() {}, warn: (message) => warned.push(message) });
  return warned;
}
const list = (length: number, value: (i: number) => unknown) => Array.from({ length }, (_, i) => value(i));
const IDENTIFIERS = /nearly as many different values as rows/;

test("there is no warning when the JSON types are unambiguous", () => {
  expect(
    warnings({
      number: list(20, (i) => i),
      missing: list(20, (i) => (i % 2 ? null : 1)),
      text: list(20, (i) => "abc"[i % 3]),
      flag: list(20, (i) => i % 2 === 0),
    }),
  ).toEqual([]);
});

test("texts read as missing values are counted over all columns that are used", () => {
  const columns = { a: [1, "NaN", ""], b: ["", 2, 3], c: [1, 2, 3] };
  expect(warnings(columns)).toEqual([
    '3 texts "NaN" or "" are taken as missing values in columns of numbers or dates: "a", "b"',
  ]);
  const notes = emptyNotes();
  const rows = [0, 1, 2].map((row) => ({ a: columns.a[row], b: columns.b[row] }));
  const features = packRows(rows, ["a", "b"], "features", { notes });
  expect(countTextsAsMissing(features, notes)).toBe(3);
  expect(countTextsAsMissing(features.select(["b"]), notes)).toBe(1);
});

test("a column of numbers and numeric texts is named, unless the caller said that it is numeric", () => {
  const columns = { a: [1, "2", 3] };
  expect(warnings(columns)).toEqual([
    'numbers written as text are mixed with numbers, and are taken as numbers: "a"',
  ]);
  expect(warnings(columns, { a: "numeric" })).toEqual([]);
});

test("a text column of numbers is named when the model has no parameter for numeric columns", () => {
  const columns = { price: ["1.5", "2", "", "NaN", null], empty: ["a", "", "", "", ""] };
  expect(warnings(columns)).toEqual([
    'text holds only numbers: "price"; send JSON numbers if they are numeric',
  ]);
  expect(warnings(columns, {})).toEqual([]);
});

test("identifiers are at least ten values, nine tenths of which are distinct", () => {
  const distinct = (different: number, values: number) => list(values, (i) => `k${i % different}`);
  expect(warnings({ id: distinct(10, 10) }, {})).toEqual([expect.stringMatching(IDENTIFIERS)]);
  expect(warnings({ id: distinct(9, 9) }, {})).toEqual([]);
  expect(warnings({ id: distinct(90, 100) }, {})).toEqual([expect.stringMatching(IDENTIFIERS)]);
  expect(warnings({ id: distinct(89, 100) }, {})).toEqual([]);
  // Rows without a value do not count.
  expect(warnings({ id: [...distinct(10, 10), ...list(90, () => null)] }, {})).toEqual([
    expect.stringMatching(IDENTIFIERS),
  ]);
  expect(warnings({ id: list(20, (i) => i) }, {})).toEqual([]);
  // A text column of numbers has its own warning, unless the caller said that it is meant as text.
  const numbers = { id: list(20, String) };
  expect(warnings(numbers, {})).toEqual([]);
  expect(warnings(numbers, { id: "categorical" })).toEqual([expect.stringMatching(IDENTIFIERS)]);
});

test("integers between 2^53 and 2^64 are named, measurements of that size are not", () => {
  const beyond = /^whole numbers beyond 2\^53 lose their last digits: "id"/;
  expect(warnings({ id: [1, 2 ** 53, null] })).toEqual([expect.stringMatching(beyond)]);
  expect(warnings({ id: [-(2 ** 63), 0] })).toEqual([expect.stringMatching(beyond)]);
  expect(warnings({ id: [2 ** 53 - 1, 1 - 2 ** 53] })).toEqual([]);
  expect(warnings({ id: [2 ** 60, 0.5] })).toEqual([]);
  expect(warnings({ id: [2 ** 60, 2 ** 64] })).toEqual([]);
});

test("different dates are no identifiers for a model that reads them, unless the caller takes them for categories", () => {
  const columns = { day: list(20, (i) => `2024-05-${10 + i}`) };
  expect(warnings(columns, {})).toEqual([]);
  expect(warnings(columns, { day: "datetime" })).toEqual([]);
  expect(warnings(columns, { day: "categorical" })).toEqual([expect.stringMatching(IDENTIFIERS)]);
  expect(warnings(columns)).toEqual([expect.stringMatching(IDENTIFIERS)]);
});

test("a column of mostly dates is named with the first row that has none, for a model that reads dates", () => {
  const columns = {
    day: list(20, (i) => (i === 7 || i === 9 ? "later" : i === 3 ? "" : `2024-05-1${i % 5}`)),
  };
  const expected = /^most values of "day" are dates, but features\[7\] has other text/;
  expect(warnings(columns, {})).toEqual([expect.stringMatching(expected)]);
  expect(warnings(columns, { day: "categorical" })).toEqual([]);
  expect(warnings(columns)).toEqual([]);
  expect(warnings({ day: list(20, (i) => (i % 2 ? "2024-05-17" : "later")) }, {})).toEqual([]);
});
