import { describe, expect, test } from "bun:test";
import type { GivenParameters } from "../../../src/learn/core/parameters.ts";
import { LinearSVC } from "../../../src/learn/svm/linear-svc.ts";
import { readGolden } from "../golden/cases.ts";
import { type OneHotTable, oneHotTable } from "../golden/made-up.ts";
import { distance, tableOf } from "./rows.ts";

function classTable(table: OneHotTable) {
  const { X, y } = oneHotTable(table);
  const codes = Int32Array.from(y.data, (value) => (value > 0 ? 1 : 0));
  return { X: tableOf(X.data, X.columns), matrix: X, y: { classes: [false, true], codes } };
}

describe("decisions on a wide one-hot table are scikit-learn's", () => {
  const { table, cases } = readGolden("figures/linear_svc.json") as {
    table: OneHotTable;
    cases: { params: GivenParameters<typeof LinearSVC.parameters>; decisions: number[]; length: number }[];
  };
  const { X, y } = classTable(table);
  for (const { params, decisions, length } of cases) {
    test(JSON.stringify(params), () => {
      const model = new LinearSVC({ tol: 1e-9, max_iter: 1_000_000, ...params }).fit(X, y);
      const all = model.decisionFunction(X).data;
      expect(
        distance(
          decisions.map((_, at) => all[35 * at]!),
          decisions,
        ),
      ).toBeLessThan(1e-5);
      expect(Math.abs(Math.hypot(...model.state.coef) / length - 1)).toBeLessThan(1e-6);
    }, 60_000);
  }
});
