import type { Outcome } from "../training/job.ts";

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

/** A value that is asked for whenever the metrics are read. */
export interface GaugeSource {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

const REQUEST_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const TRAINING_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800];

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

/** What Prometheus is told. One a process. It is kept as plain numbers, and written out when somebody asks. */
export class ServiceMetrics {
  readonly requests = new CountedBy();
  readonly requestSeconds = new ObservedBy(REQUEST_BOUNDS);
  readonly trainings = new CountedBy();
  readonly trainingSeconds = new ObservedBy(TRAINING_BOUNDS);
  readonly gauges: GaugeSource[] = [];
  #text: Promise<{ read(): Promise<string>; readonly contentType: string }> | undefined;

  /** `readLine` tells how full the training line is whenever somebody asks. */
  constructor(readLine: () => { running: number | null; waiting: number }) {
    this.gauge("mlsvc_trainings_waiting", "Runs that wait for their training", () => readLine().waiting);
    this.gauge("mlsvc_trainings_running", "1 while a run is trained", () =>
      readLine().running === null ? 0 : 1,
    );
    this.gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
    this.gauge("process_uptime_seconds", "Time since the process started", () => process.uptime());
  }

  /** Adds what `read` returns, asked for whenever the metrics are read. */
  gauge(name: string, help: string, read: () => number): void {
    this.gauges.push({ name, help, read });
  }

  /** Counts a request that was answered. */
  request(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route}`;
    this.requests.add(`${key} ${status}`, () => ({ method, route, status }));
    this.requestSeconds.add(key, seconds, () => ({ method, route }));
  }

  /** Counts a training that ended. */
  training({ model_name: model, run_status, error_type, elapsed_seconds }: Outcome): void {
    const outcome = run_status === "SUCCESS" ? "success" : (error_type ?? "not_stored");
    this.trainings.add(`${model} ${outcome}`, () => ({ model, outcome }));
    this.trainingSeconds.add(model, elapsed_seconds, () => ({ model }));
  }

  /** Returns the text format, and its Content-Type. */
  async read(): Promise<{ text: string; contentType: string }> {
    this.#text ??= import("./metrics-text.ts").then(({ MetricsText }) => new MetricsText(this));
    const text = await this.#text;
    return { text: await text.read(), contentType: text.contentType };
  }
}
