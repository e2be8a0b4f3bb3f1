import { describe, expect, test } from "bun:test";
import { StateError } from "../../../src/learn/core/errors.ts";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { PolynomialFeatures } from "../../../src/learn/preprocessing/polynomial-features.ts";
import { pack } from "../fit-and-apply.ts";

const ROW = pack([{ a: 2, b: 3, c: 5 }]);

describe("PolynomialFeatures", () => {
  const cases: [GivenParameters<typeof PolynomialFeatures.parameters>, string[], number[]][] = [
    [{}, ["1", "a", "b", "c", "a^2", "a b", "a c", "b^2", "b c", "c^2"], [1, 2, 3, 5, 4, 6, 10, 9, 15, 25]],
    [
      { degree: 3, interaction_only: true },
      ["1", "a", "b", "c", "a b", "a c", "b c", "a b c"],
      [1, 2, 3, 5, 6, 10, 15, 30],
    ],
    [
      { degree: [2, 3], include_bias: false },
      "a^2,a b,a c,b^2,b c,c^2,a^3,a^2 b,a^2 c,a b^2,a b c,a c^2,b^3,b^2 c,b c^2,c^3".split(","),
      [4, 6, 10, 9, 15, 25, 8, 12, 20, 18, 30, 50, 27, 45, 75, 125],
    ],
    [{ degree: [0, 1] }, ["1", "a", "b", "c"], [1, 2, 3, 5]],
    [{ degree: [3, 3], interaction_only: true }, ["1", "a b c"], [1, 30]],
    [{ degree: 0 }, ["1"], [1]],
    [
      { degree: 5, interaction_only: true, include_bias: false },
      ["a", "b", "c", "a b", "a c", "b c", "a b c"],
      [2, 3, 5, 6, 10, 15, 30],
    ],
  ];
  for (const [parameters, names, values] of cases) {
    test(`has scikit-learn's products in the same order for ${JSON.stringify(parameters)}`, () => {
      const result = new PolynomialFeatures(parameters).fit(ROW).transform(ROW);
      expect(result.names).toEqual(names);
      expect(Array.from(result.toMatrix().data)).toEqual(values);
    });
  }

  test("refuses a result that is too large before computing it", () => {
    const wide = pack([Object.fromEntries(Array.from({ length: 300 }, (_, j) => [`x${j}`, j]))]);
    expect(() => new PolynomialFeatures({ degree: 4 }).fit(wide)).toThrow(/more than a million columns/);
    expect(() => new PolynomialFeatures({ degree: 1e9 }).fit(ROW)).toThrow(/more than a million columns/);
  });

  test("refuses degrees out of range, and a result without columns", () => {
    for (const degree of [-1, 1.5, [3, 2], [1], Number.NaN]) {
      expect(() => new PolynomialFeatures({ degree: degree as never }).fit(ROW)).toThrow(/^degree=/);
    }
    expect(() => new PolynomialFeatures({ degree: 0, include_bias: false }).fit(ROW)).toThrow("no columns");
  });

  test("refuses products that overflow, naming the column", () => {
    expect(() => new PolynomialFeatures().fit(ROW).transform(pack([{ a: 1, b: 1e200, c: 1 }]))).toThrow(
      'column "b^2" would overflow',
    );
  });

  test("refuses a stored width that does not match its parameters", () => {
    const state = new PolynomialFeatures().fit(ROW).toState();
    const encoder = new PolynomialFeatures({ degree: 2 });
    const broken = { ...state, fitted: { n_features_in: 3, n_output_features: 11 } };
    expect(() => encoder.restore(broken, () => encoder)).toThrow(StateError);
    const endless = new PolynomialFeatures({ degree: [1e15, 1e15] });
    const large = { ...state, fitted: { n_features_in: 1, n_output_features: 2 } };
    expect(() => endless.restore(large, () => endless)).toThrow(StateError);
  });
});
