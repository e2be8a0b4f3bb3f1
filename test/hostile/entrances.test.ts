import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { RawConnection } from "./raw-connection.ts";
import { TestBed } from "./test-bed.ts";

/** Predictions with this path bypass the router … */
const DIRECT = "/api/predict";
/** … and with this equivalent path go through it. */
const ROUTED = "/api/%70redict";

const iris = dataset("iris");
let bed: TestBed;
let service: ServiceProcess;
let run: number;

beforeAll(async () => {
  bed = await TestBed.create(["iris"]);
  service = await bed.start({ MAX_BODY_BYTES: "100000", BODY_TIMEOUT_SECONDS: "1", LOG_LEVEL: "debug" });
  run = await bed.trainedIris(service);
});
afterAll(() => bed.close());

interface Call {
  readonly method?: string;
  readonly query: string;
  readonly headers?: Record<string, string | number>;
  readonly body?: string;
}

const rows = (count: number) => JSON.stringify({ features: iris.features.slice(0, count) });

/** Returns one call for each case of the handler. */
const calls = (): Record<string, Call> => ({
  "one row": { query: `model_run_id=${run}`, body: rows(1) },
  "several rows with all that can be asked": {
    query: `model_run_id=${run}&probabilities=true&scores=true`,
    body: rows(70),
  },
  "the trace of a caller": {
    query: `model_run_id=${run}`,
    headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    body: rows(1),
  },
  "no query": { query: "", body: rows(1) },
  "a wrong query": { query: `model_run_id=x&model_run_id=${run}`, body: rows(1) },
  "a run that is not there": { query: "model_run_id=999999", body: rows(1) },
  "no body": { query: `model_run_id=${run}` },
  "an empty body": { query: `model_run_id=${run}`, headers: { "Content-Length": 0 } },
  "no JSON": { query: `model_run_id=${run}`, body: "{" },
  "a missing column": { query: `model_run_id=${run}`, body: '{"features":[{"sepal_width_cm":1}]}' },
  "a compressed body": {
    query: `model_run_id=${run}`,
    headers: { "Content-Encoding": "br" },
    body: rows(1),
  },
  "a body that is too large": { query: `model_run_id=${run}`, headers: { "Content-Length": 100_001 } },
  "a body that does not come": { query: `model_run_id=${run}`, headers: { "Content-Length": 10 } },
  "another method": { method: "GET", query: `model_run_id=${run}` },
});

/** Returns the complete response, except for the time in it. */
async function answerOf(path: string, { method = "POST", query, headers = {}, body }: Call, id: string) {
  const connection = await RawConnection.open(service.url);
  const lines = {
    "X-Request-Id": id,
    ...(body && { "Content-Length": Buffer.byteLength(body) }),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  connection.send(
    `${method} ${path}${query && `?${query}`} HTTP/1.1\r\nHost: test\r\n${head.join("")}\r\n${body ?? ""}`,
  );
  const answer = await connection.answer();
  connection.destroy();
  expect(answer).toBeDefined();
  return connection.received.replace(/\r\nDate: [^\r]*/, "");
}

/** Returns the log line of the request, except for its time and duration. */
async function lineOf(id: string) {
  const line = await waitFor(`the line of ${id}`, () =>
    service.log.find(({ request_id }) => request_id === id),
  );
  const { time, ms, ...rest } = line;
  expect([typeof time, typeof ms]).toEqual(["string", "number"]);
  return rest;
}

/** Returns how many requests of this method were counted and timed for the route, by status. */
async function counts(method: string): Promise<number[]> {
  const text = await (await service.get("/metrics")).text();
  const sum = (pattern: RegExp) =>
    [...text.matchAll(pattern)].reduce((all, match) => all + Number(match[1]), 0);
  return [
    sum(new RegExp(`^mlsvc_http_requests_total{route="/api/predict",method="${method}".*} (\\d+)$`, "gm")),
    sum(
      new RegExp(
        `^mlsvc_http_request_duration_seconds_count{route="/api/predict",method="${method}"} (\\d+)$`,
        "gm",
      ),
    ),
  ];
}

test("a prediction that bypasses the router is answered, logged and counted like one that is routed", async () => {
  for (const [what, call] of Object.entries(calls())) {
    const id = `call-${what.replaceAll(" ", "-")}`;
    const before = await counts(call.method ?? "POST");
    const direct = await answerOf(DIRECT, call, id);
    const directLine = await lineOf(call.headers?.traceparent ? "0af7651916cd43dd8448eb211c80319c" : id);
    service.log.length = 0;
    const routed = await answerOf(ROUTED, call, id);
    expect([what, routed]).toEqual([what, direct]);
    expect([what, await lineOf(directLine.request_id as string)]).toEqual([what, directLine]);
    expect(await counts(call.method ?? "POST")).toEqual(before.map((count) => count + 2));
    service.log.length = 0;
  }
});

test("similar paths do not match the route", async () => {
  for (const path of ["/api/predictions", "/api/predict/", "//api/predict", "/api/predict%3F"]) {
    const answer = await answerOf(path, { query: `model_run_id=${run}`, body: rows(1) }, "other");
    expect([path, answer.split(" ")[1]]).toEqual([path, "404"]);
  }
});
