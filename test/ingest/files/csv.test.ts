import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { columnsOf, read, refusal } from "./read.ts";

const csv = async (contents: string) => columnsOf(await read("rows.csv", contents));

describe("the kind of a column", () => {
  test("is decided over all its values: numbers, booleans, or text", async () => {
    expect(await csv("n,b,t,late\n1,true,x,1\n-2.5e3,False,y,2\n+.5,TRUE,,z\n")).toEqual({
      n: ["numeric", 1, -2500, 0.5],
      b: ["boolean", true, false, true],
      t: ["string", "x", "y", null],
      late: ["string", "1", "2", "z"],
    });
  });

  test("is text with its own spelling if only its last value is no number or boolean", async () => {
    expect(await csv("a,b,c\n1.50,true,007\n2,FALSE,008\nx,1,009\n")).toEqual({
      a: ["string", "1.50", "2", "x"],
      b: ["string", "true", "FALSE", "1"],
      c: ["string", "007", "008", "009"],
    });
  });

  test("does not depend on missing values, which are empty, NA, N/A, NaN or null", async () => {
    expect(await csv("n,b,t,none\n,NA,N/A,\nNaN,true,x,NA\n 7 ,null,nan,NULL\n")).toEqual({
      n: ["numeric", null, null, 7],
      b: ["boolean", null, true, null],
      t: ["string", null, "x", null],
      none: ["numeric", null, null, null],
    });
  });

  test("is text for numbers with leading zeros, for those too large for a double, and for infinity", async () => {
    expect(await csv("a,b,c\n01,1e999,inf\n")).toEqual({
      a: ["string", "01"],
      b: ["string", "1e999"],
      c: ["string", "inf"],
    });
    expect(await csv("a,b\n0,-0.0\n0.5,1E5\n")).toEqual({
      a: ["numeric", 0, 0.5],
      b: ["numeric", -0, 100_000],
    });
  });

  test("is numbers for decimal commas in a file that is not separated by commas, unless points are among them", async () => {
    const table = await read("rows.csv", "a;b;c\n1,5;1.5;3\n2;2,5;4,\n-0,25;7;,5\n");
    expect(columnsOf(table)).toEqual({
      a: ["numeric", 1.5, 2, -0.25],
      b: ["string", "1.5", "2,5", "7"],
      c: ["numeric", 3, 4, 0.5],
    });
    expect(table.notes).toEqual(['separated by ";"', "decimal commas in a, c"]);
    expect(await csv('a,b\n"1,5",2\n')).toEqual({ a: ["string", "1,5"], b: ["numeric", 2] });
  });

  test("that is text for a few values among numbers is warned of, with the first line that has one", async () => {
    const { warnings } = await read("rows.csv", "age,code\n1,A1\n2,2\n\n?,A3\n4,A4\n");
    expect(warnings).toEqual([
      'column "age" is taken as text, because line 5 has "?"; 3 of its 4 values are numbers: if it is a column of numbers, leave missing values empty or write NA',
    ]);
  });

  test("of random tables is that of the values that were written", async () => {
    const cell = fc.oneof(
      fc.constant(null),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.string({ minLength: 1 }).map((text) => `t${text.replaceAll("\0", "")}`),
    );
    const table = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }))
      .chain(([width, height]) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: height,
          maxLength: height,
        }),
      );
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(",", ";", "\t"), async (rows, delimiter) => {
        const names = rows[0]!.map((_, i) => `c${i}`);
        const quoted = (value: unknown) => `"${String(value ?? "").replaceAll('"', '""')}"`;
        const lines = [names, ...rows].map((row) => row.map(quoted).join(delimiter));
        const columns = await csv(`${lines.join("\r\n")}\r\n`);
        names.forEach((name, i) => {
          const values = rows.map((row) => row[i]);
          const [kind, ...readValues] = columns[name]!;
          const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
          const uniform = kinds.size <= 1 ? [...kinds][0] : "string";
          expect(kind).toBe(uniform === "boolean" ? "boolean" : uniform === "string" ? "string" : "numeric");
          const expected = values.map((value) =>
            value !== null && kind === "string" ? String(value) : value,
          );
          expect(readValues).toEqual(expected);
        });
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe("a CSV file", () => {
  test("may have quotes, line breaks in them, a byte order mark, any line ends, blank lines, no last line end", async () => {
    const contents = '\ufeff name ,"a ""b"", c"\r\n"x\ny",1\r\n\r\nz,2\rw,3';
    const table = await read("rows.csv", contents);
    expect(columnsOf(table)).toEqual({
      name: ["string", "x\ny", "z", "w"],
      'a "b", c': ["numeric", 1, 2, 3],
    });
  });

  test("tells the line on which each row begins, whatever is between the rows", async () => {
    const table = await read("rows.csv", "a\n1\n\n2\n3\n");
    expect([0, 1, 2].map((row) => table.lineOf(row))).toEqual([2, 4, 5]);
  });

  test.each([
    [",", "a,b;c,d\n1,x,2\n3,y,4\n", ["a", "b;c", "d"]],
    [";", "name, first;age\nx;1\ny;2\n", ["name, first", "age"]],
    ["\t", "a\tb,c\n1\t2\n", ["a", "b,c"]],
    [";", '"a,b,c,d";e\n1;2\n', ["a,b,c,d", "e"]],
    [";", "a;b;c\n1,5;2,5;3\n4;5;6,5\n", ["a", "b", "c"]],
    ["one column", "a\n1\n", ["a"]],
  ])("is separated by %p as its first lines show: %p", async (_, contents, names) => {
    expect((await read("rows.csv", contents)).names).toEqual(names);
  });

  test("leaves out a first column without a name, as pandas and R write it above row numbers", async () => {
    const table = await read("rows.csv", ",a\n0,1\n1,2\n");
    expect(columnsOf(table)).toEqual({ a: ["numeric", 1, 2] });
    expect(table.warnings).toEqual([
      "the first column has no name, as row numbers of pandas and R have none, and is left out",
    ]);
  });

  test("keeps only the columns that are wanted, but all names", async () => {
    const table = await read("rows.csv", "a,b,c\n1,2,3\n", { isWanted: (name) => name === "b" });
    expect(table.names).toEqual(["a", "b", "c"]);
    expect(table.column("b").at(0)).toBe(2);
  });

  test.each([
    ["a,b\n1,2\n3\n", "line 3: has 1 value, but the header has 2 columns"],
    ['a,b\n"1\n2",2\n\n3,4,5\n', "line 5: has 3 values, but the header has 2 columns"],
    ["a,b,a\n1,2,3\n", 'line 1: the name "a" occurs twice in the header, as columns 1 and 3'],
    ["a,,b\n1,2,3\n", "line 1: column 2 of the header has no name"],
    [
      "5.1,3.5,setosa\n4.9,3.0,setosa\n",
      'line 1: has the value "5.1" where the name of a column is expected; the first line must be a header',
    ],
    ['a,b\n1,2\n3,"4\n5,6\n', "the row that begins on line 3: has a quote that is never closed"],
    [
      'a,b\n1,2\n3,x"y\n',
      "line 3: has a quote within a value; put the whole value in quotes, and double the quotes in it",
    ],
    ['a,b\n1,"x"y\n', "line 2: has text after a quoted value; double the quotes within a quoted value"],
    ["a,b\n", "features must hold at least one row"],
    ["", "is empty"],
    [" \n\n", "is empty"],
  ])("%p is refused: %s", async (contents, message) => {
    expect(await refusal("rows.csv", contents)).toBe(message);
  });

  test("with more rows or columns than permitted is refused", async () => {
    const contents = "a,b,c\n1,2,3\n4,5,6\n";
    expect(await refusal("rows.csv", contents, { maxRows: 1 })).toContain("at most 1 are taken (MAX_ROWS)");
    expect(await refusal("rows.csv", contents, { maxColumns: 2 })).toContain(
      "at most 2 are taken (MAX_COLUMNS)",
    );
  });
});
