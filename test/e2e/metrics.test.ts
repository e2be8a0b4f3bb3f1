import { beforeAll, describe, expect, test } from "bun:test";
import { type DocumentedMetric, readMetricsTable } from "../docs/metrics-table.ts";
import { ALERTS, DASHBOARD, EXPRESSIONS, metricNames } from "../monitoring/deployed.ts";
import { PROMTOOL, promtool } from "../monitoring/promtool.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["ridge", "hist_gradient_boosting_classifier"]);
/** As many rows as there must be for an index of their shift. */
const FEATURES = Array.from({ length: 600 }, (_, i) => ({
  age: i % 7 === 0 ? null : i % 60,
  plan: ["basic", "gold", "team"][i % 3]!,
  active: i % 2 === 0,
}));
/** More than 4 MiB: read by a thread while they arrive. */
const MANY = Array.from({ length: 100_000 }, (_, i) => ({
  age: i % 10 === 0 ? null : i,
  plan: i % 4 === 0 ? "silver" : "gold",
  active: i % 2 === 0,
}));

let text: string;
let runs: number[];

/** Returns the value of a series, which is written as in the text. */
function seriesValue(series: string): number | undefined {
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

beforeAll(async () => {
  const { service, database } = bed;
  const ridge = await database.createRun("ridge");
  const boosting = await database.createRun("hist_gradient_boosting_classifier");
  const failing = await database.createRun("ridge");
  runs = [ridge, boosting, failing];
  const values = { features: FEATURES, labels: FEATURES.map((_, i) => ({ y: i })) };
  const classes = { features: FEATURES, labels: FEATURES.map(({ plan }) => ({ y: plan === "gold" })) };
  expect((await service.train("ridge", ridge, values)).status).toBe(200);
  expect((await service.train("hist_gradient_boosting_classifier", boosting, classes)).status).toBe(200);
  // Only the fit finds that the sums of such numbers are infinite.
  const huge = {
    features: [{ x: 1e308 }, { x: -1e308 }, { x: 1.7e308 }],
    labels: [{ y: 1 }, { y: 2 }, { y: 3 }],
  };
  expect((await service.train("ridge", failing, huge)).status).toBe(200);
  for (const id of runs) await bed.untilEnded(id);
  const predict = (id: number, features: unknown) =>
    service.post(`/api/predict?model_run_id=${id}`, { features });
  const odd = { age: null, plan: "silver", active: null };
  for (const id of [ridge, boosting]) expect((await predict(id, [odd, FEATURES[1]])).status).toBe(200);
  expect((await predict(ridge, MANY)).status).toBe(200);
  expect((await predict(ridge, [{ age: 1 }])).status).toBe(400);
  expect((await predict(999_999, [odd])).status).toBe(404);
  expect((await service.train("ridge", ridge, "{")).status).toBe(400);
  for (let i = 0; i < 20; i++) expect((await service.get(`/nowhere/${i}`)).status).toBe(404);
  expect((await service.get("/api/predict")).status).toBe(405);
  text = await (await service.get("/metrics")).text();
});

describe("the metrics of a service that has trained, predicted and refused", () => {
  test("count each of it", () => {
    for (const [series, value] of [
      ['mlsvc_http_requests_total{route="/api/predict",method="POST",code="200"}', 3],
      ['mlsvc_http_requests_total{route="/api/predict",method="POST",code="400"}', 1],
      ['mlsvc_http_requests_total{route="/api/predict",method="POST",code="404"}', 1],
      ['mlsvc_http_requests_total{route="/api/predict",method="GET",code="405"}', 1],
      ['mlsvc_http_requests_total{route="other",method="GET",code="404"}', 20],
      ['mlsvc_http_request_duration_seconds_count{route="/api/predict",method="POST"}', 5],
      ['mlsvc_http_request_duration_seconds_bucket{le="60",route="/api/predict",method="POST"}', 5],
      ["mlsvc_body_bytes", 0],
      ['mlsvc_predict_duration_seconds_count{model="ridge"}', 2],
      ['mlsvc_predict_rows_total{model="ridge"}', 100_002],
      ['mlsvc_predict_rows_total{model="hist_gradient_boosting_classifier"}', 2],
      ['mlsvc_predict_missing_values_total{model="ridge",feature="age"}', 10_001],
      ['mlsvc_predict_missing_values_total{model="ridge",feature="active"}', 1],
      ['mlsvc_predict_missing_values_total{model="ridge",feature="plan"}', undefined],
      ['mlsvc_predict_unknown_categories_total{model="ridge",feature="plan"}', 25_001],
      ['mlsvc_predict_unknown_categories_total{model="hist_gradient_boosting_classifier",feature="plan"}', 1],
      ['mlsvc_predict_out_of_range_values_total{model="ridge",feature="age"}', 89_946],
      ['mlsvc_drift_window_rows{model="ridge"}', 5000],
      ['mlsvc_drift_window_rows{model="hist_gradient_boosting_classifier"}', 2],
      ['mlsvc_drift_window_ratio{model="ridge",feature="age",kind="missing"}', 0.1],
      ['mlsvc_drift_window_ratio{model="ridge",feature="age",kind="out_of_range"}', 0.9],
      ['mlsvc_drift_window_ratio{model="ridge",feature="plan",kind="unknown"}', 0.25],
      ['mlsvc_train_runs_total{model="ridge",outcome="success"}', 1],
      ['mlsvc_train_runs_total{model="ridge",outcome="ValueError"}', 1],
      ['mlsvc_train_duration_seconds_count{model="ridge"}', 2],
      ["mlsvc_train_running", 0],
      ["mlsvc_train_queue_length", 0],
      ["mlsvc_train_queue_limit", 16],
      ["mlsvc_ready", 1],
      ['mlsvc_database_errors_total{operation="read_pipeline"}', 0],
    ] as const) {
      expect([series, seriesValue(series)]).toEqual([series, value]);
    }
    expect(text).toMatch(/^mlsvc_build_info\{version="\d+\.\d+\.\d+",bun_version="[\d.]+"\} 1$/m);
    expect(seriesValue("mlsvc_event_loop_lag_seconds_count")).toBeGreaterThan(0);
    expect(seriesValue("process_cpu_seconds_total")).toBeGreaterThan(0);
    expect(seriesValue("process_start_time_seconds")! * 1000).toBeLessThan(Date.now());
  });

  test("are those of the documentation, with its types and labels", () => {
    const found = new Map<string, { type: string; labels: Set<string> }>();
    let current = { type: "", labels: new Set<string>() };
    for (const line of text.split("\n")) {
      const type = /^# TYPE (\w+) (\w+)$/.exec(line);
      if (type !== null) {
        current = { type: type[2]!, labels: new Set() };
        found.set(type[1]!, current);
      } else if (!line.startsWith("#")) {
        for (const [, label] of line.matchAll(/[{,](\w+)="/g)) current.labels.add(label!);
      }
    }
    const written = [...found].map(([name, { type, labels }]) => {
      if (type === "histogram") expect([name, labels.delete("le")]).toEqual([name, true]);
      return { name, type, labels: [...labels] };
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect<DocumentedMetric[]>(written.sort(byName)).toEqual(readMetricsTable().sort(byName));
  });

  test("have all names that the alert rules and the dashboard use, and name no run", () => {
    const variables = DASHBOARD.templating.list.map(({ query }) => JSON.stringify(query));
    const used = metricNames([ALERTS, ...EXPRESSIONS, ...variables].join("\n"));
    expect(used.length).toBeGreaterThan(15);
    expect(used.filter((name) => !new RegExp(`^${name}[ {]`, "m").test(text))).toEqual([]);
    expect(text).not.toMatch(/run_id|run="/);
  });

  test.skipIf(PROMTOOL === null)("pass promtool check metrics", async () => {
    expect(await promtool(["check", "metrics"], text)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("are text that any number of scrapes read at the same time", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => bed.service.get("/metrics")));
    const types = answers.map(({ status, headers }) => [status, headers.get("content-type")]);
    expect(types).toEqual(answers.map(() => [200, "text/plain; version=0.0.4; charset=utf-8"]));
    const lines = (await Promise.all(answers.map((answer) => answer.text()))).map(
      (answer) => answer.split("\n").length,
    );
    expect(Math.min(...lines)).toBeGreaterThan(100);
  });
});

test("a service without its database is not ready, and counts the errors", async () => {
  const service = await ServiceProcess.start({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" }, false);
  const scrape = async () => (await service.get("/metrics")).text();
  try {
    await waitFor("an error", async () =>
      /^mlsvc_database_errors_total\{operation="check_schema"\} [1-9]/m.test(await scrape()),
    );
    expect(await scrape()).toMatch(/^mlsvc_ready 0$/m);
  } finally {
    await service.stop();
  }
});
