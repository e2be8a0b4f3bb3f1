import { describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { ByteSource } from "../../../src/ingest/files/byte-source.ts";
import { columnsOf, read, refusal, write } from "./read.ts";

const COLUMNS = { a: ["numeric", 1, 2], t: ["string", "x", null] };

describe("every format has the same rows", () => {
  test.each([
    ["rows.csv", "a,t\n1,x\n2,\n"],
    ["rows.tsv", "a\tt\n1\tx\n2\t\n"],
    ["rows.json", '[{"a": 1, "t": "x"},\n {"a": 2}]'],
    ["rows.json", '{"a": [1, 2], "t": ["x", null]}'],
    ["rows.json", '{"a": 1, "t": "x"}\n{"a": 2, "t": null}\n'],
    ["rows.ndjson", '{"a": 1, "t": "x"}\n{"a": 2}'],
    ["rows.jsonl", '\ufeff{"a": 1, "t": "x"}\r\n\r\n  {"a": 2}\r\n'],
    ["rows.data", '\n [{"a": 1, "t": "x"}, {"a": 2}]'],
    ["rows.data", '{"a": 1, "t": "x"}\n{"a": 2}'],
    ["rows", "a,t\n1,x\n2,\n"],
  ])("%s: %p", async (name, contents) => {
    expect(columnsOf(await read(name, contents))).toEqual(COLUMNS);
    expect(columnsOf(await read(`${name}.gz`, gzipSync(contents)))).toEqual(COLUMNS);
    expect(columnsOf(await read(name, gzipSync(contents)))).toEqual(COLUMNS);
  });

  test("however long their lines are, and wherever chunks end", async () => {
    const rows = Array.from({ length: 900 }, (_, i) => ({ n: i, text: "é".repeat(i) }));
    const expected = rows.map(({ text }) => text);
    const json = await read("long.json", JSON.stringify(rows));
    const ndjson = await read("long.ndjson", rows.map((row) => JSON.stringify(row)).join("\n"));
    const csv = await read("long.csv", ["n,text", ...rows.map(({ n, text }) => `${n},t${text}`)].join("\n"));
    for (const table of [json, ndjson]) expect(columnsOf(table).text!.slice(1)).toEqual(expected);
    expect(columnsOf(csv).text!.slice(1)).toEqual(expected.map((text) => `t${text}`));
  });
});

test("the body of a training has its labels and its parameters apart", async () => {
  const body = '{"parameters": {"C": 1.0}, "features": [{"a": 1}, {"a": 2}], "labels": {"y": ["u", "v"]}}';
  const table = await read("body.json", body);
  expect(columnsOf(table)).toEqual({ a: ["numeric", 1, 2] });
  expect(table.body?.parametersText).toBe('{"C": 1.0}');
  expect(table.body?.labels.map(({ name, at }) => [name, at(0), at(1)])).toEqual([["y", "u", "v"]]);
  const without = await read("body.json", '{"features": [{"a": 1}]}');
  expect(without.body).toEqual({ labels: [], parametersText: undefined });
});

test("a column of several JSON types keeps them", async () => {
  const table = await read("rows.json", '[{"a": 1}, {"a": "x"}, {"a": true}, {}]');
  expect(columnsOf(table)).toEqual({ a: ["mixed", 1, "x", true, null] });
});

test("NDJSON tells the line of each row", async () => {
  const table = await read("rows.ndjson", '{"a": 1}\n\n{"a": 2}\n{"a": 3}\n');
  expect([0, 1, 2].map((row) => table.lineOf(row))).toEqual([1, 3, 4]);
});

describe("a file is refused, with the line,", () => {
  const latin1 = (text: string) => Buffer.from(text, "latin1");
  test.each([
    ["rows.ndjson", '{"a": 1}\n{"a": 1\n{"a": 2}\n', "line 2: is not JSON"],
    ["rows.ndjson", '{"a": 1}\n{"a": 2}\nx{"a": 3}\n{"a": 4}\n', "line 3: is not JSON"],
    ["rows.ndjson", '{"a": 1}\n{"a": "x', "line 2: is not JSON"],
    ["rows.ndjson", '{"a": 1}\n\n[2]\n', "line 3: must be a JSON object"],
    ["rows.ndjson", '{"a": 1}, {"a": 2}\n{"a": 3}\n', "each line must be one JSON object"],
    ["rows.json", '[{"a": 1},\n{"a": 2,\n"b": }]', "line 3: is not JSON"],
    ["rows.json", '[{"a": 1}]\n, 2', "line 2: is not JSON"],
    ["rows.json", '[{"a": 1},\n{"a"', "ends before its JSON is complete"],
    [
      "rows.csv",
      latin1("a,t\n1,x\n2,café\n3,y\n"),
      "line 3: is not UTF-8; convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
    ],
    [
      "rows.json",
      latin1('[{"a": "é"}]'),
      "line 1: is not UTF-8; convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
    ],
    [
      "cut.csv",
      Buffer.from("a,t\n1,é").subarray(0, -1),
      "line 2: is not UTF-8; convert the file, for instance with: iconv -f WINDOWS-1252 -t UTF-8",
    ],
  ])("%s: %p", async (name, contents, message) => {
    expect(await refusal(name, contents)).toBe(message);
  });

  test.each([
    ["rows.json", "[]", "features must hold at least one row"],
    [
      "rows.json",
      "5",
      "features must be a list of rows, each an object of column: value, or an object of column: list of values",
    ],
    ["rows.json", "[5]", "features must be a list of objects; row features[0] is not one"],
    ["rows.xlsx", "PK\u0003\u0004rest", "is an Excel workbook or another archive, not text; save it as CSV"],
    ["rows.csv", Buffer.from("\ufeffa,b\n1,2\n", "utf16le"), "is UTF-16; save it as UTF-8"],
    ["rows.csv", Buffer.from("a,b\n1,2\n", "utf16le"), "is not text: it has NUL bytes"],
    ["rows.parquet", "PAR1rest", "is a Parquet file, not text; write it as CSV or NDJSON"],
    [
      "rows.csv.gz",
      gzipSync("a,b\n1,2\n").subarray(0, 20),
      "is damaged or incomplete: it begins as gzip, but cannot be decompressed",
    ],
    [
      "rows.json.gz",
      Buffer.concat([gzipSync("[]").subarray(0, 12), Buffer.from("zzzzzzzzzzzzzzzz")]),
      "is damaged or incomplete: it begins as gzip, but cannot be decompressed",
    ],
  ])("or what it is instead: %s, %p", async (name, contents, message) => {
    expect(await refusal(name, contents)).toBe(message);
  });
});

test("in a large file, the line of a byte that is not UTF-8 is found as well", async () => {
  const contents = Buffer.from(`a,t\n${"1,x\n".repeat(200_000)}2,é\n3,y\n`, "latin1");
  expect(await refusal("long.csv", contents, { maxRows: 1e6 })).toStartWith("line 200002: is not UTF-8");
});

test("what is not there, or a folder, is refused", () => {
  expect(() => new ByteSource("/nowhere/rows.csv")).toThrow("there is no such file");
  expect(() => new ByteSource("/tmp")).toThrow("is a folder, not a file");
});

test("progress is told in bytes of the file, also of one that is compressed", async () => {
  const bytes: number[] = [];
  const contents = gzipSync(`a\n${"1\n".repeat(900)}`);
  await read("rows.csv.gz", contents, { onRead: (count) => bytes.push(count) });
  expect(bytes.at(-1)).toBe(contents.length);
  expect(new ByteSource(write("rows.csv.gz", contents)).size).toBe(contents.length);
});
