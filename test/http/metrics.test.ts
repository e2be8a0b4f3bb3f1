import { expect, test } from "bun:test";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { ServiceMetrics } from "../../src/http/metrics.ts";
import type { Outcome } from "../../src/training/outcomes.ts";
import { VERSION } from "../../src/version.ts";

const REQUESTS: [method: string, route: string, status: number, seconds: number][] = [
  ["POST", "/api/predict", 200, 0.0004],
  ["POST", "/api/predict", 200, 0.001],
  ["POST", "/api/predict", 400, 0.00100001],
  ["GET", "other", 404, 11],
  ["POST", "/api/predict", 200, 10],
];
const OUTCOMES = [
  { model_name: 'a "model"', run_status: "SUCCESS", elapsed_seconds: 0.2 },
  { model_name: "b", run_status: "FAILED", error_type: "cancelled", elapsed_seconds: 2000 },
  { model_name: "b", run_status: null, error_type: null, elapsed_seconds: 1 },
] as unknown as Outcome[];

/** Returns the blocks of a text, one per metric, without those whose values change constantly. */
const blocks = (text: string) =>
  text
    .trim()
    .split("\n\n")
    .filter((block) => !block.startsWith("# HELP process_"))
    .sort();

test("the text is the same as prom-client's for its own counters and histograms", async () => {
  const metrics = new ServiceMetrics(() => ({ running: 7, waiting: 3 }));
  metrics.gauge("extra", "Of the test", () => 5);
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "mlsvc_http_requests_total",
    help: "Requests that were answered",
    labelNames: ["method", "route", "status"],
    registers,
  });
  const seconds = new Histogram({
    name: "mlsvc_http_request_duration_seconds",
    help: "Time from the arrival of a request to its response",
    labelNames: ["method", "route"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const trainings = new Counter({
    name: "mlsvc_trainings_total",
    help: "Trainings that have ended, by outcome",
    labelNames: ["model", "outcome"],
    registers,
  });
  const trainingSeconds = new Histogram({
    name: "mlsvc_training_duration_seconds",
    help: "Time from the start of a training to its end",
    labelNames: ["model"],
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800],
    registers,
  });
  for (const [name, help, value] of [
    ["mlsvc_trainings_waiting", "Runs that are waiting to be trained", 3],
    ["mlsvc_trainings_running", "1 while a run is being trained, else 0", 1],
    ["extra", "Of the test", 5],
  ] as const)
    new Gauge({ name, help, registers }).set(value);
  new Gauge({ name: "mlsvc_info", help: "Version of the program", labelNames: ["version"], registers }).set(
    { version: VERSION },
    1,
  );
  // Read once before anything happened, and again after all of it.
  expect(blocks((await metrics.read()).text)).toEqual(blocks(await registry.metrics()));
  for (const [method, route, status, took] of REQUESTS) {
    metrics.request(method, route, status, took);
    requests.inc({ method, route, status });
    seconds.observe({ method, route }, took);
  }
  const outcomes = ["success", "cancelled", "not_stored"];
  OUTCOMES.forEach((outcome, i) => {
    metrics.training(outcome);
    trainings.inc({ model: outcome.model_name, outcome: outcomes[i]! });
    trainingSeconds.observe({ model: outcome.model_name }, outcome.elapsed_seconds);
  });
  for (let time = 0; time < 2; time++) {
    const { text, contentType } = await metrics.read();
    expect(blocks(text)).toEqual(blocks(await registry.metrics()));
    expect(contentType).toBe(registry.contentType);
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
  }
});
