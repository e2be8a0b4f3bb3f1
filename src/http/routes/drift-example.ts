import type { DriftAnswer } from "../../drift/drift-answer.ts";

/** The drift of a model of two columns, for the OpenAPI document. */
export const DRIFT_EXAMPLE: DriftAnswer = {
  model_name: "logistic_regression",
  model_run_id: 42,
  trained_at: "2026-03-01T12:00:00.000Z",
  window_size: 5000,
  rows: 2000,
  rows_seen: 2000,
  since: "2026-03-02T08:00:00.000Z",
  columns: [
    {
      name: "plan",
      kind: "string",
      values: 1960,
      training_missing_share: 0,
      missing_share: 0.02,
      unknown_share: 0.01,
      out_of_range_share: null,
      psi: 0.02,
      psi_by_chance: 0.03,
      verdict: "stable",
      values_needed: 100,
      bins: [
        { bin: "basic", training_share: 0.7, window_share: 0.65 },
        { bin: "gold", training_share: 0.3, window_share: 0.34 },
        { bin: "others", training_share: 0, window_share: 0.01 },
      ],
    },
  ],
  columns_not_listed: 1,
  warnings: [],
};
