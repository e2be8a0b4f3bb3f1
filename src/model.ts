import type * as v from "valibot";
import { ValueError } from "./learn/errors.ts";
import type { FitMonitor } from "./learn/estimator.ts";
import { encodeClasses, encodeKnownClasses, encodeTargets } from "./learn/labels.ts";
import {
  accuracy,
  balancedAccuracy,
  f1Macro,
  logLoss,
  precisionMacro,
  recallMacro,
  rocAuc,
  rocAucOvrMacro,
} from "./learn/metrics/classification.ts";
import { mae, r2, rmse } from "./learn/metrics/regression.ts";
import type { Pipeline } from "./learn/pipeline.ts";
import type { Table } from "./learn/table.ts";
import { defaultsOf } from "./parameters.ts";

/** In place of a list of features: the model learns whatever columns the training rows have. */
export const ANY_FEATURES = "*";

/** A valibot object whose every entry has a default: the parameters of a model, with types and ranges. */
export type ParameterSchema = v.ObjectSchema<v.ObjectEntries, undefined>;
/** Parameters after validation. */
export type Parameters<S extends ParameterSchema> = v.InferOutput<S>;
/** Metric name → value, as they become rows of `model_run_metrics`. */
export type Metrics = Record<string, number>;

/**
 * What a class in `statistical/` implements. Extend `Classifier` or `Regressor`, which give
 * `getDefaultParameters`, `validateFeatures` and `extractMetrics` a good default.
 */
export abstract class Model<S extends ParameterSchema = ParameterSchema> {
  /** Unique; what callers pass as `model_name` and what stands in `models.name`. */
  abstract readonly name: string;
  /** What `models.type` says. */
  abstract readonly type: "classification" | "regression";
  abstract readonly description: string;
  /** The columns the model takes from each row, or `ANY_FEATURES`. */
  abstract readonly featureNames: readonly string[] | typeof ANY_FEATURES;
  /** The labels it takes, or `ANY_FEATURES` for all that come. */
  abstract readonly labelNames: readonly string[] | typeof ANY_FEATURES;
  abstract readonly parameters: S;

  /**
   * A new, unfitted pipeline. `features` are the training columns, for models that adapt to them; `monitor` takes
   * warnings. Throws `ValueError` for parameters that do not go with the columns; the caller gets it as a 400.
   */
  abstract createPipeline(parameters: Parameters<S>, features: Table, monitor?: FitMonitor): Pipeline;

  /** Every parameter's default. */
  getDefaultParameters(): Parameters<S> {
    return defaultsOf(this.parameters) as Parameters<S>;
  }

  /** Throws `ValueError` when the rows cannot be learnt from or predicted; the caller gets it as a 400. */
  validateFeatures(_features: Table): void {}

  /** Throws `ValueError` when the labels cannot be learnt. */
  abstract validateLabels(labels: Table): void;

  /** Metrics of the fitted pipeline on these rows. */
  abstract extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics;
}

/** A model that predicts one of several classes. */
export abstract class Classifier<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "classification";

  override validateLabels(labels: Table): void {
    encodeClasses(labels);
  }

  /** scikit-learn's names: accuracy, balanced_accuracy, precision_macro, …; those undefined here are left out. */
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const { classes } = pipeline.schema;
    if (classes === null) throw new ValueError("a classifier's pipeline must end in a classifier");
    const truth = encodeKnownClasses(labels, classes);
    const predicted = pipeline.predictCodes(features);
    const metrics: Metrics = {
      accuracy: accuracy(truth, predicted),
      balanced_accuracy: balancedAccuracy(truth, predicted),
      precision_macro: precisionMacro(truth, predicted),
      recall_macro: recallMacro(truth, predicted),
      f1_macro: f1Macro(truth, predicted),
    };
    if (pipeline.hasProbabilities) {
      const probabilities = pipeline.predictProba(features);
      metrics.log_loss = logLoss(truth, probabilities);
      if (classes.length === 2) {
        const scores = Float64Array.from(truth, (_, i) => probabilities.data[i * 2 + 1]!);
        metrics.roc_auc = rocAuc(truth, scores);
      } else {
        metrics.roc_auc_ovr_macro = rocAucOvrMacro(truth, probabilities);
      }
    }
    return metrics;
  }
}

/** A model that predicts numbers. */
export abstract class Regressor<S extends ParameterSchema = ParameterSchema> extends Model<S> {
  readonly type = "regression";

  override validateLabels(labels: Table): void {
    encodeTargets(labels);
  }

  /** scikit-learn's `r2`, `rmse` and `mae`, the mean over the labels where there are several. */
  override extractMetrics(pipeline: Pipeline, features: Table, labels: Table): Metrics {
    const truth = encodeTargets(labels);
    const predicted = pipeline.predictValues(features);
    return { r2: r2(truth, predicted), rmse: rmse(truth, predicted), mae: mae(truth, predicted) };
  }
}
