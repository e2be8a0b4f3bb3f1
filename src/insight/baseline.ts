import type { Table } from "../learn/core/table.ts";
import { DummyClassifier } from "../learn/dummy/dummy-classifier.ts";
import { DummyRegressor } from "../learn/dummy/dummy-regressor.ts";
import { Pipeline } from "../learn/pipeline.ts";
import { measure } from "../models/measure.ts";
import { Classifier, type Metrics, type Model, Regressor } from "../models/model.ts";
import { meanMetrics } from "./mean-metrics.ts";
import { priorMetrics } from "./prior-metrics.ts";

/** Features and labels of the same rows. */
export interface LabelledRows {
  readonly features: Table;
  readonly labels: Table;
}

/**
 * Returns the metrics that a model would have if it ignored the columns: those of a DummyClassifier (`prior`) or DummyRegressor
 * (`mean`, or `quantile` for a model that predicts the given one) that learnt from the rows `train`, on the rows `test`. Empty for a
 * model without labels, and for one whose own `extractMetrics` does not work with another pipeline than its own.
 */
export function baselineMetrics(
  model: Model,
  train: LabelledRows,
  test: LabelledRows,
  quantile?: number,
): Metrics {
  if (model.type !== "classification" && model.type !== "regression") return {};
  // What the base classes measure of constant predictions follows from the labels alone.
  const { extractMetrics } = model;
  if (extractMetrics === Classifier.prototype.extractMetrics) return priorMetrics(train.labels, test.labels);
  if (extractMetrics === Regressor.prototype.extractMetrics && quantile === undefined)
    return meanMetrics(train.labels, test.labels);
  try {
    const dummy = model.type === "classification" ? new DummyClassifier() : dummyRegressor(quantile);
    const pipeline = new Pipeline([dummy]).fit(train.features, train.labels);
    return measure(model, pipeline, test.features, test.labels);
  } catch {
    return {};
  }
}

function dummyRegressor(quantile: number | undefined): DummyRegressor {
  return new DummyRegressor(quantile === undefined ? {} : { strategy: "quantile", quantile });
}
