import { expect, test } from "bun:test";
import { Random } from "../../../../src/learn/core/random.ts";
import { Table } from "../../../../src/learn/core/table.ts";
import { HistGradientBoostingClassifier } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-classifier.ts";
import { HistGradientBoostingRegressor } from "../../../../src/learn/ensemble/hist-gradient-boosting/hist-gradient-boosting-regressor.ts";

const ROWS = 1501;
const random = new Random(11);
const a = Float64Array.from({ length: ROWS }, () => (random.next() < 0.1 ? Number.NaN : random.normal()));
const b = Float64Array.from({ length: ROWS }, () => random.normal());
const codes = Int32Array.from({ length: ROWS }, () => random.below(6) - 1);
const rows = (): Table =>
  Table.fromColumns(
    ["a", "b", "word"],
    [
      { kind: "numeric", values: a },
      { kind: "numeric", values: b },
      { kind: "string", codes, categories: ["v", "w", "x", "y", "z"] },
    ],
    ROWS,
  );
const classes = Int32Array.from(b, (value, i) => (value > 0.5 ? 2 : value + codes[i]! > 1 ? 1 : 0));

test.each([false, true])(
  "the cached scores of the training rows are the same as computed ones (early stopping: %p)",
  (early_stopping) => {
    for (const y of [
      { classes: ["p", "q", "r"], codes: classes },
      { classes: ["p", "q"], codes: classes.map((code) => Math.min(code, 1)) },
    ]) {
      const X = rows();
      const model = new HistGradientBoostingClassifier({ max_iter: 30, early_stopping }).fit(X, y);
      const known = model.decisionFunction(X);
      expect(known).toEqual(model.decisionFunction(rows()));
      // Modifying the returned scores does not affect the next call.
      model.predictProba(X);
      expect(model.decisionFunction(X)).toEqual(known);
    }
    const y = { rows: ROWS, columns: 1, data: b.map((value, i) => Math.exp(value + codes[i]!)) };
    const X = rows();
    const model = new HistGradientBoostingRegressor({ max_iter: 30, early_stopping, loss: "poisson" }).fit(
      X,
      y,
    );
    expect(model.predict(X)).toEqual(model.predict(rows()));
  },
);
