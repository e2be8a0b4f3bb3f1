import { describeValue, isPlainObject } from "../learn/core/describe-value.ts";
import { type FitMonitor, SILENT } from "../learn/core/fit-monitor.ts";
import type { Table } from "../learn/core/table.ts";
import type { Pipeline } from "../learn/pipeline.ts";
import type { Metrics, Model } from "./model.ts";
import { ModelError } from "./model-error.ts";

/** The names of the metrics that the service writes itself. A model's metrics must have other names. */
export const RESERVED_METRICS = [
  "error_type",
  "error_message",
  "n_rows",
  "n_features",
  "n_texts_as_missing",
  "train_seconds",
  "decision_threshold",
  "n_iter",
  "converged",
] as const;

/** Metrics of a run that the service measures itself; the compiler checks that their names are reserved. */
export type ReservedMetrics = Partial<Record<(typeof RESERVED_METRICS)[number], number>>;

/**
 * Returns the metrics of a fitted pipeline on some rows, as the model's `extractMetrics` measures them. Undefined metrics (`NaN`)
 * are left out. So are infinite ones, of which `monitor` is warned.
 * Throws `ModelError` unless `extractMetrics` returns numbers by name, and no reserved name.
 */
export function measure(
  model: Model,
  pipeline: Pipeline,
  features: Table,
  labels: Table,
  monitor: FitMonitor = SILENT,
): Metrics {
  const measured: unknown = model.extractMetrics(pipeline, features, labels);
  if (!isPlainObject(measured)) {
    throw new ModelError(`extractMetrics returns ${describeValue(measured)}; it must return numbers by name`);
  }
  const metrics: Metrics = {};
  for (const [name, value] of Object.entries(measured)) {
    const shown = JSON.stringify(name.slice(0, 80).toWellFormed());
    if (typeof value !== "number") {
      throw new ModelError(
        `extractMetrics returns ${describeValue(value)} as ${shown}; every metric must be a number, NaN where it is undefined`,
      );
    }
    if ((RESERVED_METRICS as readonly string[]).includes(name)) {
      throw new ModelError(
        `extractMetrics returns ${shown}, which the service writes itself; give it another name`,
      );
    }
    if (Number.isFinite(value)) metrics[name] = value;
    else if (!Number.isNaN(value))
      monitor.warn(`the metric ${shown} is infinite for these rows and is left out`);
  }
  return metrics;
}
