import type * as v from "valibot";
import type { Row } from "../ingest/rows.ts";
import { ValueError } from "../learn/core/errors.ts";
import type { FitMonitor } from "../learn/core/estimator.ts";
import { encodeKnownClasses, encodeTargets } from "../learn/core/labels.ts";
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
  rootMeanSquaredError as rmse,
} from "../learn/metrics/regression-errors.ts";
import { r2Score as r2 } from "../learn/metrics/regression-scores.ts";
import { columnOf } from "../learn/metrics/scores.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import { defaultsOf, type ParameterSchema, type Parameters } from "./parameters.ts";

/** In place of a list of features: the model learns whatever columns the training rows have. */
export const ANY_FEATURES = "*";

/** Metric name → value, as they become rows of `model_run_metrics`; `NaN` for one that is undefined, which has no row. */
export type Metrics = Record<string, number>;
/** Rows that a model can be trained on, as a caller would send them. */
export interface SampleRows {
  readonly features: readonly Row[];
  /** One for each row of `features`; left out for a model that takes no labels. */
  readonly labels?: readonly Row[];
}

/**
 * What a class in `statistical/` implements. Extend `Classifier`, `Regressor`, `Clusterer` or `OutlierDetector`,
 * which give `getDefaultParameters`, `validateFeatures` and `extractMetrics` a good default.
 */
export abstract class Model<S extends ParameterSchema = ParameterSchema> {
  /** Unique; what callers pass as `model_name` and what stands in `models.name`. */
  abstract readonly name: string;
  /** What `models.type` says. */
  abstract readonly type: "classification" | "regression" | "clustering" | "outlier_detection";
  abstract readonly description: string;
  /** The columns the model takes from each row, or `ANY_FEATURES`. */
  abstract readonly featureNames: readonly string[] | typeof ANY_FEATURES;
  /** The labels it takes, or `ANY_FEATURES` for all that come; empty when it takes none. */
  abstract readonly labelNames: readonly string[] | typeof ANY_FEATURES;
  abstract readonly parameters: S;

  /**
   * A new, unfitted pipeline. `features` are the training columns (without those that have no value, for a model of
   * any features), for models that adapt to them; `monitor` takes warnings. Throws `ValueError` for parameters that do not go with the columns; the caller gets it as a 400.
   */
  abstract createPipeline(parameters: Parameters<S>, features: Table, monitor: FitMonitor): Pipeline;

  /** Returns every parameter's default: what a training takes for those that its caller leaves out. */
  getDefaultParameters(): v.InferOutput<S> {
    return defaultsOf(this.parameters) as v.InferOutput<S>;
  }

  /**
   * Says whether rows can be learnt from or predicted: false is a 400 to the caller, and so is a `ValueError`, which says
   * why. True and nothing are yes.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: an override that only throws returns nothing.
  validateFeatures(_features: Table): boolean | void {}

  /**
   * Rows for `./mlsvc --selftest` to train on, some tens of them; without this method it makes some up from the names of
   * the columns. For a model that takes only rows of a certain kind.
   */
  sampleRows?(): SampleRows;

  /**
   * Returns metrics of the fitted pipeline on these rows, numbers by name. The names in `RESERVED_METRICS`, such as
   * `n_rows`, are the service's own.
   */
  abstract extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics;
}

/** A model that predicts one of several classes. */
export abstract class Classifier<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "classification";

  /**
   * scikit-learn's names: accuracy, balanced_accuracy, precision_macro, … of the classes that `POST /api/predict` answers;
   * log_loss and roc_auc_ovr_macro where there are probabilities; roc_auc of two classes by decision values where there
   * are none. NaN where undefined; of a pipeline that learnt a single class neither log_loss nor roc_auc.
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
    // Nothing is to be told apart: scikit-learn has neither score for a single class.
    if (classes.length === 1) return metrics;
    if (probabilities !== undefined) metrics.log_loss = logLossOfCodes(truth, probabilities);
    if (classes.length > 2) {
      if (probabilities !== undefined)
        metrics.roc_auc_ovr_macro = rocAucOvrMacroOfCodes(truth, probabilities);
      return metrics;
    }
    const scores =
      probabilities === undefined ? estimator.decisionFunction?.(X).data : columnOf(probabilities, 1);
    if (scores !== undefined) metrics.roc_auc = rocAucOfCodes(truth, scores);
    return metrics;
  }
}

/** A model that predicts numbers. */
export abstract class Regressor<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "regression";

  /** scikit-learn's `r2`, `rmse` and `mae`, the mean over the labels where there are several. */
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const truth = encodeTargets(labels);
    const predicted = pipeline.predictValues(features);
    return { r2: r2(truth, predicted), rmse: rmse(truth, predicted), mae: mae(truth, predicted) };
  }
}

/** At most so many rows are compared with one another for the silhouette, whose cost is quadratic. */
const SILHOUETTE_ROWS = 5000;

/** A model that finds groups of rows without being told any. */
export abstract class Clusterer<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "clustering";

  /** scikit-learn's `inertia`, and the `silhouette` (of a sample, where there are many rows). */
  override extractMetrics(pipeline: Pipeline, features: Table): Metrics {
    const { estimator } = pipeline;
    if (estimator.kind !== "clusterer")
      throw new ValueError("a clusterer's pipeline must end in a clusterer");
    const X = pipeline.transform(features);
    return {
      inertia: estimator.inertia(X),
      silhouette: silhouetteScore(X.toMatrix(), estimator.predict(X), { sampleSize: SILHOUETTE_ROWS }),
    };
  }
}

/** A model that learns which rows are usual. */
export abstract class OutlierDetector<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "outlier_detection";

  /** `n_outliers`: how many of the rows are told apart as outliers. */
  override extractMetrics(pipeline: Pipeline, features: Table): Metrics {
    return { n_outliers: pipeline.predictCodes(features).filter((value) => value === -1).length };
  }
}
