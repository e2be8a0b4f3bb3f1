import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { calendarDay, dayNumber, formatDatetime } from "../../../src/learn/core/datetime.ts";
import { datetimeOfList } from "../../../src/learn/core/datetime-list.ts";
import { parseDatetime } from "../../../src/learn/core/parse-datetime.ts";

/** Returns the ISO text, in UTC, of what a text is read as; undefined if it is no time. */
function read(text: string): string | undefined {
  const time = parseDatetime(text);
  return time && formatDatetime(time, false);
}

describe("a text is a time", () => {
  const TIMES: readonly (readonly [text: string, utc: string])[] = [
    ["2024-05-17", "2024-05-17T00:00:00"],
    ["2024-02-29", "2024-02-29T00:00:00"],
    ["2000-02-29", "2000-02-29T00:00:00"],
    ["0001-01-01", "0001-01-01T00:00:00"],
    ["9999-12-31", "9999-12-31T00:00:00"],
    [" 2024-05-17\t", "2024-05-17T00:00:00"],
    // LocalDateTime: seconds and decimals are left out where they are zero.
    ["2024-05-17T10:15", "2024-05-17T10:15:00"],
    ["2024-05-17T10:15:30", "2024-05-17T10:15:30"],
    ["2024-05-17 10:15:30", "2024-05-17T10:15:30"],
    ["2024-05-17T10:15:30.1", "2024-05-17T10:15:30.1"],
    ["2024-05-17T10:15:30.120", "2024-05-17T10:15:30.12"],
    ["2024-05-17T10:15:30.123456", "2024-05-17T10:15:30.123456"],
    ["2024-05-17T10:15:30.123456789", "2024-05-17T10:15:30.123456789"],
    ["2024-05-17T10:15:30.000000001", "2024-05-17T10:15:30.000000001"],
    ["2024-05-17T23:59:59.999999999", "2024-05-17T23:59:59.999999999"],
    // Instant, OffsetDateTime, ZonedDateTime, Date, PostgreSQL.
    ["2024-05-17T10:15:30Z", "2024-05-17T10:15:30"],
    ["2024-05-17T10:15:30+02:00", "2024-05-17T08:15:30"],
    ["2024-05-17T10:15+02:00", "2024-05-17T08:15:00"],
    ["2024-05-17T10:15:30.250-05:30", "2024-05-17T15:45:30.25"],
    ["2024-05-17T10:15:30.000+0000", "2024-05-17T10:15:30"],
    ["2024-05-17 10:15:30+02", "2024-05-17T08:15:30"],
    ["2024-05-17T10:15:30+00:09:21", "2024-05-17T10:06:09"],
    ["2024-05-17T10:15:30+02:00[Europe/Paris]", "2024-05-17T08:15:30"],
    ["2024-05-17T10:15:30Z[UTC]", "2024-05-17T10:15:30"],
    // The offset changes the day, the month, the year.
    ["2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00"],
    ["2023-12-31T23:30:00.5-01:00", "2024-01-01T00:30:00.5"],
    // The end of a day is the beginning of the next one.
    ["2024-05-17T24:00", "2024-05-18T00:00:00"],
    ["2024-12-31T24:00:00.000Z", "2025-01-01T00:00:00"],
    ["2024-12-31T24:00:00+01:00", "2024-12-31T23:00:00"],
    // Far out of range: the smallest and the largest of Java.
    ["-999999999-01-01", "-999999999-01-01T00:00:00"],
    ["+999999999-12-31T23:59:59.999999999", "+999999999-12-31T23:59:59.999999999"],
    ["-1000000000-01-01T00:00:00Z", "-1000000000-01-01T00:00:00"],
    ["-0044-03-15", "-0044-03-15T00:00:00"],
    ["+2024-05-17", "2024-05-17T00:00:00"],
    ["0000-02-29", "0000-02-29T00:00:00"],
  ];
  for (const [text, utc] of TIMES) test(text, () => expect(read(text)).toBe(utc));
});

