import { describe, expect, test } from "bun:test";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { SVC } from "../../../src/learn/svm/svc.ts";
import { readGolden } from "../golden/cases.ts";
import { uniformNumbers } from "../golden/made-up.ts";
import { distance, tableOf } from "./rows.ts";

interface ClassTable {
  readonly seed: number;
  readonly rows: number;
  readonly columns: number;
  readonly classes: number;
  readonly even: boolean;
}

interface Figures {
  readonly table: ClassTable;
  readonly params: GivenParameters<typeof SVC.parameters>;
  readonly intercept: readonly number[];
  readonly n_support: readonly number[];
  readonly predictions: readonly number[];
}

/** Returns overlapping classes of equal or different sizes; the same as in test/golden/scripts/svc.py. */
function overlappingClasses({ seed, rows, columns, classes, even }: ClassTable) {
  const next = uniformNumbers(seed);
  const data = new Float64Array(rows * columns);
  const codes = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    codes[i] = even ? i % classes : Math.floor(classes * next() ** 2);
    for (let j = 0; j < columns; j++) {
      data[i * columns + j] = (next() + next() + next() - 1.5) * 2 + (j % classes === codes[i] ? 1 : 0);
    }
  }
  return {
    X: tableOf(data, columns),
    y: { classes: Array.from({ length: classes }, (_, k) => k), codes },
  };
}

describe("intercepts are scikit-learn's if few or no support vectors are free", () => {
  for (const { table, params, intercept, n_support, predictions } of readGolden("figures/svc.json")
    .cases as Figures[]) {
    const { rows, columns, classes } = table;
    test(`${rows} × ${columns}, ${classes} classes, ${JSON.stringify(params)}`, () => {
      const { X, y } = overlappingClasses(table);
      const model = new SVC(params).fit(X, y);
      expect(distance(model.state.intercept, intercept)).toBeLessThan(1e-6);
      expect(Array.from(model.state.n_support)).toEqual([...n_support]);
      expect(Array.from(model.predict(X))).toEqual([...predictions]);
    });
  }
});
