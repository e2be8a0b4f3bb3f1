import { expect, test } from "bun:test";
import fc from "fast-check";
import { wideDecimal } from "../../src/ingest/decimal.ts";
import { plain, type Reading, streamed } from "./compare.ts";
import { numberText } from "./json-text.ts";

const RUNS = process.env.SOAK ? 200_000 : 3000;
const READING: Reading = {
  kind: "prediction",
  limits: { maxRows: 1e6, maxColumns: 10 },
  wanted: { features: ["x"] },
  options: { kinds: ["numeric"] },
};

/** Reads numbers with the kernel and without it, and expects the values of JSON.parse. */
function expectRead(texts: readonly string[]): void {
  // The first and the last row are read without the kernel.
  const rows = ["0", ...texts, "0"].map((text) => `{"x":${text}}`);
  const bytes = new TextEncoder().encode(`{"features":[${rows.join(",")}]}`);
  const expected = plain(bytes, READING);
  for (const withoutKernel of [false, true]) {
    expect(streamed(bytes, [], { ...READING, withoutKernel })).toEqual(expected);
  }
}

/** Returns the decimal in the middle between a double and the next one, with `digits` places. */
function middleOf(value: number, places: number): string {
  const scale = 10n ** BigInt(places);
  const bits = new BigUint64Array(new Float64Array([value]).buffer);
  bits[0]! += 1n;
  const [next] = new Float64Array(bits.buffer);
  // Both are multiples of 2^-60, because they are at least 1.
  const doubled = BigInt(value * 2 ** 60) + BigInt(next! * 2 ** 60);
  const scaled = (doubled * scale) >> 61n;
  const text = scaled.toString().padStart(places + 1, "0");
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
}

test("numbers in every spelling are read exactly, to the last bit", () => {
  fc.assert(
    fc.property(fc.array(numberText, { minLength: 1, maxLength: 30 }), (texts) =>
      expectRead(texts.filter((text) => Number.isFinite(Number(text)) && !/^-?0\d/.test(text))),
    ),
    { numRuns: RUNS / 30, seed: 1 },
  );
});

test("numbers with more digits than a double has are rounded correctly, even near the middle between two doubles", () => {
  const doubles = fc.double({ min: 1, max: 1000, noNaN: true });
  fc.assert(
    fc.property(fc.array(doubles, { minLength: 1, maxLength: 30 }), (values) =>
      expectRead(
        values.flatMap((value) => [
          String(value),
          value.toPrecision(17),
          value.toPrecision(19),
          `-${value.toPrecision(18)}`,
          ...[14, 15, 16, 17, 18].map((places) => middleOf(value, places)),
        ]),
      ),
    ),
    { numRuns: RUNS / 30, seed: 2 },
  );
});

test("digits at every length, with the point at every place", () => {
  const texts: string[] = [];
  for (const digits of [
    "9",
    "1",
    "90071992547409931234567890",
    "123456789012345678901234567890",
    "10000000000000000000000",
  ]) {
    for (let length = 1; length <= digits.length; length++) {
      for (let point = 1; point <= length; point++) {
        const text = `${digits.slice(0, point)}.${digits.slice(point, length)}`;
        texts.push(
          text.endsWith(".") ? text.slice(0, -1) : text,
          `0.${"0".repeat(point - 1)}${digits.slice(0, length)}`,
        );
        for (const exponent of ["e1", "E-5", "e+22", "e-22", "e23", "e-23", "e-300"])
          texts.push(`${digits.slice(0, point)}${exponent}`);
      }
    }
  }
  expectRead(texts);
});

test("a quotient with 106 bits of precision is the nearest double, or NaN", () => {
  let decided = 0;
  const parts = fc.tuple(fc.nat(2 ** 31 - 1), fc.nat(8), fc.nat(999_999_999), fc.nat(22));
  fc.assert(
    fc.property(parts, ([high, k, low, e]) => {
      const end = low % 10 ** k;
      const value = wideDecimal(high, k, end, e);
      if (Number.isNaN(value)) return;
      decided++;
      expect(value).toBe(Number(`${BigInt(high) * 10n ** BigInt(k) + BigInt(end)}e-${e}`));
    }),
    { numRuns: RUNS, seed: 3 },
  );
  expect(decided).toBeGreaterThan(0.99 * RUNS);
});
