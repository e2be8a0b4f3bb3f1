import * as v from "valibot";
import { LEFT_OUT_REASONS } from "../models/left-out-messages.ts";

/*
 * The report of a run: what its rows looked like, how well the model predicts them, and what it relies on. The schemas are the
 * JSON answer of the service, and check what is read from a stored pipeline. Names on the wire are scikit-learn's.
 */

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const numbers = v.array(number);
const scalar = v.union([v.string(), number, v.boolean()]);

/** `counts[i]` values lie from `edges[i]` to `edges[i + 1]`; the last bin includes its upper edge. Empty without values. */
const histogram = v.pipe(v.object({ edges: numbers, counts: v.array(count) }), v.title("Histogram"));

/** The loss of score when the values of the column are shuffled: mean and population standard deviation over the repeats. */
const importance = v.pipe(v.object({ mean: number, std: number }), v.title("ColumnImportance"));

const columnEntries = {
  name: v.string(),
  /** Rows with a value. */
  count,
  /** Rows without a value. */
  missing: count,
  /** Absent for a label, for a column that was not measured, and where `evaluation.importance` is null. */
  importance: v.optional(importance),
  /**
   * How well this column alone predicts the label: the accuracy, or r2, of the most frequent class, or the mean label, of each
   * of its categories or of 16 ranges of its numbers or times, on rows that these were not counted on. Only for a feature of a
   * model with one label.
   */
  score_alone: v.optional(number),
};

/**
 * The rows of the training in one column. `count`, `missing`, `mean`, `std`, the ends of `quantiles` and the counts of
 * categories are of all rows.
 */
export const columnSchema = v.variant("kind", [
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("numeric"),
      /**
       * Number of values that the other quantiles, `decile_counts`, `distinct` and `histogram` are of: all of them, or some
       * spread evenly.
       */
      sampled: count,
      /** Null for a column without values, or where it is too large for a number. */
      mean: v.nullable(number),
      /** The population standard deviation; null as the mean is. */
      std: v.nullable(number),
      distinct: count,
      /** At `QUANTILES` (fractions.ts), interpolated linearly; empty for a column without values. */
      quantiles: numbers,
      /** Of the sampled numbers, those in each of the bins that the deciles divide them into (decile-bins.ts); empty as quantiles are. */
      decile_counts: v.array(count),
      histogram,
    }),
    v.title("NumericColumn"),
  ),
  v.pipe(
    v.object({ ...columnEntries, kind: v.literal("boolean"), true_count: count }),
    v.title("BooleanColumn"),
  ),
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("string"),
      /** Number of distinct texts. */
      distinct: count,
      /** The most frequent texts, the most frequent first. Texts that occur only a few times are never named. */
      categories: v.array(v.pipe(v.object({ value: v.string(), count }), v.title("Category"))),
      /** Rows with a text that is not listed. */
      other_count: count,
    }),
    v.title("TextColumn"),
  ),
  v.pipe(
    v.object({
      ...columnEntries,
      kind: v.literal("datetime"),
      /**
       * The first and the last as ISO text: dates if all values are dates, else times cut to seconds, in UTC where they were sent
       * with an offset. Null for a column without values.
       */
      min: v.nullable(v.string()),
      max: v.nullable(v.string()),
      /** As for numbers, of the seconds since 1970-01-01T00:00:00Z. */
      sampled: count,
      distinct: count,
      quantiles: numbers,
      histogram,
    }),
    v.title("DatetimeColumn"),
  ),
]);

/** Where something was measured: on the rows of the training, on rows held back, or on each fold by a fit on the others. */
const measuredOn = v.picklist(["training", "validation", "cv"]);

const metric = v.pipe(
  v.object({
    name: v.string(),
    measured_on: measuredOn,
    /** Of `cv`, the mean over the folds. */
    value: number,
    /** The population standard deviation over the folds; null unless measured by `cv`. */
    std: v.nullable(number),
    /** The same metric of a DummyClassifier (`prior`) or DummyRegressor (`mean`), fitted and measured on the same rows. */
    baseline: v.nullable(number),
    /** Null for a metric of the model's own. */
    greater_is_better: v.nullable(v.boolean()),
  }),
  v.title("ReportMetric"),
);

/** The curves of one class against all others. Where there are too many points, those in between are left out. */
const classCurves = v.pipe(
  v.object({
    class: scalar,
    /** From (0, 0) to (1, 1). */
    roc: v.nullable(v.pipe(v.object({ fpr: numbers, tpr: numbers, auc: number }), v.title("RocCurve"))),
    /** By descending recall, ending with precision 1 and recall 0. */
    precision_recall: v.nullable(
      v.pipe(
        v.object({ precision: numbers, recall: numbers, average_precision: number }),
        v.title("PrecisionRecallCurve"),
      ),
    ),
    /** Ten bins of equal width between 0 and 1, without empty ones; null without probabilities. */
    calibration: v.nullable(
      v.pipe(
        v.object({
          mean_predicted: numbers,
          fraction_of_positives: numbers,
          counts: v.array(count),
          /** The mean of (1 or 0 − p)². */
          brier: number,
        }),
        v.title("CalibrationCurve"),
      ),
    ),
  }),
  v.title("ClassCurves"),
);

