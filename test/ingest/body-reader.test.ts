import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { FeatureKind } from "../../src/learn/core/column.ts";
import { plain, type Reading, streamed } from "./compare.ts";
import { bodyText, columnName, partText, spoiltBytes } from "./json-text.ts";

const RUNS = process.env.SOAK ? 100_000 : 1000;

const limit = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1000) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
);
const names = fc.uniqueArray(columnName, { maxLength: 4 });
const wanted = fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: names });

const trainingReading: fc.Arbitrary<Reading> = fc
  .tuple(limit, limit, wanted, wanted, fc.option(names))
  .map(([maxRows, maxColumns, features, labels, numeric]) => ({
    kind: "training" as const,
    limits: { maxRows, maxColumns },
    wanted: { features, labels },
    options:
      numeric === null
        ? {}
        : {
            wanted: {
              byName: new Map(
                numeric.map((name, i) => [name, (["numeric", "categorical", "datetime"] as const)[i % 3]!]),
              ),
              parameters: {
                numeric: "numeric_features",
                categorical: "categorical_features",
                datetime: "datetime_features",
              },
            },
          },
  }));
const predictionReading: fc.Arbitrary<Reading> = fc
  .tuple(
    limit,
    fc.array(fc.tuple(columnName, fc.constantFrom<FeatureKind>("numeric", "string", "boolean", "datetime")), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([maxRows, learnt]) => ({
    kind: "prediction" as const,
    limits: { maxRows, maxColumns: 1 },
    wanted: { features: learnt.map(([name]) => name) },
    options: { kinds: learnt.map(([, kind]) => kind) },
  }));
const rowsReading: fc.Arbitrary<Reading> = fc
  .tuple(limit, limit, wanted)
  .map(([maxRows, maxColumns, features]) => ({
    kind: "rows" as const,
    limits: { maxRows, maxColumns },
    wanted: { features },
  }));
const reading = fc.oneof(
  { weight: 2, arbitrary: trainingReading },
  { weight: 1, arbitrary: predictionReading },
);
const anyReading = fc.oneof({ weight: 3, arbitrary: reading }, { weight: 1, arbitrary: rowsReading });

/** Where a body of `length` bytes is cut: nowhere, at a few places, or after every byte. */
const cutsOf = (length: number, places: readonly number[]) =>
  places.length === 6 ? Array.from({ length }, (_, i) => i) : places.map((place) => place % (length + 1));
const places = fc.array(fc.nat(), { maxLength: 6 });

function expectTheSame(bytes: Uint8Array, cuts: readonly number[], how: Reading): void {
  const expected = plain(bytes, how);
  for (const withoutKernel of [false, true]) {
    expect(streamed(bytes, cuts, { ...how, withoutKernel })).toEqual(expected);
  }
}

describe("read in chunks, without an object for any value,", () => {
  test("a body has the same values as with JSON.parse, bit for bit, or is refused with the same message", () => {
    let accepted = 0;
    fc.assert(
      fc.property(bodyText, places, reading, (text, cuts, how) => {
        const bytes = new TextEncoder().encode(text);
        expectTheSame(bytes, cutsOf(bytes.length, cuts), how);
        if (JSON.stringify(plain(bytes, how)).includes('"numeric"')) accepted++;
      }),
      { numRuns: RUNS, seed: 1 },
    );
    // A run in which every body is refused would prove little.
    expect(accepted).toBeGreaterThan(RUNS / 20);
  });

  test("rows without a body around them have the same values, or are refused with the same message", () => {
    let accepted = 0;
    fc.assert(
      fc.property(partText, places, rowsReading, (text, cuts, how) => {
        const bytes = new TextEncoder().encode(text);
        expectTheSame(bytes, cutsOf(bytes.length, cuts), how);
        if (JSON.stringify(plain(bytes, how)).includes('"numeric"')) accepted++;
      }),
      { numRuns: RUNS, seed: 3 },
    );
    expect(accepted).toBeGreaterThan(RUNS / 20);
  });

  test("bytes that are not a body, not JSON or not UTF-8 are refused with the same message", () => {
    fc.assert(
      fc.property(spoiltBytes, places, anyReading, (bytes, cuts, how) =>
        expectTheSame(bytes, cutsOf(bytes.length, cuts), how),
      ),
      { numRuns: RUNS, seed: 2 },
    );
  });
});
