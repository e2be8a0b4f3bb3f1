import { shortName } from "../learn/core/errors.ts";
import type { CounterSeries } from "../monitoring/counter.ts";
import type { HistogramSeries } from "../monitoring/histogram.ts";
import { OTHER } from "../monitoring/metric.ts";

/** Maximum number of features of a model that are values of a label. The runs of a model of any columns may have many. */
const MAX_FEATURES = 50;

/** A property of values that is counted by feature. */
export type ValueKind = "missing" | "unknown";

/** The time series of one model. */
export class ModelMetrics {
  readonly seconds: HistogramSeries;
  readonly rows: CounterSeries;
  readonly #create: (kind: ValueKind, feature: string) => CounterSeries;
  readonly #labels = new Set<string>();

  /** `create` returns the counter of the values of a feature. */
  constructor(
    seconds: HistogramSeries,
    rows: CounterSeries,
    create: (kind: ValueKind, feature: string) => CounterSeries,
  ) {
    this.seconds = seconds;
    this.rows = rows;
    this.#create = create;
  }

  /**
   * Returns the counter of such values of a feature. The first features that this is called for have one of their own, the
   * others share one.
   */
  counter(kind: ValueKind, feature: string): CounterSeries {
    const label = shortName(feature);
    if (!this.#labels.has(label)) {
      if (this.#labels.size >= MAX_FEATURES) return this.#create(kind, OTHER);
      this.#labels.add(label);
    }
    return this.#create(kind, label);
  }
}
