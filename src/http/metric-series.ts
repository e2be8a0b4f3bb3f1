/** One counter: a count and the labels that it belongs to. */
export interface CountSeries {
  readonly labels: Readonly<Record<string, string | number>>;
  count: number;
}

/** One histogram: observed values and the labels that they belong to. */
export interface HistogramSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Per bucket, the number of values above the previous bound and not above its own. */
  readonly counts: number[];
  /** Number of all values, including those above the last bound. */
  count: number;
  sum: number;
}

/** A gauge. `read` returns its value; it is called by each scrape. */
export interface GaugeSource {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** A family of counters: one metric with a counter per combination of labels. */
export class CounterFamily {
  readonly #series = new Map<string, CountSeries>();

  /** Adds 1 to the counter of `key`. `labels` returns its labels; it is called once per key. */
  add(key: string, labels: () => CountSeries["labels"]): void {
    const series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, { labels: labels(), count: 1 });
    else series.count++;
  }

  /** The series of all keys. */
  get series(): readonly CountSeries[] {
    return [...this.#series.values()];
  }
}

/** A family of histograms: one metric with a histogram per combination of labels. */
export class HistogramFamily {
  /** Upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  readonly #series = new Map<string, HistogramSeries>();

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  /** Adds `value` to the histogram of `key`. `labels` returns its labels; it is called once per key. */
  add(key: string, value: number, labels: () => HistogramSeries["labels"]): void {
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { labels: labels(), counts: this.bounds.map(() => 0), count: 0, sum: 0 };
      this.#series.set(key, series);
    }
    series.count++;
    series.sum += value;
    const bucket = this.bounds.findIndex((bound) => value <= bound);
    if (bucket >= 0) series.counts[bucket]!++;
  }

  /** The series of all keys. */
  get series(): readonly HistogramSeries[] {
    return [...this.#series.values()];
  }
}

/** All metrics of the service. */
export interface MetricSources {
  readonly requests: CounterFamily;
  readonly requestSeconds: HistogramFamily;
  readonly trainings: CounterFamily;
  readonly trainingSeconds: HistogramFamily;
  readonly gauges: readonly GaugeSource[];
}
