import { Collected } from "../../monitoring/collected.ts";
import type { Metric } from "../../monitoring/metric.ts";
import type { Service } from "../../service.ts";
import { VERSION } from "../../version.ts";
import type { Bodies } from "../bodies.ts";
import { EventLoopLag } from "./event-loop-lag.ts";
import { RequestMetrics } from "./request-metrics.ts";

/** All metrics of this process: those of requests, and those that the parts of the service keep themselves. */
export class ServiceMetrics {
  readonly requests = new RequestMetrics();
  readonly eventLoopLag = new EventLoopLag();
  readonly #metrics: readonly Metric[];
  #text: Promise<{ read(): Promise<string>; readonly contentType: string }> | undefined;

  constructor(
    { readiness, queue, databaseErrors, predictionMetrics, drift, trainingMetrics }: Service,
    bodies: Bodies,
  ) {
    this.#metrics = [
      new Collected("gauge", "mlsvc_build_info", "The version of the program; always 1", () => 1, {
        version: VERSION,
        bun_version: Bun.version,
      }),
      new Collected(
        "gauge",
        "mlsvc_ready",
        "1 if the service can train and predict, else 0; see GET /api/health/ready",
        () => (readiness.failure === undefined ? 1 : 0),
      ),
      ...this.requests.metrics,
      new Collected(
        "gauge",
        "mlsvc_body_bytes",
        "Bytes of the bodies that are being read or worked on",
        () => bodies.bytes,
      ),
      ...predictionMetrics.metrics,
      ...(drift?.metrics ?? []),
      ...trainingMetrics.metrics,
      new Collected("gauge", "mlsvc_train_running", "1 while a run is being trained, else 0", () =>
        queue.occupancy.running === null ? 0 : 1,
      ),
      new Collected(
        "gauge",
        "mlsvc_train_queue_length",
        "Runs that wait to be trained",
        () => queue.occupancy.waiting,
      ),
      new Collected(
        "gauge",
        "mlsvc_train_queue_limit",
        "Runs that may wait (TRAIN_QUEUE_LIMIT)",
        () => queue.occupancy.limit,
      ),
      databaseErrors.metric,
      this.eventLoopLag.metric,
    ];
  }

  /** Returns all metrics in the text format of Prometheus, and its Content-Type. */
  async read(): Promise<{ text: string; contentType: string }> {
    this.#text ??= import("./metrics-text.ts").then(({ MetricsText }) => new MetricsText(this.#metrics));
    const text = await this.#text;
    return { text: await text.read(), contentType: text.contentType };
  }
}
