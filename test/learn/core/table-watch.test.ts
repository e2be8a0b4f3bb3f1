import { expect, test } from "bun:test";
import { packRows } from "../../../src/ingest/rows.ts";
import { Table } from "../../../src/learn/core/table.ts";

const rows = Array.from({ length: 30 }, (_, i) => ({ a: i, b: i % 2 === 0, c: ["x", "y", null][i % 3]! }));
const columns = (names = ["a", "b", "c"]) => packRows(rows, names, "features");
const matrix = () =>
  Table.fromMatrix({ rows: 3, columns: 2, data: new Float64Array([1, 2, 3, 4, 5, 6]) }, ["a", "b"]);

test("reading a table is not reported as a modification", () => {
  for (const table of [columns(), columns(["a", "b"]), matrix()]) {
    const isChanged = table.watch();
    if (!table.names.includes("c")) table.toMatrix();
    table.column(0);
    table.takeRows([1, 2]);
    expect(isChanged()).toBe(false);
  }
});

test("a modified number, code, boolean or category is detected", () => {
  const writes: ((table: Table) => void)[] = [
    (table) => (table.column(0) as { values: Float64Array }).values.fill(Number.NaN, 29),
    (table) => (table.column(1) as { values: Uint8Array }).values.fill(2, 7, 8),
    (table) => (table.column(2) as { codes: Int32Array }).codes.fill(-1, 0, 1),
    (table) => ((table.column(2) as unknown as { categories: string[] }).categories[1] = "z"),
  ];
  for (const write of writes) {
    const table = columns();
    const isChanged = table.watch();
    write(table);
    expect(isChanged()).toBe(true);
  }
});

test("a modified matrix of a table is detected, even if it was created meanwhile", () => {
  for (const [table, isMade] of [
    [matrix(), true],
    [columns(["a", "b"]), true],
    [columns(["a", "b"]), false],
  ] as const) {
    if (isMade) table.toMatrix();
    const isChanged = table.watch();
    table.toMatrix().data[3]! += 1e-9;
    expect(isChanged()).toBe(true);
  }
});
