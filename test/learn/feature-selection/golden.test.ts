import { describe, expect, test } from "bun:test";
import type { Targets } from "../../../src/learn/core/labels.ts";
import { SelectKBest } from "../../../src/learn/feature-selection/select-k-best.ts";
import { VarianceThreshold } from "../../../src/learn/feature-selection/variance-threshold.ts";
import { FIGURES, numberOf, tableOfRows } from "../golden/transformers.ts";

/** Numbers as classes, if `isClasses`, else as they are. */
function targets(y: readonly number[], isClasses: boolean): Targets {
  if (!isClasses) return { rows: y.length, columns: 1, data: Float64Array.from(y) };
  const classes = [...new Set(y)].sort((a, b) => a - b);
  return { classes, codes: Int32Array.from(y, (label) => classes.indexOf(label)) };
}

describe("SelectKBest has the scores and the columns of scikit-learn 1.9.1:", () => {
  FIGURES.selections.forEach(({ score_func, k, X, y, scores, support }, at) => {
    test(`${at}: ${score_func}, k=${k}, ${X[0]!.length} columns`, () => {
      const isClasses = score_func === "f_classif" || score_func === "chi2";
      const table = tableOfRows(X);
      const selector = new SelectKBest({ score_func, k }).fit(table, targets(y, isClasses));
      scores.forEach((written, j) => {
        const [own, reference] = [selector.state.scores[j]!, numberOf(written)];
        if (!Number.isFinite(reference)) expect([j, own]).toEqual([j, reference]);
        // Near a perfect correlation, the rounding of the correlation decides how large the score is.
        else if (reference > 1e12) expect(own).toBeGreaterThan(1e12);
        else expect(Math.abs(own - reference)).toBeLessThan(1e-9 * Math.max(1e-3, Math.abs(reference)));
      });
      expect(selector.transform(table).names).toEqual(support.map((j) => `x${j}`));
      expect(Array.from(selector.sources().from!)).toEqual(support);
    });
  });
});

describe("SelectKBest", () => {
  const X = tableOfRows([
    [1, 0, 5],
    [2, 1, 5],
    [3, 0, 5],
    [4, 1, 5],
  ]);

  test("takes classes that are numbers for f_regression, and refuses others and several labels", () => {
    const numeric = new SelectKBest({ score_func: "f_regression", k: 1 });
    expect(numeric.fit(X, { classes: [0, 1], codes: Int32Array.of(0, 1, 0, 1) }).transform(X).names).toEqual([
      "x1",
    ]);
    const words = { classes: ["a", "b"], codes: Int32Array.of(0, 1, 0, 1) };
    expect(() => numeric.fit(X, words)).toThrow(/score_func="f_regression" needs one label of numbers/);
    const two = { rows: 4, columns: 2, data: new Float64Array(8) };
    expect(() => numeric.checkBeforeFit(X, two)).toThrow(/needs one label of numbers/);
    expect(() => new SelectKBest().checkBeforeFit(X, two)).toThrow(
      'score_func="f_classif" needs the labels of a classifier; for numbers take "f_regression"',
    );
  });

  test("refuses negative numbers for chi2, with column and row", () => {
    const y = { classes: ["a", "b"], codes: Int32Array.of(0, 1) };
    const odd = tableOfRows([[1], [-1]]);
    expect(() => new SelectKBest({ score_func: "chi2" }).fit(odd, y)).toThrow(
      'chi2 needs numbers of at least 0 (column "x0", row 1)',
    );
  });

  test("has scores that do not depend on the unit or the zero point of a column", () => {
    const y = { classes: [0, 1], codes: Int32Array.of(0, 0, 1, 1) };
    const score = (unit: number, zero: number) =>
      new SelectKBest({ k: 1 }).fit(tableOfRows([1, 2, 4, 4].map((value) => [value * unit + zero])), y).state
        .scores[0]!;
    for (const [unit, zero] of [
      [1e-300, 0],
      [1e300, 0],
      [-1, 0],
      [2 ** -20, 2 ** 20],
    ] as const) {
      expect(score(unit, zero)).toBeCloseTo(score(1, 0), 9);
    }
  });
});

test("VarianceThreshold keeps names and kinds, and leaves a constant column out although it has missing values", () => {
  const X = tableOfRows(
    [
      [1, null, 0.1],
      [2, 0.1, 0.1],
      [4, 0.1, 0.1],
    ],
    ["a", "b", "c"],
  );
  const selector = new VarianceThreshold().fit(X);
  expect(selector.transform(X).names).toEqual(["a"]);
  expect(Array.from(selector.sources().from!)).toEqual([0]);
});
