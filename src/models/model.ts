import type * as v from "valibot";
import type { Row } from "../ingest/row-column.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/fit-monitor.ts";
import { encodeKnownClasses, encodeTargets } from "../learn/core/labels.ts";
import type { ParameterTable } from "../learn/core/parameters.ts";
import type { Table } from "../learn/core/table.ts";
import {
  classScoresOfCodes,
  logLossOfCodes,
  rocAucOfCodes,
  rocAucOvrMacroOfCodes,
} from "../learn/metrics/class-codes.ts";
import { silhouetteScore } from "../learn/metrics/clustering.ts";
import {
  meanAbsoluteError as mae,
  meanPinballLoss,
  rootMeanSquaredError as rmse,
} from "../learn/metrics/regression-errors.ts";
import { r2Score as r2 } from "../learn/metrics/regression-scores.ts";
import { columnOf } from "../learn/metrics/scores.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { defaultsOf, type Parameters } from "./parameters.ts";

/** Stands in place of a list of columns: the model learns from all columns that the training rows have. */
export const ANY_FEATURES = "*";

/** The values of metrics by name. Each becomes a row of `model_run_metrics`, except `NaN`, which stands for an undefined metric. */
export type Metrics = Record<string, number>;

/** Rows to train a model on, as a caller would send them. */
export interface SampleRows {
  readonly features: readonly Row[];
  /** One row for each row of `features`; absent for a model without labels. */
  readonly labels?: readonly Row[];
}

/**
 * The base of all models. Extend `Classifier`, `Regressor`, `Clusterer` or `OutlierDetector`, which also define the metrics
 * of their type.
 */
export abstract class Model<S extends ParameterTable = ParameterTable> {
  /** The unique name: callers pass it as `model_name`, and the table `models` has it. */
  abstract readonly name: string;
  /** The value of `models.type`. */
  abstract readonly type: "classification" | "regression" | "clustering" | "outlier_detection";
  /** What the model predicts, and from what: one sentence, for the table `models` and `GET /api/models`. */
  abstract readonly description: string;
  /** The columns that the model learns from, or `ANY_FEATURES`. Other columns of a row are ignored. */
  abstract readonly featureNames: readonly string[] | typeof ANY_FEATURES;
  /** The labels that it learns, or `ANY_FEATURES` for all that are sent; empty for a model without labels. */
  abstract readonly labelNames: readonly string[] | typeof ANY_FEATURES;
  /** The parameters that a caller may send; see `defineParameters`. */
  abstract readonly parameters: S;

  /**
   * Returns a new, unfitted pipeline. `features` are the training columns, for models that adapt to them; for a model of any
   * columns, those without any value are left out. `monitor` receives warnings. Throws `ValueError` for parameters that do not
   * fit the columns; the caller gets status 400.
   */
  abstract createPipeline(parameters: Parameters<S>, features: Table, monitor: FitMonitor): Pipeline;

  /** Returns the default of every parameter, used for those that a caller leaves out. */
  getDefaultParameters(): v.InferOutput<S> {
    return defaultsOf(this.parameters) as v.InferOutput<S>;
  }

  /**
   * Returns whether the model accepts these rows, in a training or a prediction; undefined means true. If it does not, the
   * caller gets status 400. Throw a `ValueError` to say why.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an override that only throws returns nothing.
  validateFeatures(_features: Table): boolean | void {}

  /**
   * Whether the report of a run measures on which columns the model relies, which takes some thousand predictions of rows with
   * shuffled columns. Set it to false if predictions are very slow, or if such rows make no sense.
   */
  readonly measuresImportance: boolean = true;

  /**
   * Returns some tens of rows on which `./mlsvc --selftest` trains the model. Only needed for a model that accepts only certain
   * rows; for other models, rows are made up from the names of the columns.
   */
  sampleRows?(): SampleRows;

  /**
   * Returns metrics of the fitted pipeline on these rows. Names that the service uses itself, such as `n_rows`, are not
   * permitted; see `RESERVED_METRICS`.
   */
  abstract extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics;
}

