import { Counter, Gauge, type Metric, Registry } from "prom-client";
import { VERSION } from "../version.ts";
import type { CounterFamily, HistogramFamily, MetricSources } from "./metric-series.ts";

/** Writes metrics in the text format of Prometheus. This module and prom-client are loaded by the first scrape. */
export class MetricsText {
  readonly #registry = new Registry();

  constructor({ requests, requestSeconds, trainings, trainingSeconds, gauges }: MetricSources) {
    this.#counter("mlsvc_http_requests_total", "Requests that were answered", requests);
    this.#histogram(
      "mlsvc_http_request_duration_seconds",
      "Time from the arrival of a request to its response",
      requestSeconds,
    );
    this.#counter("mlsvc_trainings_total", "Trainings that have ended, by outcome", trainings);
    this.#histogram(
      "mlsvc_training_duration_seconds",
      "Time from the start of a training to its end",
      trainingSeconds,
    );
    const registers = [this.#registry];
    for (const { name, help, read } of gauges) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    }
    new Gauge({ name: "mlsvc_info", help: "Version of the program", labelNames: ["version"], registers }).set(
      { version: VERSION },
      1,
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the current values as text. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, family: CounterFamily): void {
    new Counter({
      name,
      help,
      labelNames: ["method", "route", "status", "model", "outcome"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, count } of family.series) this.inc(labels, count);
      },
    });
  }

  /** Registers a histogram in the form in which prom-client reads its own ones. */
  #histogram(name: string, help: string, family: HistogramFamily): void {
    const value = (suffix: string, labels: object, number: number) => ({
      metricName: `${name}_${suffix}`,
      labels,
      value: number,
    });
    const get = async () => {
      const values = [];
      for (const { labels, counts, count, sum } of family.series) {
        let below = 0;
        for (const [bucket, bound] of family.bounds.entries()) {
          below += counts[bucket]!;
          values.push(value("bucket", { le: bound, ...labels }, below));
        }
        values.push(value("bucket", { le: "+Inf", ...labels }, count));
        values.push(value("sum", labels, sum), value("count", labels, count));
      }
      return { name, help, type: "histogram", values, aggregator: "sum" };
    };
    this.#registry.registerMetric({ name, help, get } as unknown as Metric);
  }
}
