import fc from "fast-check";

/** A mark in every text that represents data; it must never occur in a refusal or a log line. */
export const PRIVATE = "zq9private";

/** Represents a number that is valid JSON but too large for a double; see `toJson`. */
const PAST_DOUBLE = "\u0001 1e400";

/** Names of built-in properties, unusual names of columns, and names that break naive quoting. */
export const ODD_NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "length",
  "",
  " ",
  "0",
  "-1",
  "n".repeat(10_000),
  "a\0b",
  "\"'`\\",
  "'; drop table models; --",
  "a\r\nb",
  "😀👩‍👩‍👧",
  "\ud800",
  "\u202emirrored",
  "{{1+1}}",
  "__name__",
  "features[0].x",
];

const oddNumber = fc.constantFrom(
  0,
  -0,
  1,
  -1,
  0.5,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  PAST_DOUBLE,
  `${PAST_DOUBLE}0`,
);
const oddText = fc.oneof(
  fc.constantFrom(...ODD_NAMES.map((name) => `${PRIVATE}${name}`)),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => `${PRIVATE}${text}`),
);

/** A value of a row, valid or nearly valid. */
export const cell: fc.Arbitrary<unknown> = fc.oneof(
  oddNumber,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  oddText,
  fc.constantFrom(null, true, false, "1", "1e5", "true", " 7 ", "", "NaN", "Infinity", "-Infinity", "0x10"),
);

/** A name of a column or a parameter. */
export const name: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_NAMES),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Any JSON value. */
export const anyJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    cell,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** Returns `value` as JSON text, in which `PAST_DOUBLE` is replaced by a number too large for a double. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"\\u0001 (1e4000?)"/g, "$1");
}
