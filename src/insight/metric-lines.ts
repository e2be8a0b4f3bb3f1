import type { Metrics } from "../models/model.ts";
import type { MeasuredOn, MetricLine } from "./report.ts";

/** Metrics that were measured in one way. */
export interface Measurement {
  readonly metrics: Metrics;
  /** The standard deviation of each metric over the folds; absent unless measured by `cv`. */
  readonly deviations?: Metrics;
  readonly baseline: Metrics;
}

/** Whether a larger value of each of the usual metrics is better. */
const GREATER_IS_BETTER: Readonly<Record<string, boolean>> = {
  accuracy: true,
  balanced_accuracy: true,
  precision_macro: true,
  recall_macro: true,
  f1_macro: true,
  roc_auc: true,
  roc_auc_ovr_macro: true,
  log_loss: false,
  r2: true,
  rmse: false,
  mae: false,
  mean_pinball_loss: false,
  inertia: false,
  silhouette: true,
};

/** Returns whether a larger value of a metric is better; null for a metric of a model's own. */
export function greaterIsBetter(metric: string): boolean | null {
  return Object.hasOwn(GREATER_IS_BETTER, metric) ? GREATER_IS_BETTER[metric]! : null;
}

/** Most metrics that are listed; a model may have any number of its own. */
const MOST_METRICS = 200;
const MOST_CHARACTERS = 80;

/** Returns a line for each metric, with its baseline. */
export function metricLines(measurements: Readonly<Partial<Record<MeasuredOn, Measurement>>>): MetricLine[] {
  const lines = (["cv", "validation", "training"] as const).flatMap((measuredOn) => {
    const measurement = measurements[measuredOn];
    if (measurement === undefined) return [];
    const { metrics, deviations, baseline } = measurement;
    return Object.entries(metrics)
      .filter(([, value]) => Number.isFinite(value))
      .map(
        ([name, value]): MetricLine => ({
          name: name.slice(0, MOST_CHARACTERS).toWellFormed(),
          measured_on: measuredOn,
          value,
          std: finite(deviations?.[name]),
          baseline: finite(baseline[name]),
          greater_is_better: greaterIsBetter(name),
        }),
      );
  });
  return lines.slice(0, MOST_METRICS);
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
