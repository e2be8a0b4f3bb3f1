import * as v from "valibot";
import { count, histogram, measuredOn, number, numbers, scalar } from "./report-values.ts";

/** The curves of one class against all others. Where there are too many points, those in between are left out. */
export const classCurves = v.pipe(
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

export const classification = v.pipe(
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
    /** If the threshold was chosen by a score: the class with fewer rows, how many it has, and the folds they were divided into. */
    threshold_chosen_on: v.optional(
      v.pipe(v.object({ class: scalar, rows: count, folds: count }), v.title("ThresholdRows")),
    ),
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

export const labelResiduals = v.pipe(
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

export const clustering = v.pipe(
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

export const outliers = v.pipe(
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

export const partialDependence = v.pipe(
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

/** How well a model predicts, and what it relies on. */
export const evaluation = v.pipe(
  v.object({
    measured_on: v.pipe(
      v.object({
        kind: measuredOn,
        rows: count,
        folds: v.nullable(count),
        /** The folds of `cv` that could not be measured, and why: the first few reasons. Absent if there are none. */
        folds_left_out: v.optional(
          v.pipe(v.object({ count, of: count, reasons: v.array(v.string()) }), v.title("FoldsLeftOut")),
        ),
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
