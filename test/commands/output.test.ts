import { expect, test } from "bun:test";
import { jsonOf } from "../../src/commands/terminal/output.ts";

test("typed arrays are lists, and numbers that JSON lacks are texts", () => {
  const value = { C: Infinity, low: -Infinity, odd: Number.NaN, list: Float64Array.of(1, 0.5), none: null };
  expect(JSON.parse(jsonOf(value))).toEqual({
    C: "Infinity",
    low: "-Infinity",
    odd: "NaN",
    list: [1, 0.5],
    none: null,
  });
});
