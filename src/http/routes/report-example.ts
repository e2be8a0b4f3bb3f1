import type { Report } from "../../insight/report.ts";

/** The report of a small regression, for the OpenAPI document. */
export const REPORT_EXAMPLE: Report & { readonly model_run_id: number } = {
  model_name: "ridge",
  model_type: "regression",
  description: "Predicts numbers with a linear model and an l2 penalty; one or several labels",
  model_run_id: 42,
  trained_at: "2026-03-01T12:00:00.000Z",
  mlsvc_version: "0.1.0",
  parameters: { alpha: 1 },
  random_state: 0,
  rows: 800,
  data_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  iterations: null,
  converged: null,
  metrics: [
    { name: "r2", measured_on: "cv", value: 0.81, std: 0.03, baseline: -0.01, greater_is_better: true },
  ],
  columns: [],
  columns_not_listed: 3,
  labels: [],
  labels_not_listed: 1,
  texts_as_missing: 0,
  steps: ["StandardScaler", "Ridge"],
  evaluation: {
    measured_on: { kind: "cv", rows: 800, folds: 5 },
    importance: null,
    partial_dependence: { outputs: [], of: null, rows: 0, columns: [] },
    problems: [],
  },
  warnings: [],
};
