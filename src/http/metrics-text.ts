import { Counter, Gauge, type Metric, Registry } from "prom-client";
import { VERSION } from "../version.ts";
import type { CountedBy, MetricSources, ObservedBy } from "./metric-series.ts";

/** Writes metrics in Prometheus's text format. Loaded by the first scrape. */
export class MetricsText {
  readonly #registry = new Registry();

  constructor({ requests, requestSeconds, trainings, trainingSeconds, gauges }: MetricSources) {
    this.#counter("mlsvc_http_requests_total", "Requests answered", requests);
    this.#histogram(
      "mlsvc_http_request_duration_seconds",
      "Time from a request's arrival to its answer",
      requestSeconds,
    );
    this.#counter("mlsvc_trainings_total", "Trainings ended, by how", trainings);
    this.#histogram(
      "mlsvc_training_duration_seconds",
      "Time from a training's start to its end",
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
    new Gauge({ name: "mlsvc_info", help: "Version", labelNames: ["version"], registers }).set(
      { version: VERSION },
      1,
    );
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the text of this moment. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter(name: string, help: string, counted: CountedBy): void {
    new Counter({
      name,
      help,
      labelNames: ["method", "route", "status", "model", "outcome"],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, count } of counted.series) this.inc(labels, count);
      },
    });
  }

  /** A histogram that was filled elsewhere, as prom-client reads its own. */
  #histogram(name: string, help: string, observed: ObservedBy): void {
    const value = (suffix: string, labels: object, number: number) => ({
      metricName: `${name}_${suffix}`,
      labels,
      value: number,
    });
    const get = async () => {
      const values = [];
      for (const { labels, counts, count, sum } of observed.series) {
        let below = 0;
        for (const [bucket, bound] of observed.bounds.entries()) {
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
