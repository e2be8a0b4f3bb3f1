import { expect, test } from "bun:test";
import * as client from "prom-client";
import { MetricsText } from "../../src/http/metrics/metrics-text.ts";
import { Collected } from "../../src/monitoring/collected.ts";
import { Counter } from "../../src/monitoring/counter.ts";
import { ANSWER_SECONDS, Histogram } from "../../src/monitoring/histogram.ts";

const VALUES = [0, 0.0001, 0.00010001, 0.3, 59.9, 60, 61];
const LABELS = [
  ["/api/predict", "POST"],
  ['a "b"\\\n', "größe"],
];

/** Returns the blocks of a text, one per metric, without those of the process. */
const blocks = (text: string) =>
  text
    .trim()
    .split("\n\n")
    .filter((block) => !block.startsWith("# HELP process_"));

test("the text is the same as prom-client's for its own counters, gauges and histograms", async () => {
  const counter = new Counter("a_total", "A counter", ["route", "method"]);
  const histogram = new Histogram("b_seconds", "A histogram", ["route", "method"], ANSWER_SECONDS);
  let gauged = 5;
  const gauge = new Collected("gauge", "c", "A gauge", () => gauged);
  const unlabelled = new Histogram("d_seconds", "Another histogram", [], [1, 2]);
  const info = new Collected("gauge", "e_info", "The version", () => 1, { version: "1.2" });
  const text = new MetricsText([counter, histogram, gauge, unlabelled, info]);

  const registry = new client.Registry();
  const registers = [registry];
  const labelNames = ["route", "method"];
  const theirCounter = new client.Counter({ name: "a_total", help: "A counter", labelNames, registers });
  const theirHistogram = new client.Histogram({
    name: "b_seconds",
    help: "A histogram",
    labelNames,
    buckets: [...ANSWER_SECONDS],
    registers,
  });
  const theirGauge = new client.Gauge({ name: "c", help: "A gauge", registers });
  const theirUnlabelled = new client.Histogram({
    name: "d_seconds",
    help: "Another histogram",
    buckets: [1, 2],
    registers,
  });
  const theirInfo = new client.Gauge({
    name: "e_info",
    help: "The version",
    labelNames: ["version"],
    registers,
  });
  theirInfo.set({ version: "1.2" }, 1);
  theirGauge.set(gauged);
  unlabelled.labels();
  // Read once before anything happened, and again after all of it.
  expect(blocks(await text.read())).toEqual(blocks(await registry.metrics()));
  for (const [route, method] of LABELS as [string, string][]) {
    for (const value of VALUES) {
      counter.labels(route, method).add(value);
      theirCounter.inc({ route, method }, value);
      histogram.labels(route, method).observe(value);
      theirHistogram.observe({ route, method }, value);
      unlabelled.labels().observe(value);
      theirUnlabelled.observe(value);
    }
  }
  gauged = 7;
  theirGauge.set(gauged);
  const [first, second] = await Promise.all([text.read(), text.read()]);
  expect(blocks(first)).toEqual(blocks(await registry.metrics()));
  expect(blocks(second)).toEqual(blocks(first));
  expect(text.contentType).toBe(registry.contentType);
});

test("the process has its metrics", async () => {
  const before = Date.now() / 1000 - process.uptime();
  const text = await new MetricsText([]).read();
  const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  const { user, system } = process.cpuUsage();
  expect(value("process_cpu_seconds_total")).toBeGreaterThan(0);
  expect(value("process_cpu_seconds_total")).toBeLessThanOrEqual((user + system) / 1e6);
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  expect(value("process_start_time_seconds")).toBeCloseTo(before, 1);
  if (process.platform === "linux") expect(value("process_open_fds")).toBeGreaterThan(2);
});
