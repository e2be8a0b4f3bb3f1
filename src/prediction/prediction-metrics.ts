import type { Pipeline } from "../learn/pipeline.ts";
import { REGISTRY } from "../models/registry.ts";
import type { StoredPipeline } from "../models/stored-pipeline.ts";
import { Counter } from "../monitoring/counter.ts";
import { ANSWER_SECONDS, Histogram } from "../monitoring/histogram.ts";
import { type Metric, OTHER } from "../monitoring/metric.ts";
import { InputMonitor } from "./input-monitor.ts";
import { ModelMetrics } from "./model-metrics.ts";

/** The metrics of predictions, by model. */
export class PredictionMetrics {
  readonly #seconds = new Histogram(
    "mlsvc_predict_duration_seconds",
    "Time to predict the rows of a request, after they were read",
    ["model"],
    ANSWER_SECONDS,
  );
  readonly #rows = new Counter("mlsvc_predict_rows_total", "Rows that were passed to a pipeline", ["model"]);
  readonly #values = {
    missing: new Counter("mlsvc_predict_missing_values_total", "Missing values in those rows", [
      "model",
      "feature",
    ]),
    unknown: new Counter(
      "mlsvc_predict_unknown_categories_total",
      "Values in those rows that are none of the categories of the training",
      ["model", "feature"],
    ),
  };
  readonly #byModel = new Map<string, ModelMetrics>();
  readonly #monitors = new WeakMap<Pipeline, InputMonitor>();

  get metrics(): readonly Metric[] {
    return [this.#seconds, this.#rows, this.#values.missing, this.#values.unknown];
  }

  /** Returns the monitor of a pipeline, always the same one. */
  monitorOf({ model, pipeline }: StoredPipeline): InputMonitor {
    let monitor = this.#monitors.get(pipeline);
    if (monitor === undefined) {
      monitor = new InputMonitor(pipeline, this.#ofModel(model));
      this.#monitors.set(pipeline, monitor);
    }
    return monitor;
  }

  #ofModel(name: string): ModelMetrics {
    // A pipeline may have been stored by a program with other models.
    const model = REGISTRY.has(name) ? name : OTHER;
    let metrics = this.#byModel.get(model);
    if (metrics === undefined) {
      metrics = new ModelMetrics(this.#seconds.labels(model), this.#rows.labels(model), (kind, feature) =>
        this.#values[kind].labels(model, feature),
      );
      this.#byModel.set(model, metrics);
    }
    return metrics;
  }
}
