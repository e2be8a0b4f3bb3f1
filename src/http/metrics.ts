import type { Outcome } from "../training/outcomes.ts";
import { CounterFamily, type GaugeSource, HistogramFamily, type MetricSources } from "./metric-series.ts";

const REQUEST_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const TRAINING_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800];

/** The metrics of this process. They are kept as plain numbers; a scrape writes them as text. */
export class ServiceMetrics implements MetricSources {
  readonly requests = new CounterFamily();
  readonly requestSeconds = new HistogramFamily(REQUEST_BOUNDS);
  readonly trainings = new CounterFamily();
  readonly trainingSeconds = new HistogramFamily(TRAINING_BOUNDS);
  readonly gauges: GaugeSource[] = [];
  #text: Promise<{ read(): Promise<string>; readonly contentType: string }> | undefined;

  /** `readQueue` returns the state of the queue of trainings; it is called by each scrape. */
  constructor(readQueue: () => { running: number | null; waiting: number }) {
    this.gauge("mlsvc_trainings_waiting", "Runs that are waiting to be trained", () => readQueue().waiting);
    this.gauge("mlsvc_trainings_running", "1 while a run is being trained, else 0", () =>
      readQueue().running === null ? 0 : 1,
    );
    this.gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
    this.gauge("process_uptime_seconds", "Time since the process started", () => process.uptime());
  }

  /** Adds a gauge. `read` returns its value; it is called by each scrape. */
  gauge(name: string, help: string, read: () => number): void {
    this.gauges.push({ name, help, read });
  }

  /** Counts a request; `seconds` is the time from its arrival to its response. */
  request(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route}`;
    this.requests.add(`${key} ${status}`, () => ({ method, route, status }));
    this.requestSeconds.add(key, seconds, () => ({ method, route }));
  }

  /** Counts a training that has ended. */
  training({ model_name: model, run_status, error_type, elapsed_seconds }: Outcome): void {
    const outcome = run_status === "SUCCESS" ? "success" : (error_type ?? "not_stored");
    this.trainings.add(`${model} ${outcome}`, () => ({ model, outcome }));
    this.trainingSeconds.add(model, elapsed_seconds, () => ({ model }));
  }

  /** Returns all metrics in the text format of Prometheus, and its Content-Type. */
  async read(): Promise<{ text: string; contentType: string }> {
    this.#text ??= import("./metrics-text.ts").then(({ MetricsText }) => new MetricsText(this));
    const text = await this.#text;
    return { text: await text.read(), contentType: text.contentType };
  }
}
