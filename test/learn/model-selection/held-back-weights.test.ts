import { expect, test } from "bun:test";
import type { RegressorEstimator } from "../../../src/learn/core/estimator.ts";
import { Table } from "../../../src/learn/core/table.ts";
import { GradientBoostingRegressor } from "../../../src/learn/ensemble/gradient-boosting/gradient-boosting-regressor.ts";
import { HistGradientBoostingRegressor } from "../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";
import { MLPRegressor } from "../../../src/learn/neural-network/mlp-regressor.ts";

const N = 40;
const X = Table.fromMatrix(
  { rows: N, columns: 1, data: Float64Array.from({ length: N }, (_, i) => Math.sin(i)) },
  ["a"],
);
const y = { rows: N, columns: 1, data: Float64Array.from({ length: N }, (_, i) => Math.cos(i)) };
const REMEDY = "set another random_state or validation_fraction, or";

test.each<[string, () => RegressorEstimator, string]>([
  [
    "gradient boosting",
    () => new GradientBoostingRegressor({ n_iter_no_change: 2 }),
    "n_iter_no_change to null",
  ],
  [
    "boosting on bins",
    () => new HistGradientBoostingRegressor({ early_stopping: true }),
    "early_stopping to false",
  ],
  ["a perceptron", () => new MLPRegressor({ early_stopping: true, max_iter: 2 }), "early_stopping to false"],
])("early stopping of %s needs rows with a weight on both sides", (_, create, remedy) => {
  const messages = Array.from({ length: N }, (_, row) => {
    const onlyOne = new Float64Array(N).fill(1, row, row + 1);
    try {
      create().fit(X, y, undefined, undefined, onlyOne);
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  });
  expect([...new Set(messages)].sort()).toEqual([
    `sample_weight is 0 for all rows that early stopping holds back; ${REMEDY} ${remedy}`,
    `sample_weight is 0 for all rows that early stopping leaves to learn from; ${REMEDY} ${remedy}`,
  ]);
  expect(() => create().fit(X, y, undefined, undefined, new Float64Array(N).fill(1))).not.toThrow();
});
