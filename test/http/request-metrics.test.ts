import { expect, test } from "bun:test";
import { EventLoopLag } from "../../src/http/metrics/event-loop-lag.ts";
import { RequestMetrics } from "../../src/http/metrics/request-metrics.ts";
import type { Metric } from "../../src/monitoring/metric.ts";
import { waitFor } from "../wait.ts";

/** Returns the samples with this suffix as `labels → value`. */
function values(metric: Metric, suffix = ""): Record<string, number> {
  const samples = metric.samples().filter((sample) => sample.suffix === suffix);
  return Object.fromEntries(samples.map(({ labels, value }) => [Object.values(labels).join(" "), value]));
}

test("requests are counted by route, method and code, and timed by route and method", () => {
  const requests = new RequestMetrics();
  requests.record("/api/predict", "POST", 200, 0.0004);
  requests.record("/api/predict", "POST", 200, 0.5);
  requests.record("/api/predict", "POST", 400, 0.1);
  requests.record("/api/train", "GET", 404, 0.1);
  const [total, seconds] = requests.metrics;
  expect(values(total!)).toEqual({
    "/api/predict POST 200": 2,
    "/api/predict POST 400": 1,
    "/api/train GET 404": 1,
  });
  expect(values(seconds!, "_count")).toEqual({ "/api/predict POST": 3, "/api/train GET": 1 });
  expect(values(seconds!, "_sum")["/api/predict POST"]).toBeCloseTo(0.6004);
});

test("methods that HTTP does not define are counted together", () => {
  const requests = new RequestMetrics();
  for (let i = 0; i < 100; i++) requests.record("other", `METHOD${i}`, 404, 0.1);
  expect(values(requests.metrics[0]!)).toEqual({ "other other 404": 100 });
  expect(values(requests.metrics[1]!, "_count")).toEqual({ "other other": 100 });
});

test("the lag of the event loop is measured while there are requests", async () => {
  const lag = new EventLoopLag();
  const count = () => values(lag.metric, "_count")[""]!;
  lag.begin();
  const until = performance.now() + 250;
  while (performance.now() < until);
  await waitFor("a measurement", () => count() > 0);
  expect(values(lag.metric, "_sum")[""]).toBeGreaterThan(0.1);
  // The request is still open.
  const before = count();
  await waitFor("another measurement", () => count() > before);
  lag.end();
});
