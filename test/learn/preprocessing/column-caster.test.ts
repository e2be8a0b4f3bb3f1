import { describe, expect, test } from "bun:test";
import { StateError, ValueError } from "../../../src/learn/core/errors.ts";
import { ColumnCaster } from "../../../src/learn/preprocessing/column-caster.ts";
import { restoreStep } from "../../../src/models/registry.ts";
import { apply, pack } from "../fit-and-apply.ts";

const ROWS = pack([
  { zip: 12345, size: "1.5", flag: true },
  { zip: 99, size: null, flag: null },
]);

describe("ColumnCaster", () => {
  test("converts the listed columns to text and all others to numbers; missing values stay missing", () => {
    const caster = new ColumnCaster({ text: ["zip"] }).fit(ROWS);
    expect(apply(caster, ROWS)).toEqual([
      ["12345", 1.5, 1],
      ["99", Number.NaN, Number.NaN],
    ]);
    const wider = pack([{ other: 1, flag: false, size: 2, zip: "007" }]);
    expect(apply(caster, wider)).toEqual([["007", 2, 0]]);
  });

  test("refuses text that is not a number in a column of numbers, at fit", () => {
    const words = pack([{ zip: 1, size: "large", flag: true }]);
    expect(() => new ColumnCaster({ text: ["zip"] }).fit(words)).toThrow(
      /column "size" holds text where a number is expected \(row 0\)/,
    );
  });

  test("refuses anything but a list of names, as a parameter and in a stored state", () => {
    for (const text of ["zip", [1], undefined, null])
      expect(() => new ColumnCaster({ text: text as never }).fit(ROWS)).toThrow(ValueError);
    const state = new ColumnCaster({ text: ["zip"] }).fit(ROWS).toState();
    expect(apply(restoreStep(state), ROWS)).toHaveLength(2);
    for (const broken of [
      { ...state, parameters: { text: "zip" } },
      { ...state, parameters: {} },
      { ...state, fitted: { names: [1] } },
      { ...state, fitted: null },
    ]) {
      expect(() => restoreStep(broken)).toThrow(StateError);
    }
  });
});
