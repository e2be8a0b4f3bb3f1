import { type Metric, type Sample, SeriesByLabels } from "./metric.ts";

/** One time series of a histogram: how many values lie in which bucket. */
export class HistogramSeries {
  /** Upper bounds of the buckets, ascending. */
  readonly #bounds: readonly number[];
  /** Per bucket, the number of values above the previous bound and not above its own; the last one has no bound. */
  readonly counts: number[];
  count = 0;
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  /** Counts a value. */
  observe(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.counts[bucket]!++;
    this.count++;
    this.sum += value;
  }
}

/** A metric that tells how values are distributed: cumulative counts below the bounds of buckets, their number and sum. */
export class Histogram implements Metric {
  readonly type = "histogram";
  readonly name: string;
  readonly help: string;
  /** Upper bounds of the buckets, ascending. */
  readonly bounds: readonly number[];
  readonly #series: SeriesByLabels<HistogramSeries>;

  /** `labelNames` are the labels of every series. */
  constructor(name: string, help: string, labelNames: readonly string[], bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.bounds = bounds;
    this.#series = new SeriesByLabels(labelNames, () => new HistogramSeries(bounds));
  }

  /** Returns the series with these values, in the order of the names of the labels. A caller on a hot path keeps it. */
  labels(...values: readonly string[]): HistogramSeries {
    return this.#series.get(values);
  }

  samples(): Sample[] {
    const upper = [...this.bounds.map(String), "+Inf"];
    return this.#series.all().flatMap(({ labels, series: { counts, count, sum } }) => {
      let below = 0;
      const buckets = counts.map((inside, bucket): Sample => {
        below += inside;
        return { suffix: "_bucket", labels: { le: upper[bucket]!, ...labels }, value: below };
      });
      return [...buckets, { suffix: "_sum", labels, value: sum }, { suffix: "_count", labels, value: count }];
    });
  }
}

/** Bounds for durations of 0.1 ms, a prediction of one row, to a minute. In seconds. */
export const ANSWER_SECONDS: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];
