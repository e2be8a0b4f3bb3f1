import { REPORT_EXAMPLE } from "../../src/http/routes/report-example.ts";
import type {
  Classification,
  ColumnSummary,
  NumericSummary,
  Report,
  StringSummary,
} from "../../src/insight/report.ts";

/** Returns a report in which nothing is remarkable, except for `changes`. */
export function exampleReport(changes: Partial<Report> = {}): Report {
  return { ...REPORT_EXAMPLE, ...changes };
}

/** Returns the same for a classifier of "no" and "yes". */
export function exampleClassification(
  classification: Partial<Classification> = {},
  changes: Partial<Report> = {},
): Report {
  return exampleReport({
    model_type: "classification",
    metrics: [],
    evaluation: {
      ...REPORT_EXAMPLE.evaluation,
      classification: {
        curve_rows: 800,
        classes: ["no", "yes"],
        classes_not_listed: 0,
        class_counts: [500, 300],
        confusion_matrix: [
          [450, 50],
          [60, 240],
        ],
        curves: [],
        thresholds: null,
        ...classification,
      },
    },
    ...changes,
  });
}

/** Returns a column of 100 numbers. */
export function numericColumn(changes: Partial<NumericSummary> = {}): ColumnSummary {
  return {
    name: "age",
    kind: "numeric",
    count: 100,
    missing: 0,
    sampled: 100,
    mean: 40.5,
    std: 9.25,
    distinct: 60,
    quantiles: [20, 21, 25, 28, 32, 35, 38, 40, 43, 45, 48, 52, 55, 60, 66],
    decile_counts: [10, 10, 10, 10, 10, 10, 10, 10, 10, 10],
    histogram: { edges: [20, 35, 50, 66], counts: [30, 50, 20] },
    ...changes,
  };
}

/** Returns a column of 100 texts. */
export function textColumn(changes: Partial<StringSummary> = {}): ColumnSummary {
  return {
    name: "plan",
    kind: "string",
    count: 100,
    missing: 0,
    distinct: 2,
    categories: [
      { value: "basic", count: 70 },
      { value: "gold", count: 30 },
    ],
    other_count: 0,
    ...changes,
  };
}
