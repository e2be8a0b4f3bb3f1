import { describe, expect, test } from "bun:test";
import { Ridge } from "../../src/learn/linear-model/ridge.ts";
import { OneHotEncoder } from "../../src/learn/preprocessing/one-hot-encoder.ts";
import { SimpleImputer } from "../../src/learn/preprocessing/simple-imputer.ts";
import { StandardScaler } from "../../src/learn/preprocessing/standard-scaler.ts";
import { pack } from "./fit-and-apply.ts";
import { NUMBERS } from "./step-list.ts";

describe("degenerate input", () => {
  test("a constant column gets scale 1 and becomes 0", () => {
    const scaler = new StandardScaler().fit(pack(NUMBERS));
    expect(scaler.state.scale[2]).toBe(1);
    expect(scaler.transform(pack(NUMBERS)).toMatrix().data[2]).toBeCloseTo(0, 12);
  });

  test("a column without any value is dropped by the imputer", () => {
    const table = pack([
      { a: null, b: 1 },
      { a: null, b: 3 },
    ]);
    expect(new SimpleImputer().fit(table).transform(table).names).toEqual(["b"]);
  });

  test("most_frequent takes the smallest of equally frequent values", () => {
    const table = pack([
      { s: "b", n: 2 },
      { s: "a", n: 1 },
      { s: null, n: null },
    ]);
    expect(new SimpleImputer({ strategy: "most_frequent" }).fit(table).state.statistics).toEqual(["a", 1]);
  });

  test("an unknown category is refused unless handle_unknown is ignore", () => {
    const encoder = new OneHotEncoder().fit(pack([{ s: "a" }]));
    expect(() => encoder.transform(pack([{ s: "z" }]))).toThrow('unknown categories in column "s"');
  });

  test("there is a solution for more columns than rows and for dependent columns", () => {
    const wide = pack([
      { a: 1, b: 2, c: 3, d: 4 },
      { a: 2, b: 4, c: 6, d: 8.5 },
      { a: 3, b: 6, c: 9, d: 1 },
    ]);
    const y = { rows: 3, columns: 1, data: new Float64Array([1, 2, 3]) };
    const predicted = new Ridge({ alpha: 0 }).fit(wide, y).predict(wide).data;
    predicted.forEach((value, i) => {
      expect(value).toBeCloseTo(i + 1, 9);
    });
  });
});
