import type { Table } from "../learn/core/table.ts";
import { DummyClassifier } from "../learn/dummy/dummy-classifier.ts";
import { DummyRegressor } from "../learn/dummy/dummy-regressor.ts";
import { Pipeline } from "../learn/pipeline.ts";
import { measure } from "../models/measure.ts";
import { Classifier, type Metrics, type Model } from "../models/model.ts";
import { priorMetrics } from "./prior-metrics.ts";

/** Features and labels of the same rows. */
export interface LabelledRows {
  readonly features: Table;
  readonly labels: Table;
}

/**
 * Returns the metrics that a model would have if it ignored the columns: those of a DummyClassifier (`prior`) or DummyRegressor
 * (`mean`) that learnt from the rows `train`, on the rows `test`. Empty for a model without labels, and for one whose own
 * `extractMetrics` does not work with another pipeline than its own.
 */
export function baselineMetrics(model: Model, train: LabelledRows, test: LabelledRows): Metrics {
  if (model.type !== "classification" && model.type !== "regression") return {};
  // What a classifier measures of constant predictions follows from the numbers of rows of each class.
  if (model.extractMetrics === Classifier.prototype.extractMetrics)
    return priorMetrics(train.labels, test.labels);
  try {
    const dummy = model.type === "classification" ? new DummyClassifier() : new DummyRegressor();
    const pipeline = new Pipeline([dummy]).fit(train.features, train.labels);
    return measure(model, pipeline, test.features, test.labels);
  } catch {
    return {};
  }
}
