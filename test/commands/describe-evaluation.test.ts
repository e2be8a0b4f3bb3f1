import { expect, test } from "bun:test";
import { describeEvaluation } from "../../src/commands/evaluate/describe-evaluation.ts";
import type { Terminal } from "../../src/commands/terminal/terminal.ts";
import { exampleReport, numericColumn } from "../insight/example-report.ts";

const PLAIN: Terminal = {
  isInteractive: false,
  width: Number.POSITIVE_INFINITY,
  style: (_, text) => text,
};

test("means that are nothing beside their spreads are shown as 0", () => {
  const report = exampleReport({
    columns: [numericColumn({ importance: { mean: 2.78e-18, std: 0.02981 } })],
    metrics: [
      {
        name: "r2",
        measured_on: "cv",
        value: -3e-17,
        std: 0.0412,
        baseline: -0.02,
        greater_is_better: true,
      },
    ],
  });
  const text = describeEvaluation({ report, metrics: {}, warnings: [] }, PLAIN);
  expect(text).toContain("0.000 ± 0.041");
  const measurement = { score: "r2", baseline_score: 0.8, rows: 100, repeats: 5, columns: 1 } as const;
  const measured = { ...report, evaluation: { ...report.evaluation, importance: measurement } };
  expect(describeEvaluation({ report: measured, metrics: {}, warnings: [] }, PLAIN)).toContain(
    "0.000 ± 0.030",
  );
});
