import fc from "fast-check";
import { ODD_NAMES } from "../hostile/arbitraries.ts";

/** JSON as text, in all spellings that JSON allows for the same value, and in some that it does not allow. */

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength });

/** Numbers as JavaScript writes them, as Java writes them, and in unusual spellings. */
export const numberText: fc.Arbitrary<string> = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.double({ noNaN: true, min: -1000, max: 1000 }).map((value) => value.toFixed(6)),
  fc.double({ noNaN: true, min: 1e-9, max: 1e9 }).map((value) => value.toExponential().replace("e+", "E")),
  fc
    .tuple(
      fc.constantFrom("", "-"),
      fc.oneof(fc.constant("0"), digits(25)),
      fc.option(digits(25)),
      fc.option(fc.tuple(fc.constantFrom("e", "E", "e+", "E-", "e-"), fc.oneof(digits(2), digits(4)))),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : exponent.join("")}`,
    ),
  fc.constantFrom(
    "-0",
    "0.0",
    "1e400",
    "-1e400",
    "4.9e-324",
    "2.4e-324",
    "1.7976931348623157e308",
    "9007199254740993",
  ),
);

const ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/** A string as JSON; each character is written as itself or as one of its escapes. */
const spelt = (text: string): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.nat(5)).map((choices) => {
    const units = text.split("").map((unit) => {
      const choice = choices.next().value as number;
      const code = unit.charCodeAt(0);
      const hex = code.toString(16).padStart(4, "0");
      if (choice === 0) return `\\u${hex}`;
      if (choice === 1 && unit === "/") return "\\/";
      if (unit === '"' || unit === "\\") return `\\${unit}`;
      if (code < 0x20) return ESCAPES[unit] ?? `\\u${hex.toUpperCase()}`;
      return code >= 0xd800 && code <= 0xdfff ? unit : unit;
    });
    // UTF-8 cannot represent half of a surrogate pair: it is written as an escape.
    return `"${units.join("").replaceAll(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)}"`;
  });

const SHORT_NAMES = ["a", "b", "ab", "abc", "x10", "x11", "a longer name", "another one", "10", "2", "y"];

/** The name of a column, usually one of a few. */
export const columnName: fc.Arbitrary<string> = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(...SHORT_NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES.filter(({ length }) => length < 100)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 5 }) },
);

const keyText = columnName.chain(spelt);

const valueString = fc.oneof(
  fc.constantFrom(
    "",
    "NaN",
    "Infinity",
    "1",
    " 7 ",
    "true",
    "false",
    "red",
    "green",
    "blue",
    "Zürich",
    "😀",
    "\ud83d",
    "\ude00",
    "\ufeff",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ maxLength: 80 }),
);

const DATETIMES = ["2024-05-17", "2024-02-30", "2024-05-17T10:15:30.5Z", "-0044-03-15", " 2024-05-17 "];

/** Numbers as Jackson writes a date in a list, or nearly so. */
const datetimeNumbers = fc
  .tuple(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1000, max: 9999 }) },
      { weight: 1, arbitrary: fc.nat() },
    ),
    fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) }, { weight: 1, arbitrary: fc.nat(13) }),
    fc.integer({ min: 1, max: 29 }),
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom([], [0, 0], [23, 59], [7, 5, 30], [7, 5, 30, 999_999_999]) },
      { weight: 1, arbitrary: fc.array(fc.nat(61), { maxLength: 5 }) },
    ),
  )
  .map(([year, month, day, time]) => [year, month, day, ...time]);

const scalarText = fc.oneof(
  { weight: 4, arbitrary: numberText },
  { weight: 3, arbitrary: valueString.chain(spelt) },
  { weight: 2, arbitrary: fc.constantFrom("true", "false", "null") },
);

const space = fc.oneof(
  { weight: 8, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.constantFrom(" ", "\n", "\t", "\r\n", "   ") },
);

const listOf = (open: string, close: string, entry: fc.Arbitrary<string>, maxLength: number) =>
  fc
    .tuple(
      fc.array(
        fc.tuple(space, entry, space).map((parts) => parts.join("")),
        { maxLength },
      ),
      space,
    )
    .map(([entries, blank]) => `${open}${entries.length === 0 ? blank : entries.join(",")}${close}`);

const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(key, space, space, value)
    .map(([name, before, behind, text]) => `${name}${before}:${behind}${text}`);

/** Any JSON value, with a little nesting. */
export const anyText: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalarText,
    listOf("[", "]", tie("value"), 3),
    listOf("{", "}", member(keyText, tie("value")), 3),
  ),
})).value;

/** A date as a list, with white space and sometimes with another spelling of a number. */
const datetimeText = fc
  .tuple(
    datetimeNumbers,
    space,
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.tuple(fc.nat(6), fc.constantFrom("0", ".0", "e0", "01", "-")) },
    ),
  )
  .map(([parts, blank, odd]) => {
    const numbers = parts.map(String);
    if (odd !== null && numbers[odd[0]] !== undefined) numbers[odd[0]] += odd[1];
    return `[${blank}${numbers.join(`${blank},`)}${blank}]`;
  });

const cellText = fc.oneof(
  { weight: 12, arbitrary: scalarText },
  { weight: 1, arbitrary: datetimeText },
  { weight: 1, arbitrary: anyText },
);

/** Values of one column, usually of one type. */
const columnCell = fc.oneof(
  fc.constant(numberText),
  fc.constant(valueString.chain(spelt)),
  fc.constant(fc.constantFrom("true", "false")),
  fc.constant(fc.oneof(datetimeText, fc.constantFrom("", ...DATETIMES).chain(spelt))),
  fc.constant(cellText),
);

/** Rows with the same keys, as tables have them. */
const regularRows = fc
  .tuple(fc.array(fc.tuple(keyText, columnCell), { minLength: 1, maxLength: 4 }), fc.nat(6))
  .chain(([columns, count]) =>
    fc.array(
      fc
        .tuple(
          ...columns.map(([key, cell]) =>
            member(
              fc.constant(key),
              fc.oneof({ weight: 6, arbitrary: cell }, { weight: 1, arbitrary: cellText }),
            ),
          ),
        )
        .map((members) => `{${members.join(",")}}`),
      { minLength: count, maxLength: count },
    ),
  )
  .map((rows) => `[${rows.join(",")}]`);

const irregularRows = listOf(
  "[",
  "]",
  fc.oneof(
    { weight: 10, arbitrary: listOf("{", "}", member(keyText, cellText), 5) },
    { weight: 1, arbitrary: anyText },
  ),
  6,
);

/** Columns as lists, usually of one length. */
const columns = fc
  .tuple(fc.array(fc.tuple(keyText, columnCell), { maxLength: 4 }), fc.nat(6))
  .chain(([sent, count]) =>
    fc.tuple(
      ...sent.map(([key, cell]) =>
        member(
          fc.constant(key),
          fc.oneof(
            {
              weight: 12,
              arbitrary: fc
                .array(cell, { minLength: count, maxLength: count })
                .map((list) => `[${list.join(" , ")}]`),
            },
            { weight: 1, arbitrary: listOf("[", "]", cellText, 6) },
            { weight: 1, arbitrary: anyText },
          ),
        ),
      ),
    ),
  )
  .map((members) => `{${members.join(",")}}`);

/** The text of `features` or `labels`. */
export const partText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: regularRows },
  { weight: 4, arbitrary: irregularRows },
  { weight: 4, arbitrary: columns },
  { weight: 1, arbitrary: anyText },
);

const bodyMember = fc.oneof(
  { weight: 5, arbitrary: member(fc.constantFrom('"features"', '"\\u0066eatures"'), partText) },
  { weight: 5, arbitrary: member(fc.constant('"labels"'), partText) },
  { weight: 2, arbitrary: member(fc.constant('"parameters"'), anyText) },
  { weight: 1, arbitrary: member(keyText, anyText) },
);

/** The text of a JSON body: a usual one, or one with arbitrary members. */
export const bodyText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(partText, partText)
      .map(([features, labels]) => `{"features":${features},"labels":${labels}}`),
  },
  { weight: 4, arbitrary: listOf("{", "}", bodyMember, 4) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("", "\ufeff", " \n"), anyText).map((parts) => parts.join("")),
  },
);

/** The bytes of a body, of which some are changed, removed or added. */
export const spoiltBytes: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    bodyText,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.constantFrom("replace", "insert", "cut", "double"),
        fc.oneof(
          fc.nat(255),
          fc.constantFrom(...Array.from('{}[],:"\\0-+.eE \u0000', (sign) => sign.charCodeAt(0))),
        ),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, changes]) => {
    let bytes = Array.from(new TextEncoder().encode(text));
    for (const [place, change, byte] of changes) {
      const at = place % (bytes.length + 1);
      if (change === "replace") bytes[at] = byte;
      else if (change === "insert") bytes.splice(at, 0, byte);
      else if (change === "cut") bytes = bytes.slice(0, at);
      else bytes.splice(at, 0, ...bytes.slice(at, at + 5));
    }
    return Uint8Array.from(bytes);
  });
