import { type Metric as ClientMetric, Registry } from "prom-client";
import type { Metric } from "../../monitoring/metric.ts";
import { processMetrics } from "../../monitoring/process-metrics.ts";

/** Writes metrics in the text format of Prometheus. This module and prom-client are loaded by the first scrape. */
export class MetricsText {
  readonly #registry = new Registry();

  /** `metrics` are those of the service; the text has those of the process too. */
  constructor(metrics: readonly Metric[]) {
    for (const metric of [...metrics, ...processMetrics()]) this.#register(metric);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns the current values as text. */
  read(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Registers a metric in the form in which prom-client reads its own ones. */
  #register(metric: Metric): void {
    const { name, help, type } = metric;
    const get = async () => {
      const values = metric
        .samples()
        .map(({ suffix, labels, value }) => ({ metricName: name + suffix, labels, value }));
      return { name, help, type, values, aggregator: "sum" };
    };
    this.#registry.registerMetric({ name, help, get } as unknown as ClientMetric);
  }
}
