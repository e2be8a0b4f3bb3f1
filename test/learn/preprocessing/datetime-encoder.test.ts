import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { DatetimeEncoder } from "../../../src/learn/preprocessing/datetime-encoder.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";

type Parameters = GivenParameters<typeof DatetimeEncoder.parameters>;

interface Case {
  readonly column: string;
  readonly texts: readonly (string | null)[];
  readonly parameters: Parameters;
  readonly names: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
}

const when = (texts: readonly (string | null)[]) => pack(texts.map((text) => ({ when: text })));
const rowsOf = (table: Table) => {
  const { rows, columns, data } = table.toMatrix();
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
};

describe("DatetimeEncoder has the figures of skrub", () => {
  for (const { column, texts, parameters, names, rows } of readGolden("figures/datetime_encoder.json")
    .cases as Case[]) {
    test(`of ${column} with ${JSON.stringify(parameters)}`, () => {
      const result = new DatetimeEncoder(parameters).fitTransform(when(texts));
      expect(result.names).toEqual(names);
      rowsOf(result).forEach((row, i) => {
        row.forEach((value, j) => {
          const expected = rows[i]![j]!;
          if (expected === null) expect(value).toBeNaN();
          // skrub's numbers are of single precision, its periodic features of double precision.
          else if (/_(circular|spline)_/.test(names[j]!)) expect(value).toBeCloseTo(expected, 6);
          else expect(Math.abs(Math.fround(value) - expected)).toBeLessThan(1e-9);
        });
      });
    });
  }
});

test("a time has the same numbers in every time zone of the machine", () => {
  const before = process.env.TZ;
  try {
    const results = ["UTC", "America/Sao_Paulo", "Asia/Kathmandu"].map((zone) => {
      process.env.TZ = zone;
      const encoder = new DatetimeEncoder({ add_weekday: true });
      return rowsOf(encoder.fitTransform(when(["2024-03-31T01:30:00", "2024-03-31T01:30:00+02:00"])));
    });
    expect(results[0]).toEqual([
      [2024, 3, 31, 1, 1_711_848_600, 7],
      [2024, 3, 30, 23, 1_711_841_400, 6],
    ]);
    expect(results[1]).toEqual(results[0]!);
    expect(results[2]).toEqual(results[0]!);
  } finally {
    process.env.TZ = before;
  }
});

describe("with drop_if_constant", () => {
  const extracted = (texts: readonly (string | null)[], parameters: Parameters = {}) =>
    new DatetimeEncoder({ add_weekday: true, drop_if_constant: true, ...parameters }).fit(when(texts)).state
      .extracted_features[0];

  test("what is the same in all rows is left out", () => {
    expect(extracted(["2024-05-17", "2024-05-18"])).toEqual(["day", "total_seconds", "weekday"]);
    expect(extracted(["2024-05-17", "2023-05-17", null])).toEqual(["year", "total_seconds", "weekday"]);
    expect(extracted(["2024-05-17T10:00", "2024-05-17T11:00"])).toEqual(["hour", "total_seconds"]);
    expect(extracted(["2024-05-17T10:00:00", "2024-05-17T10:00:01"])).toEqual(["total_seconds"]);
    // The same time with two offsets.
    expect(extracted(["2024-05-17T10:00Z", "2024-05-17T12:00+02:00"])).toEqual(["total_seconds"]);
  });

  test("a column keeps one number if nothing varies, and if all of it is missing", () => {
    expect(extracted(["2024-05-17", null, "2024-05-17"])).toEqual(["total_seconds"]);
    expect(extracted(["2024-05-17"], { add_total_seconds: false })).toEqual(["year"]);
    const codes = Int32Array.of(-1, -1);
    const empty = Table.fromColumns(["when"], [{ kind: "string", codes, categories: [] }], 2);
    const encoder = new DatetimeEncoder({ drop_if_constant: true });
    expect(rowsOf(encoder.fitTransform(empty))).toEqual([[Number.NaN], [Number.NaN]]);
  });

  test("only the rows of the fit count, not the other texts of their table", () => {
    const table = when(["2024-05-17", "2023-05-18", "2024-05-19", "2024-06-01T10:00"]).takeRows([
      0, 2, 0, 2, 0,
    ]);
    const encoder = new DatetimeEncoder({ drop_if_constant: true }).fit(table);
    expect(encoder.state.extracted_features).toEqual([["day", "total_seconds"]]);
  });
});

test("a blank text is a missing time, any other text is refused with its row", () => {
  const encoder = new DatetimeEncoder({ resolution: "year", add_total_seconds: false });
  expect(rowsOf(encoder.fitTransform(when(["2024-05-17", "", " ", null])))).toEqual([
    [2024],
    [Number.NaN],
    [Number.NaN],
    [Number.NaN],
  ]);
  const odd = when(["2024-05-17", "2024-05-18", "yesterday", "2024-05-20"]);
  const message = /column "when" holds text that is no date where one is expected \(row 2\)/;
  expect(() => encoder.transform(odd)).toThrow(message);
  expect(() => encoder.fit(odd)).toThrow(message);
  // A part of the table: by its own rows.
  expect(() => encoder.transform(odd.sliceRows(2, 3))).toThrow(/\(row 0\)/);
  expect(rowsOf(encoder.transform(odd.sliceRows(0, 2)))).toEqual([[2024], [2024]]);
  expect(() => encoder.fit(pack([{ when: 1_715_941_530 }]))).toThrow(
    'column "when" holds numbers where dates as ISO text are expected',
  );
  expect(() => encoder.fit(pack([{ when: true }]))).toThrow(/holds booleans where dates/);
});

test("each result comes from its column, whatever its name and their order", () => {
  const table = pack([
    { a: "2024-05-17", b: "2020-02-29T12:00" },
    { a: "2023-01-01", b: "2021-02-28T13:00" },
  ]);
  const encoder = new DatetimeEncoder({ resolution: "day", add_weekday: true }).fit(table);
  expect(encoder.transform(table).names.slice(4, 7)).toEqual(["a_weekday", "b_year", "b_month"]);
  expect(Array.from(encoder.sources().from!)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  expect(encoder.transform(table.rename(["x", "y"])).names[0]).toBe("x_year");
  expect(encoder.datetimeColumns(["x", "y"])).toEqual(["x", "y"]);
});

test("a stored state that is none is refused", () => {
  const stored = new DatetimeEncoder().fit(when(["2024-05-17"])).toState();
  for (const fitted of [null, {}, { extracted_features: [["week"]] }, { extracted_features: "year" }]) {
    expect(() => restoreStep({ ...stored, fitted })).toThrow(StateError);
  }
});
