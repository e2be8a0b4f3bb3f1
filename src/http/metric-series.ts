/** Counts by the labels that they are counted under. */
export interface CountSeries {
  readonly labels: Readonly<Record<string, string | number>>;
  count: number;
}

/** Observed values by the labels that they are observed under. */
export interface HistogramSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** How many values were at most as large as the bound of the same place, and larger than the one before. */
  readonly counts: number[];
  /** All values, those above every bound too. */
  count: number;
  sum: number;
}

/** A value that is read at each scrape. */
export interface GaugeSource {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/** Counts of one thing, under few combinations of labels. */
export class CountedBy {
  readonly #series = new Map<string, CountSeries>();

  /** Counts one more; `key` stands for the labels, which are made once for each key. */
  add(key: string, labels: () => CountSeries["labels"]): void {
    const series = this.#series.get(key);
    if (series === undefined) this.#series.set(key, { labels: labels(), count: 1 });
    else series.count++;
  }

  /** One for each key. */
  get series(): readonly CountSeries[] {
    return [...this.#series.values()];
  }
}

/** Values of one thing in buckets, under few combinations of labels. */
export class ObservedBy {
  /** Upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  readonly #series = new Map<string, HistogramSeries>();

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
  }

  /** Observes `value`; `key` stands for the labels, which are made once for each key. */
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

  /** One for each key. */
  get series(): readonly HistogramSeries[] {
    return [...this.#series.values()];
  }
}

/** Everything that is counted and observed. */
export interface MetricSources {
  readonly requests: CountedBy;
  readonly requestSeconds: ObservedBy;
  readonly trainings: CountedBy;
  readonly trainingSeconds: ObservedBy;
  readonly gauges: readonly GaugeSource[];
}