const classification = v.pipe(
  v.object({
    /** Rows that curves and thresholds are of: all that were measured on, or a sample of them, spread evenly. */
    curve_rows: count,
    /** Ascending. With many classes, the most frequent ones. */
    classes: v.array(scalar),
    classes_not_listed: count,
    /** Rows of each class; where classes are not listed, a last entry for all of them. */
    class_counts: v.array(count),
    /** Rows with true class i and predicted class j; where classes are not listed, a last row and column for all of them. */
    confusion_matrix: v.array(v.array(count)),
    /** Of the probabilities, or else the decision values. Two classes: one entry, for the last; empty if there are no scores. */
    curves: v.array(classCurves),
    /**
     * For two classes, the score from which on the model of the run predicts the last one, if it was given or chosen. Absent if the
     * most probable class is predicted.
     */
    decision_threshold: v.optional(number),
    /** For two classes with scores: what follows from predicting the last class at or above a threshold, ascending. */
    thresholds: v.nullable(
      v.pipe(
        v.object({
          /** Whether the thresholds are of decision values instead of probabilities. */
          of: v.picklist(["probability", "decision_value"]),
          threshold: numbers,
          precision: numbers,
          recall: numbers,
          f1: numbers,
          accuracy: numbers,
          /** Rows for which the last class is predicted. */
          predicted_positive: v.array(count),
        }),
        v.title("ScoresByThreshold"),
      ),
    ),
  }),
  v.title("ClassificationEvaluation"),
);

const labelResiduals = v.pipe(
  v.object({
    label: v.string(),
    /** Rows that all of this is of: all that were measured on, or a sample of them, spread evenly. */
    rows: count,
    /** Of true minus predicted, at `QUANTILES`. */
    residual_quantiles: numbers,
    residual_histogram: histogram,
    /** Rows by predicted value, in at most 20 bins of about equal numbers of rows, ascending. */
    bins: v.array(
      v.pipe(
        v.object({
          count,
          /** The means over the rows of the bin. */
          mean_predicted: number,
          mean_true: number,
          /** At `RESIDUAL_QUANTILES`. */
          residual_quantiles: numbers,
        }),
        v.title("ResidualBin"),
      ),
    ),
    /** Rows by predicted value (first index) and residual (second). Empty where either is the same for all rows. */
    density: v.pipe(
      v.object({ predicted_edges: numbers, residual_edges: numbers, counts: v.array(v.array(count)) }),
      v.title("ResidualDensity"),
    ),
  }),
  v.title("LabelResiduals"),
);

const clustering = v.pipe(
  v.object({
    /** Rows of each cluster. With many clusters, the largest ones. */
    clusters: v.array(
      v.pipe(
        v.object({
          cluster: v.pipe(v.number(), v.integer()),
          count,
          /** The means of its rows in numeric columns, by name; for at most 20 columns. A column without values there is left out. */
          means: v.record(v.string(), number),
        }),
        v.title("Cluster"),
      ),
    ),
    clusters_not_listed: count,
  }),
  v.title("ClusteringEvaluation"),
);

const outliers = v.pipe(
  v.object({
    n_outliers: count,
    /** Of `score_samples`: the lower, the more unusual. */
    scores: histogram,
    score_quantiles: numbers,
    /** The largest score of the rows detected as outliers; null without any. */
    threshold: v.nullable(number),
  }),
  v.title("OutlierEvaluation"),
);

const partialDependence = v.pipe(
  v.object({
    column: v.string(),
    kind: v.picklist(["numeric", "boolean", "string", "datetime"]),
    /** The values that take the place of the column's own in every row. */
    grid: v.array(scalar),
    /** For each of `outputs`, the mean prediction at each value of the grid. */
    values: v.array(numbers),
  }),
  v.title("ColumnDependence"),
);

const evaluation = v.pipe(
  v.object({
    measured_on: v.pipe(
      v.object({
        kind: measuredOn,
        rows: count,
        folds: v.nullable(count),
        /** The column of `cv_groups`: no rows of a fit and of its test have the same value. Absent without one. */
        groups: v.optional(v.string()),
        /** The column of `cv_time`: the rows of a test are later than those of its fit. Absent without one. */
        time: v.optional(v.string()),
        /** Columns with dates, if the tests had no regard to time. */
        dated_columns: v.optional(v.array(v.string())),
        /** Columns of identifiers that several rows share, if the tests had no regard to groups. */
        repeated_columns: v.optional(v.array(v.string())),
      }),
      v.title("EvaluationRows"),
    ),
    classification: v.optional(classification),
    regression: v.optional(v.array(labelResiduals)),
    clustering: v.optional(clustering),
    outliers: v.optional(outliers),
    /** How the importance of columns was measured; null if it was not. The values stand with the columns. */
    importance: v.nullable(
      v.pipe(
        v.object({
          /** scikit-learn's default score of the estimator. */
          score: v.picklist(["accuracy", "r2"]),
          /** Of the rows as they are. */
          baseline_score: number,
          /** Rows that were shuffled: all that were measured on, or a sample. */
          rows: count,
          repeats: count,
          /** Columns that the model does not rely on at all have 0. Columns beyond a bound are not measured. */
          columns: count,
        }),
        v.title("ImportanceMeasurement"),
      ),
    ),
    partial_dependence: v.pipe(
      v.object({
        /** What the values are of: the last of two classes, each listed class, or each label. */
        outputs: v.array(scalar),
        of: v.nullable(v.picklist(["probability", "decision_value", "prediction"])),
        rows: count,
        columns: v.array(partialDependence),
      }),
      v.title("PartialDependence"),
    ),
    /** What could not be measured, and why. */
    problems: v.array(v.string()),
  }),
  v.title("Evaluation"),
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
      v.pipe(v.object({ name: v.string(), reason: v.picklist(LEFT_OUT_REASONS) }), v.title("LeftOutColumn")),
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
