import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { HashingVectorizer } from "../../../src/learn/feature-extraction/hashing-vectorizer.ts";
import { murmurHash3 } from "../../../src/learn/feature-extraction/murmur-hash-3.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { pack } from "../fit-and-apply.ts";
import { readGolden } from "../golden/cases.ts";

interface Figures {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly params: GivenParameters<typeof HashingVectorizer.parameters>;
    readonly shape: [number, number];
    readonly entries: [row: number, column: number, value: number][];
  }[];
}

const figures = readGolden("figures/hashing_vectorizer.json") as Figures;
const TEXTS = pack(figures.texts.map((text) => ({ text })));
const hashOf = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return murmurHash3(bytes, 0, bytes.length);
};

test("MurmurHash3 has the values of scikit-learn's murmurhash3_32", () => {
  // sklearn.utils.murmurhash3_32(text), for every length of the last block.
  expect(["", "a", "ab", "abc", "abcd", "abcde", "größe"].map(hashOf)).toEqual([
    0, 1009084850, -1681926305, -1277324294, 1139631978, -392455434, -472672705,
  ]);
});

describe("HashingVectorizer", () => {
  for (const { params, shape, entries } of figures.cases) {
    test(`has scikit-learn's rows for ${JSON.stringify(params)}`, () => {
      const result = new HashingVectorizer(params).fit(TEXTS).transform(TEXTS);
      const { rows, columns, data } = result.toMatrix();
      expect([rows, columns]).toEqual(shape);
      const expected = new Float64Array(data.length);
      for (const [row, column, value] of entries) expected[row * columns + column] = value;
      const differences = data.map((value, at) => Math.abs(value - expected[at]!));
      expect(Math.max(...differences)).toBeLessThan(1e-12);
      expect(data.filter((value) => value !== 0).length).toBe(entries.length);
    });
  }

  test("hashes each column by itself, and a missing value to zeros", () => {
    const rows = pack([
      { a: "one two", b: null },
      { a: null, b: "one two" },
      { a: "one two", b: "three" },
    ]);
    const result = new HashingVectorizer({ n_features: 8 }).fit(rows).transform(rows);
    expect(result.names.slice(6, 10)).toEqual(["a_6", "a_7", "b_0", "b_1"]);
    const { data } = result.toMatrix();
    const part = (row: number, column: number) =>
      Array.from(data.subarray(row * 16 + column * 8).subarray(0, 8));
    expect(part(0, 1)).toEqual(new Array(8).fill(0));
    expect(part(1, 0)).toEqual(new Array(8).fill(0));
    expect(part(1, 1)).toEqual(part(0, 0));
    expect(part(2, 0)).toEqual(part(0, 0));
    expect(part(0, 0)).not.toEqual(new Array(8).fill(0));
  });

  test("refuses a result that is too large before it is computed", () => {
    const vectorizer = new HashingVectorizer({ n_features: 65_536 });
    expect(() => vectorizer.checkBeforeFit({ rows: 10_000, columns: 1 })).toThrow(
      /HashingVectorizer would make 10000 × 65536 numbers; hash each text into fewer columns/,
    );
    expect(() => vectorizer.fit(TEXTS).transform(TEXTS.takeRows(new Int32Array(10_000)))).toThrow(
      /would make 10000/,
    );
  });

  test("refuses a malformed state", () => {
    const state = new HashingVectorizer().fit(TEXTS).toState();
    for (const fitted of [{}, null, { n_features_in: 0 }, { n_features_in: "1" }]) {
      expect(() => restoreStep({ ...state, fitted: fitted as never })).toThrow(StateError);
    }
    expect(() => restoreStep({ ...state, parameters: { n_features: -1 } })).toThrow(StateError);
    expect(restoreStep(state)).toBeInstanceOf(HashingVectorizer);
  });
});
