import { describe, expect, test } from "bun:test";
import type { Transformer } from "../../src/learn/estimator.ts";
import { stringsOf } from "../../src/learn/table.ts";
import { buildSteps, excess, goldenCases } from "./golden.ts";

const FAMILIES: [string, string, number][] = [
  ["iris", "preprocessing", 1],
  ["breast_cancer", "preprocessing", 1],
  ["diabetes", "preprocessing", 1],
  ["churn", "preprocessing", 7],
  ["iris", "pca", 6],
  ["breast_cancer", "pca", 6],
  ["diabetes", "pca", 6],
];

for (const [dataset, family, count] of FAMILIES) {
  describe(`${dataset}/${family}`, () => {
    const cases = goldenCases(dataset, family);
    test(`${count} cases concern the transformers that are here`, () => {
      expect(cases.length).toBe(count);
    });
    for (const { id, tolerance, pipeline, test: expected, data } of cases) {
      test(`${id} transforms the test rows as scikit-learn does`, () => {
        let train = data.trainX;
        let rows = data.testX;
        for (const step of buildSteps(pipeline) as Transformer[]) {
          const fitted = step.fit(train);
          train = fitted.transform(train);
          rows = fitted.transform(rows);
        }
        expect([rows.rows, rows.names.length]).toEqual(expected.transform_shape);
        const shown = rows.takeRows(expected.transform_positions);
        if (typeof expected.transform[0][0] === "string") {
          const columns = shown.names.map((_, j) => stringsOf(shown.column(j)));
          const texts = expected.transform_positions.map((_: number, i: number) =>
            columns.map(({ categories, codes }) => categories[codes[i]!]),
          );
          expect(texts).toEqual(expected.transform);
          return;
        }
        // PCA by way of the covariance loses digits where eigenvalues are close or tiny.
        const allowed = family === "pca" ? { rtol: 1e-8, atol: 1e-8 } : tolerance;
        const exact = tolerance.kind === "exact" ? { rtol: 0, atol: Number.MIN_VALUE } : allowed;
        expect(excess(shown.toMatrix().data, expected.transform.flat(), exact)).toBeLessThanOrEqual(1);
      });
    }
  });
}
