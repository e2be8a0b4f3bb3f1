import * as v from "valibot";
import { LEFT_OUT_REASONS } from "../models/left-out-messages.ts";
import type { importance } from "./column-schema.ts";
import { columnSchema } from "./column-schema.ts";
import {
  type classCurves,
  type classification,
  type clustering,
  evaluation,
  type labelResiduals,
  type outliers,
  type partialDependence,
} from "./evaluation-schema.ts";
import { count, type histogram, measuredOn, number } from "./report-values.ts";

/*
 * The report of a run: what its rows looked like, how well the model predicts them, and what it relies on. The schemas are the
 * JSON answer of the service, and check what is read from a stored pipeline. Names on the wire are scikit-learn's.
 */

const metric = v.pipe(
  v.object({
    name: v.string(),
    measured_on: measuredOn,
    /** Of `cv`, the mean over the folds. */
    value: number,
    /** The population standard deviation over the folds; null unless measured by `cv`. */
    std: v.nullable(number),
    /** The same metric of a DummyClassifier (`prior`) or DummyRegressor (`mean`, or the `quantile` that is predicted), fitted and measured on the same rows. */
    baseline: v.nullable(number),
    /** Null for a metric of the model's own. */
    greater_is_better: v.nullable(v.boolean()),
  }),
  v.title("ReportMetric"),
);

const warning = v.pipe(v.object({ code: v.string(), message: v.string() }), v.title("ReportWarning"));

const storedEntries = {
  metrics: v.array(metric),
  /** The features, the most important first; without importance, in their own order. */
  columns: v.array(columnSchema),
  columns_not_listed: count,
  labels: v.array(columnSchema),
  labels_not_listed: count,
  /** Number of texts in numeric columns, such as "NaN", that were taken as missing. */
  texts_as_missing: count,
  /** Columns that the model has not learnt from, at most 60; absent if there are none. */
  columns_left_out: v.optional(
    v.array(
      v.pipe(
        v.object({
          name: v.string(),
          reason: v.picklist(LEFT_OUT_REASONS),
          // Of a column of mostly dates, the first row with other text.
          row: v.optional(count),
        }),
        v.title("LeftOutColumn"),
      ),
    ),
  ),
  /** The types of the steps of the pipeline, those of steps inside another one in parentheses. */
  steps: v.array(v.string()),
  evaluation,
};

/** What is stored of a report, beside the pipeline and its provenance. */
export const storedReportSchema = v.object(storedEntries);

/** The report of a run, as `GET /api/report` answers it. */
export const reportSchema = v.object({
  model_name: v.string(),
  model_type: v.picklist(["classification", "regression", "clustering", "outlier_detection"]),
  /** Empty if this program does not have the model. */
  description: v.string(),
  model_run_id: v.number(),
  /** ISO 8601, UTC. */
  trained_at: v.string(),
  mlsvc_version: v.string(),
  parameters: v.record(v.string(), v.unknown()),
  random_state: v.number(),
  /** Rows of the training. */
  rows: count,
  data_sha256: v.string(),
  iterations: v.nullable(v.number()),
  converged: v.nullable(v.boolean()),
  ...storedEntries,
  /** What a reader should know, in words; computed from the other entries when the report is read. */
  warnings: v.array(warning),
});

/** The report of a training: of a run, as the service answers it, or of one without a database, which has no id. */
export type Report = Omit<v.InferOutput<typeof reportSchema>, "model_run_id"> & {
  readonly model_run_id: number | null;
};
export type StoredReport = v.InferOutput<typeof storedReportSchema>;
export type MetricLine = v.InferOutput<typeof metric>;
export type MeasuredOn = v.InferOutput<typeof measuredOn>;
export type ColumnSummary = v.InferOutput<typeof columnSchema>;
export type NumericSummary = Extract<ColumnSummary, { kind: "numeric" }>;
export type DatetimeSummary = Extract<ColumnSummary, { kind: "datetime" }>;
export type StringSummary = Extract<ColumnSummary, { kind: "string" }>;
export type Histogram = v.InferOutput<typeof histogram>;
export type Importance = v.InferOutput<typeof importance>;
export type Evaluation = v.InferOutput<typeof evaluation>;
export type Classification = v.InferOutput<typeof classification>;
export type ClassCurves = v.InferOutput<typeof classCurves>;
export type LabelResiduals = v.InferOutput<typeof labelResiduals>;
export type Clustering = v.InferOutput<typeof clustering>;
export type Outliers = v.InferOutput<typeof outliers>;
export type PartialDependence = Evaluation["partial_dependence"];
export type PartialDependenceOfColumn = v.InferOutput<typeof partialDependence>;
export type ReportWarning = v.InferOutput<typeof warning>;

/** `T` with typed arrays in place of some lists of numbers, as a report is made and stored: they take less time and space. */
export type Packed<T> = T extends number[]
  ? number[] | Float64Array | Uint32Array | Uint16Array
  : T extends (infer U)[]
    ? Packed<U>[]
    : T extends object
      ? { [K in keyof T]: Packed<T[K]> }
      : T;