/** A model that predicts one of several classes. */
export abstract class Classifier<S extends ParameterTable = ParameterTable> extends Model<S> {
  readonly type = "classification";

  /**
   * Returns metrics by scikit-learn's names. Of the predicted classes: accuracy, balanced_accuracy, precision_macro,
   * recall_macro and f1_macro. Of the probabilities, if there are any: log_loss, and for more than two classes
   * roc_auc_ovr_macro. For two classes roc_auc, of the probabilities or else the decision values. A metric that is undefined
   * for these rows is NaN. A pipeline that learnt a single class has neither log_loss nor roc_auc.
   */
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const { estimator, schema } = pipeline;
    const { classes } = schema;
    if (estimator.kind !== "classifier" || classes === null)
      throw new ValueError("a classifier's pipeline must end in a classifier");
    const truth = encodeKnownClasses(labels, classes);
    const X = pipeline.transform(features);
    const { codes: predicted, probabilities } = pipeline.classify(features, X);
    const { accuracy, balancedAccuracy, precision, recall, f1 } = classScoresOfCodes(truth, predicted);
    const metrics: Metrics = {
      accuracy,
      balanced_accuracy: balancedAccuracy,
      precision_macro: precision,
      recall_macro: recall,
      f1_macro: f1,
    };
    // scikit-learn has neither of the other scores for a single class.
    if (classes.length === 1) return metrics;
    if (probabilities !== undefined) metrics.log_loss = logLossOfCodes(truth, probabilities);
    if (classes.length > 2) {
      if (probabilities !== undefined)
        metrics.roc_auc_ovr_macro = rocAucOvrMacroOfCodes(truth, probabilities);
      return metrics;
    }
    if (probabilities !== undefined) metrics.roc_auc = rocAucOfCodes(truth, columnOf(probabilities, 1));
    else if (pipeline.hasScores) metrics.roc_auc = rocAucOfCodes(truth, pipeline.scores(features, X).data);
    return metrics;
  }
}

/** A model that predicts numbers. */
export abstract class Regressor<S extends ParameterTable = ParameterTable> extends Model<S> {
  readonly type = "regression";

  /**
   * Returns scikit-learn's `r2`, `rmse` and `mae`, averaged over the labels, and of a pipeline that predicts a quantile its
   * `mean_pinball_loss`.
   */
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const truth = encodeTargets(labels);
    const predicted = pipeline.predictValues(features);
    const metrics: Metrics = {
      r2: r2(truth, predicted),
      rmse: rmse(truth, predicted),
      mae: mae(truth, predicted),
    };
    const alpha = pipeline.predictedQuantile;
    if (alpha !== undefined) metrics.mean_pinball_loss = meanPinballLoss(truth, predicted, { alpha });
    return metrics;
  }
}

/** Maximum number of rows for the silhouette, which takes quadratic time. */
const SILHOUETTE_ROWS = 5000;

/** A model that finds groups of rows without labels. */
export abstract class Clusterer<S extends ParameterTable = ParameterTable> extends Model<S> {
  readonly type = "clustering";

  /** Returns scikit-learn's `inertia` and `silhouette`; the latter of a sample if there are more than `SILHOUETTE_ROWS` rows. */
  override extractMetrics(pipeline: Pipeline, features: Table): Metrics {
    const { estimator } = pipeline;
    if (estimator.kind !== "clusterer")
      throw new ValueError("a clusterer's pipeline must end in a clusterer");
    const X = pipeline.transform(features);
    return {
      inertia: estimator.inertia(X),
      silhouette: silhouetteScore(X.toMatrix(), pipeline.predictCodes(features), {
        sampleSize: SILHOUETTE_ROWS,
      }),
    };
  }
}

/** A model that learns which rows are usual, and detects unusual ones. */
export abstract class OutlierDetector<S extends ParameterTable = ParameterTable> extends Model<S> {
  readonly type = "outlier_detection";

  /** Returns `n_outliers`, the number of rows detected as outliers. */
  override extractMetrics(pipeline: Pipeline, features: Table): Metrics {
    return { n_outliers: pipeline.predictCodes(features).filter((value) => value === -1).length };
  }
}
