import { describe, expect, test } from "bun:test";
import { uniformNumbers } from "../learn/golden/made-up.ts";
import { evaluate, write } from "./evaluate.ts";

/** Writes a table of 1,200 rows whose text has some 300 values, and returns its path. The label depends on it if `says` is. */
function tableOf(says: boolean): string {
  const next = uniformNumbers(21);
  const lines = Array.from({ length: 1200 }, (_, row) => {
    const product = Math.floor(300 * next() ** 1.5);
    const size = next() * 4;
    const share = says ? 1 / (1 + Math.exp(3 - ((product * 7) % 11) - size)) : 0.5;
    return `order ${row},product ${product},${size.toFixed(3)},${next() < share ? "yes" : "no"}`;
  });
  return write("orders.csv", `order,product,size,returned\n${lines.join("\n")}\n`);
}

describe("a table with text of many values, on the executable", () => {
  const models = ["logistic_regression", "hist_gradient_boosting_classifier", "extra_trees_classifier"];

  test.each(models)(
    "%s finds what the text says, and tells what it leaves out",
    async (model) => {
      const { metrics, report, warnings } = await evaluate(model, tableOf(true), "--label", "returned");
      expect(warnings).toEqual([expect.stringMatching(/is left out: "order"; do not send/)]);
      expect(metrics!.n_features).toBe(2);
      expect(metrics!.cv_roc_auc_mean).toBeGreaterThan(0.75);
      expect(report!.columns[0]!.name).toBe("product");
      expect(report!.columns[0]!.importance!.mean).toBeGreaterThan(0.02);
    },
    60_000,
  );

  test.each(models)(
    "%s finds nothing where the text says nothing",
    async (model) => {
      const { metrics } = await evaluate(model, tableOf(false), "--label", "returned");
      expect(Math.abs(metrics!.cv_roc_auc_mean! - 0.5)).toBeLessThan(0.06);
    },
    60_000,
  );
});
