import { expect, test } from "bun:test";
import { alignColumns } from "../../src/commands/terminal/columns.ts";

const WIDE = "\u001b[32m漢字\u001b[39m";

test("columns are as wide as their longest cell, whatever its colours and wide characters", () => {
  const rows = [
    ["name", "state", "note"],
    [WIDE, "on", ""],
    ["longer", "", "last"],
  ];
  expect(alignColumns(rows, Number.POSITIVE_INFINITY)).toBe(
    ["name    state  note", `${WIDE}    on`, "longer         last"].join("\n"),
  );
});

test("the last column is wrapped under itself, and no line is longer than the width", () => {
  const words = "one two three four five six seven eight nine ten";
  const text = alignColumns([["key", words]], 30, 2);
  const lines = text.split("\n");
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(30);
  for (const line of lines.slice(1)) expect(line).toMatch(/^ {7}\S/);
  expect(text.replaceAll(/\s+/g, " ").trim()).toBe(`key ${words}`);
});

test("a word longer than the column is broken, and a wide character is never cut", () => {
  const text = alignColumns([["k", "漢".repeat(40)]], 33);
  for (const line of text.split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(33);
  expect(text.replaceAll(/[k\s]/g, "")).toBe("漢".repeat(40));
});

test("on a terminal that is too narrow, the last column keeps 20 columns", () => {
  const lines = alignColumns([["a rather long key", "x ".repeat(30).trim()]], 10).split("\n");
  expect(lines[0]).toBe(`a rather long key  ${"x ".repeat(10).trim()}`);
});

test("nothing is nothing", () => {
  expect(alignColumns([], 80)).toBe("");
});
