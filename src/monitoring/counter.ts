import { type Metric, type Sample, SeriesByLabels } from "./metric.ts";

/** One time series of a counter. */
export class CounterSeries {
  value = 0;

  /** Adds `amount`, which must not be negative. */
  add(amount = 1): void {
    this.value += amount;
  }
}

/** A metric that only grows while the process lives. */
export class Counter implements Metric {
  readonly type = "counter";
  readonly name: string;
  readonly help: string;
  readonly #series: SeriesByLabels<CounterSeries>;

  /** `labelNames` are the labels of every series. */
  constructor(name: string, help: string, labelNames: readonly string[]) {
    this.name = name;
    this.help = help;
    this.#series = new SeriesByLabels(labelNames, () => new CounterSeries());
  }

  /**
   * Returns the series with these values, in the order of the names of the labels. A series is part of the answer to
   * Prometheus from this call on, beginning with 0. A caller on a hot path keeps it.
   */
  labels(...values: readonly string[]): CounterSeries {
    return this.#series.get(values);
  }

  samples(): Sample[] {
    return this.#series.all().map(({ labels, series: { value } }) => ({ suffix: "", labels, value }));
  }
}
