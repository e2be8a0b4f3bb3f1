import { describe, expect, test } from "bun:test";
import { plain, type Reading, streamed } from "./compare.ts";

const TRAINING: Reading = { kind: "training", limits: { maxRows: 1e6, maxColumns: 5000 }, wanted: {} };

/** Returns cuts at regular distances. */
const every = (length: number, step: number) =>
  Array.from({ length: Math.floor(length / step) }, (_, i) => (i + 1) * step);

/** Expects that a body is read as with JSON.parse, with and without the kernel, in chunks of several sizes. */
function expectRead(body: unknown, reading: Reading = TRAINING): void {
  const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  const expected = plain(bytes, reading);
  for (const step of [bytes.length, 65_536, 7919]) {
    for (const withoutKernel of [false, true]) {
      const read = streamed(bytes, every(bytes.length, step), { ...reading, withoutKernel });
      // Bun takes minutes to print the differences of large values.
      expect(Bun.deepEquals(read, expected)).toBe(true);
    }
  }
}

const many = <T>(count: number, row: (i: number) => T) => Array.from({ length: count }, (_, i) => row(i));
const labels = (count: number) => many(count, (i) => ({ y: i % 2 }));

describe("a body of many rows", () => {
  test("of the same keys and every type of value", () => {
    const features = many(5000, (i) => ({
      x: Math.sin(i),
      "a name of more than eight bytes": i,
      word: `w${i % 700}`,
      flag: i % 3 === 0,
      gaps: i % 5 === 0 ? null : i / 7,
      empty: null,
    }));
    expectRead({ features, labels: labels(5000) });
    expectRead({
      features: Object.fromEntries(
        Object.keys(features[0] as object).map((key) => [
          key,
          features.map((row) => (row as Record<string, unknown>)[key]),
        ]),
      ),
      labels: { y: labels(5000).map((_, i) => i % 2) },
    });
    expectRead(JSON.stringify({ features, labels: labels(5000) }, null, 2));
  });

  test("that lack keys, have them in another order, or have one more at the end", () => {
    const features = many(4000, (i) => {
      const entries = many(8, (j) => [`x${j}`, i * j]).filter((_, j) => (i * 7 + j * 3) % 11 > 2) as [
        string,
        unknown,
      ][];
      if (i % 9 === 0) entries.reverse();
      if (i > 3000) entries.push([`late ${i % 3}`, "x"]);
      return Object.fromEntries(entries);
    });
    expectRead({ features, labels: labels(4000) });
  });

  test("whose columns change their type in the middle", () => {
    const at = (i: number, first: unknown, then: unknown) => (i < 2000 ? first : then);
    const features = many(3000, (i) => ({
      a: at(i, i, "text"),
      b: at(i, "text", i),
      c: at(i, true, "NaN"),
      d: at(i, null, 1.5),
      e: at(i, i, [1]),
      f: i === 2500 ? "NaN" : i,
      g: i % 400 === 0 ? 'a "quoted" word' : `word ${i % 10}`,
    }));
    expectRead({ features, labels: labels(3000) });
  });

  test("of which some are not objects", () => {
    expectRead({ features: many(2000, (i) => (i % 97 === 13 ? i : { x: i })), labels: labels(2000) });
  });

  test("of more different keys than the table of keys can hold", () => {
    const features = many(70_000, (i) => ({ [`key ${i}`]: 1, x: i }));
    expectRead(
      { features, labels: labels(70_000) },
      { ...TRAINING, wanted: { features: ["x", "key 69999"] } },
    );
    expectRead({ features, labels: labels(70_000) });
  });

  test("of thousands of columns", () => {
    const features = many(20, (i) => Object.fromEntries(many(4500, (j) => [`column ${j}`, i * j])));
    expectRead({ features, labels: labels(20) });
  });

  test("with as many texts as rows", () => {
    const features = many(20_000, (i) => ({ id: `user-${(i * 7919) % 20_011}`, text: "ä".repeat(i % 50) }));
    expectRead({ features, labels: labels(20_000) });
  });

  test("up to the limit of rows, and one row more", () => {
    for (const rows of [999, 1000, 1001, 1500]) {
      const reading = { ...TRAINING, limits: { maxRows: 1000, maxColumns: 10 } };
      expectRead({ features: many(rows, (i) => ({ x: i, y: "a" })), labels: labels(rows) }, reading);
      expectRead({ features: { x: many(rows, (i) => i) }, labels: { y: many(rows, (i) => i) } }, reading);
    }
  });
});

describe("a body with something long in it", () => {
  const row = (value: unknown) => ({
    features: many(40, (i) => ({ x: i === 20 ? value : "short", y: i })),
    labels: labels(40),
  });

  test("a text, a key or a number of several chunks", () => {
    expectRead(row("long ".repeat(60_000)));
    expectRead(row("\u00e4\n".repeat(60_000)));
    expectRead({ features: many(3, () => ({ ["key".repeat(70_000)]: 1, x: 2 })), labels: labels(3) });
    expectRead(
      `{"features":[{"x":${"1".repeat(300_000)}},{"x":0.${"1".repeat(300_000)}}],"labels":[{"y":1},{"y":2}]}`,
    );
  });

  test("parameters, a value or a column that is deeply nested", () => {
    const nested = `${'{"a":['.repeat(40_000)}1${"]}".repeat(40_000)}`;
    const at = (parameters: string, value: string) =>
      `{"parameters":${parameters},"features":[{"x":${value}},{"x":1}],"labels":[{"y":1},{"y":2}]}`;
    // JSON.stringify cannot write such deep nesting: only the columns are compared.
    const reading: Reading = { ...TRAINING, wanted: { features: ["x"], labels: ["y"] } };
    expectRead(at("{}", nested), reading);
    expectRead(at("1", nested.slice(1)), reading);
    expectRead(at(`{"x":"${"y".repeat(200_000)}"}`, "2"), reading);
  });

  test("white space between everything", () => {
    const space = " \n".repeat(70_000);
    expectRead(
      `${space}{${space}"features"${space}:${space}[${space}{"x":1}${space},{"x"${space}:2}${space}]${space},"labels":[{"y":1},{"y":2}]${space}}${space}`,
    );
  });
});
