import { shortName } from "../learn/core/errors.ts";
import { BoundedLabels } from "../monitoring/bounded-labels.ts";
import type { CounterSeries } from "../monitoring/counter.ts";
import type { HistogramSeries } from "../monitoring/histogram.ts";

/** A property of values that is counted by feature. */
export type ValueKind = "missing" | "unknown";

/** The time series of one model. */
export class ModelMetrics {
  readonly seconds: HistogramSeries;
  readonly rows: CounterSeries;
  readonly #create: (kind: ValueKind, feature: string) => CounterSeries;
  readonly #labels = new BoundedLabels();

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
    return this.#create(kind, this.#labels.of(shortName(feature)));
  }
}
