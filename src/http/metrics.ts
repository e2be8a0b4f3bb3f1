import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Outcome } from "../training/job.ts";
import { VERSION } from "../version.ts";

/** What Prometheus is told. One a process. */
export class ServiceMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "mlsvc_http_requests_total",
    help: "Requests answered",
    labelNames: ["method", "route", "status"],
    registers: [this.#registry],
  });
  readonly #duration = new Histogram({
    name: "mlsvc_http_request_duration_seconds",
    help: "Time from a request's arrival to its answer",
    labelNames: ["method", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.#registry],
  });
  readonly #trainings = new Counter({
    name: "mlsvc_trainings_total",
    help: "Trainings ended, by how",
    labelNames: ["model", "outcome"],
    registers: [this.#registry],
  });
  readonly #trainingSeconds = new Histogram({
    name: "mlsvc_training_duration_seconds",
    help: "Time from a training's start to its end",
    labelNames: ["model"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800],
    registers: [this.#registry],
  });

  /** `readLine` tells how full the training line is whenever somebody scrapes. */
  constructor(readLine: () => { running: number | null; waiting: number }) {
    this.gauge("mlsvc_trainings_waiting", "Runs that wait for their training", () => readLine().waiting);
    this.gauge("mlsvc_trainings_running", "1 while a run is trained", () =>
      readLine().running === null ? 0 : 1,
    );
    this.gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
    this.gauge("process_uptime_seconds", "Time since the process started", () => process.uptime());
    new Gauge({
      name: "mlsvc_info",
      help: "Version",
      labelNames: ["version"],
      registers: [this.#registry],
    }).set({ version: VERSION }, 1);
  }

  /** Tells what `read` gives whenever somebody scrapes. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  request(method: string, route: string, status: number, seconds: number): void {
    this.#requests.inc({ method, route, status });
    this.#duration.observe({ method, route }, seconds);
  }

  training(outcome: Outcome): void {
    const { model_name: model, run_status, error_type } = outcome;
    this.#trainings.inc({
      model,
      outcome: run_status === "SUCCESS" ? "success" : (error_type ?? "not_stored"),
    });
    this.#trainingSeconds.observe({ model }, outcome.elapsed_seconds);
  }

  /** The text format, and its Content-Type. */
  async read(): Promise<{ text: string; contentType: string }> {
    return { text: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }
}