describe("a text is no time", () => {
  for (const text of [
    "",
    " ",
    "2024",
    "2024-05",
    "2024-5-17",
    "24-05-17",
    "20240517",
    "17.05.2024",
    "05/17/2024",
    "2024-02-30",
    "2023-02-29",
    "1900-02-29",
    "2024-00-01",
    "2024-13-01",
    "2024-05-00",
    "2024-04-31",
    "0000-00-00",
    "2024-05-17T",
    "2024-05-17T10",
    "2024-05-17T1015",
    "2024-05-17T24:01",
    "2024-05-17T24:00:00.1",
    "2024-05-17T25:00",
    "2024-05-17T10:60",
    "2024-05-17T10:15:60",
    "2024-05-17T10:15:3",
    "2024-05-17T10:15:30.",
    "2024-05-17T10:15:30.1234567890",
    "2024-05-17T10:15:30,5",
    "2024-05-17T10:15:30z",
    "2024-05-17T10:15:30ZZ",
    "2024-05-17T10:15:30+2",
    "2024-05-17T10:15:30+24:00",
    "2024-05-17T10:15:30+02:",
    "2024-05-17T10:15:30+02:60",
    "2024-05-17T10:15:30[Europe/Paris]",
    "2024-05-17T10:15:30Z[UTC",
    "2024-05-17Z",
    "2024-05-17x",
    "2024-05-17 2024-05-18",
    "10:15:30",
    "+99999999999-01-01",
    "-044-03-15",
    "٢٠٢٤-٠٥-١٧",
    "1715941530",
    "-05-17-2024",
  ])
    test(JSON.stringify(text), () => expect(parseDatetime(text)).toBeUndefined());
});

test("a day of the calendar has the number that JavaScript's Date has, and the other way round", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000_000, max: 100_000_000 }), (number) => {
      const date = new Date(number * 86_400_000);
      const expected = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
      expect(calendarDay(number)).toEqual(expected);
      expect(dayNumber(expected.year, expected.month, expected.day)).toBe(number);
    }),
    { numRuns: 2000 },
  );
});

test("every time is read as it was written", () => {
  const time = fc.record({
    day: fc.oneof(fc.integer({ min: -800_000, max: 3_000_000 }), fc.integer({ min: -3e11, max: 3e11 })),
    second: fc.tuple(fc.nat(86_399), fc.nat(999_999_999)).map(([whole, nano]) => whole + nano / 1e9),
  });
  fc.assert(
    fc.property(time, (each) => {
      const text = formatDatetime(each, false);
      expect(formatDatetime(parseDatetime(text)!, false)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

describe("a list is the date that Jackson writes so", () => {
  const LISTS: readonly (readonly [list: readonly unknown[], text: string | undefined])[] = [
    [[2024, 5, 17], "2024-05-17"],
    [[2024, 5, 17, 0, 0], "2024-05-17T00:00:00"],
    [[2024, 5, 17, 10, 15], "2024-05-17T10:15:00"],
    [[2024, 5, 17, 10, 15, 30], "2024-05-17T10:15:30"],
    [[2024, 5, 17, 10, 15, 30, 500_000_000], "2024-05-17T10:15:30.5"],
    [[2024, 5, 17, 10, 15, 30, 1], "2024-05-17T10:15:30.000000001"],
    [[2024, 5, 17, 23, 59, 59, 999_999_999], "2024-05-17T23:59:59.999999999"],
    [[2024, 2, 30], undefined],
    [[2024, 5], undefined],
    [[2024, 5, 17, 10], undefined],
    [[2024, 5, 17, 24, 0], undefined],
    [[2024, 5, 17, 10, 15, 30, 1e9], undefined],
    [[2024, 5, 17, 10, 15, 30, 1, 1], undefined],
    [[2024, 5, 17, -1, 0], undefined],
    [[2024, 5, 17.5], undefined],
    [[2024, "5", 17], undefined],
    [[2024, null, 17], undefined],
    [[1, 2, 3], undefined],
    [[10_000, 1, 1], undefined],
    [[], undefined],
  ];
  for (const [list, text] of LISTS) {
    test(JSON.stringify(list), () => expect(datetimeOfList(list)).toBe(text));
  }
});
