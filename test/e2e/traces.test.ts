import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset, slowIris } from "./data.ts";
import { OtlpReceiver, type ReceivedSpan } from "./otlp-receiver.ts";

const { features, labels } = dataset("iris");
const SECRET = "Bearer 5ecret";

const receiver = new OtlpReceiver();
let database: TestDatabase;
let service: ServiceProcess;

beforeAll(async () => {
  database = await createTestDatabase(["iris"]);
  service = await ServiceProcess.start({
    DATABASE_URL: database.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(SECRET)},x-tenant=shop`,
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test,service.name=ignored",
    OTEL_SERVICE_NAME: "shop-mlsvc",
    OTEL_BSP_SCHEDULE_DELAY: "50",
  });
});

afterAll(async () => {
  const code = await service.stop();
  await receiver.stop();
  await database.drop();
  expect(code).toBe(0);
});

/** A trace that a caller begins: its ids, and the headers of a call. */
function newTrace(flags = "01") {
  const traceId = crypto.getRandomValues(new Uint8Array(16)).toHex();
  const spanId = crypto.getRandomValues(new Uint8Array(8)).toHex();
  return {
    traceId,
    spanId,
    headers: { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: "shop=1" },
  };
}

/** Waits for the span of the request in a trace. */
const requestIn = (traceId: string) =>
  receiver.find("the request's span", (span) => span.traceId === traceId && span.kind === "server");

/** Waits for the span of the training in a trace. */
const trainingIn = (traceId: string) =>
  receiver.find("the training's span", (span) => span.traceId === traceId && /^train /.test(span.name));

/** Returns the names of the spans within a span. */
const namesIn = (span: ReceivedSpan) => receiver.childrenOf(span).map(({ name }) => name);

/** Posts a training of `iris`, in a trace of its own. */
async function train(body: unknown = { features, labels }, trace = newTrace()) {
  const id = await database.createRun("iris");
  const answer = await service.post(`/api/train?model_name=iris&model_run_id=${id}`, body, trace.headers);
  return { id, answer, ...trace };
}

/** Trains `iris` and returns the id of the run once it is SUCCESS. */
async function trained(): Promise<number> {
  const { id } = await train();
  await waitFor("SUCCESS", async () => (await database.status(id)) === "SUCCESS");
  return id;
}

const predict = (id: number, headers: Record<string, string>, rows = features.slice(0, 2)) =>
  service.post(`/api/predict?model_run_id=${id}`, { features: rows }, headers);

test("a training is a trace: the request, in it the run with its stages, and in each their statements", async () => {
  const { id, traceId, spanId } = await train();
  const training = await trainingIn(traceId);
  const request = await requestIn(traceId);
  expect(request).toMatchObject({
    name: "POST /api/train",
    parentId: spanId,
    traceState: "shop=1",
    isError: false,
  });
  expect(request.attributes).toEqual({
    "http.request.method": "POST",
    "http.route": "/api/train",
    "http.response.status_code": 200,
    "url.scheme": "http",
    "url.path": "/api/train",
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(service.url).port),
    "user_agent.original": expect.stringContaining("Bun"),
    "mlsvc.model": "iris",
    "mlsvc.run_id": id,
  });
  expect(namesIn(request)).toEqual(
    expect.arrayContaining(["SELECT models model_runs", "UPDATE model_runs", "train iris"]),
  );
  expect(training).toMatchObject({ parentId: request.spanId, kind: "internal", isError: false });
  expect(training.attributes).toEqual({
    "mlsvc.model": "iris",
    "mlsvc.run_id": id,
    "mlsvc.rows": 150,
    "mlsvc.outcome": "success",
  });
  expect(namesIn(training)).toEqual(["waiting", "fitting", "storing"]);
  const storing = receiver.childrenOf(training)[2]!;
  expect(namesIn(storing)).toEqual([
    "BEGIN",
    "UPDATE model_runs",
    "DELETE model_run_metrics",
    "INSERT model_run_metrics",
    "COMMIT",
    "SELECT pg_advisory_unlock",
  ]);
  // The run goes on after the answer, and its stages follow one another.
  expect(training.endedAt).toBeGreaterThan(request.endedAt);
  for (const span of [training, ...receiver.childrenOf(training)]) {
    for (const child of receiver.childrenOf(span)) {
      expect(child.startedAt).toBeGreaterThanOrEqual(span.startedAt);
      expect(child.endedAt).toBeLessThanOrEqual(span.endedAt);
    }
  }
});

test("a statement has the attributes of OpenTelemetry's conventions, and none with a value", async () => {
  const { traceId } = await train();
  await trainingIn(traceId);
  const { hostname, port, pathname } = new URL(database.url);
  const update = receiver.spans.find(
    (span) => span.traceId === traceId && span.name === "UPDATE model_runs",
  )!;
  expect(update.kind).toBe("client");
  expect(update.attributes).toEqual({
    "db.system.name": "postgresql",
    "db.namespace": pathname.slice(1),
    "db.operation.name": "UPDATE",
    "db.query.summary": "UPDATE model_runs",
    "server.address": hostname,
    "server.port": Number(port),
  });
});

test("a prediction continues the caller's trace, and says how many rows it had and whether the pipeline was in memory", async () => {
  const id = await trained();
  for (const isCached of [false, true]) {
    const trace = newTrace();
    const answer = await predict(id, trace.headers);
    expect([answer.status, answer.headers.get("x-request-id")]).toEqual([200, trace.traceId]);
    const request = await requestIn(trace.traceId);
    expect(request).toMatchObject({ name: "POST /api/predict", parentId: trace.spanId, isError: false });
    expect(request.attributes).toMatchObject({
      "mlsvc.run_id": id,
      "mlsvc.model": "iris",
      "mlsvc.rows": 2,
      "mlsvc.pipeline_cached": isCached,
    });
    expect(namesIn(request)).toEqual([isCached ? "SELECT model_runs" : "SELECT model_runs.run_result"]);
  }
});

test("of predictions that share a statement, one has it in its span, and the others link to it", async () => {
  const id = await trained();
  expect((await predict(id, {})).status).toBe(200);
  const traces = Array.from({ length: 40 }, () => newTrace());
  const answers = await Promise.all(traces.map(({ headers }) => predict(id, headers)));
  expect(answers.map(({ status }) => status)).toEqual(traces.map(() => 200));
  const requests = await Promise.all(traces.map(({ traceId }) => requestIn(traceId)));
  for (const request of requests) {
    const own = receiver.childrenOf(request).filter(({ name }) => name === "SELECT model_runs");
    const linked = receiver.spans.filter(({ spanId }) => request.links.includes(spanId));
    expect([...own, ...linked]).toHaveLength(1);
    for (const { name, links } of linked) {
      expect(name).toBe("SELECT model_runs");
      expect(links).toContain(request.spanId);
    }
  }
});

test("a refusal has its status and its reason, and is no error", async () => {
  const { answer, traceId } = await train({ features: [{ other: 1 }], labels: [{ species: "a" }] });
  expect(answer.status).toBe(400);
  const { detail } = (await answer.json()) as { detail: string };
  const request = await requestIn(traceId);
  expect(request).toMatchObject({ name: "POST /api/train", isError: false });
  expect(request.attributes).toMatchObject({ "http.response.status_code": 400, "mlsvc.reason": detail });
  expect(namesIn(request)).not.toContain("train iris");
});

test("paths and methods that do not exist make no names of spans", async () => {
  const paths = ["/nothing/here", "/api/predict"];
  const traces = paths.map(() => newTrace());
  for (const [i, path] of paths.entries())
    await fetch(service.url + path, { method: "PATCH", headers: traces[i]!.headers });
  const [unknown, wrongMethod] = await Promise.all(traces.map(({ traceId }) => requestIn(traceId)));
  expect(unknown!.name).toBe("PATCH");
  expect(unknown!.attributes).toMatchObject({
    "url.path": "/nothing/here",
    "http.response.status_code": 404,
  });
  expect(unknown!.attributes).not.toHaveProperty(["http.route"]);
  expect(wrongMethod!.name).toBe("PATCH /api/predict");
  expect(wrongMethod!.attributes).toMatchObject({
    "http.route": "/api/predict",
    "http.response.status_code": 405,
  });
});

test("a run that failed is an error with its type and its message", async () => {
  const { id, answer, traceId } = await train(slowIris());
  expect(answer.status).toBe(200);
  expect((await service.delete(`/api/train?model_run_id=${id}`)).status).toBe(200);
  const training = await trainingIn(traceId);
  const { error_message } = await database.metrics(id);
  expect(training).toMatchObject({ isError: true, errorMessage: error_message! });
  expect(training.attributes).toMatchObject({ "mlsvc.outcome": "cancelled", "error.type": "cancelled" });
  expect(namesIn(training).at(-1)).toBe("storing");
});

test("a run that waits for its row does so in its own span, not in that of the request that was answered", async () => {
  const trace = newTrace();
  let id = 0;
  await database.sql.begin(async (transaction) => {
    id = await database.createRun("iris", transaction);
    const path = `/api/train?model_name=iris&model_run_id=${id}`;
    expect((await service.post(path, { features, labels }, trace.headers)).status).toBe(200);
    await requestIn(trace.traceId);
  });
  const training = await trainingIn(trace.traceId);
  const [waiting] = receiver.childrenOf(training);
  expect(waiting!.name).toBe("waiting");
  expect(namesIn(waiting!)).toEqual(expect.arrayContaining(["BEGIN", "UPDATE model_runs", "COMMIT"]));
  const request = await requestIn(trace.traceId);
  for (const child of receiver.childrenOf(request).filter(({ name }) => name !== "train iris"))
    expect(child.endedAt).toBeLessThanOrEqual(request.endedAt);
});

test("start-up and the sweep of dead runs have traces of their own", async () => {
  await trained();
  for (const name of ["reconcile", "fail dead runs"]) {
    const span = await receiver.find(name, (candidate) => candidate.name === name);
    expect(span).toMatchObject({ parentId: "", kind: "internal", isError: false });
    expect(receiver.childrenOf(span).every(({ kind }) => kind === "client")).toBe(true);
    expect(receiver.childrenOf(span)).not.toBeEmpty();
  }
});

test("the log lines of a request and its run have the trace id", async () => {
  const { id, traceId } = await train();
  await waitFor("SUCCESS", async () => (await database.status(id)) === "SUCCESS");
  const lines = await waitFor("the lines", () => {
    const found = service.log.filter(({ run_id }) => run_id === id);
    const messages = found.map(({ msg }) => msg);
    return ["request", "training accepted", "training done"].every((msg) => messages.includes(msg)) && found;
  });
  for (const line of lines) expect(line).toMatchObject({ request_id: traceId, trace_id: traceId });
});

test("without traceparent a request begins a trace; an X-Request-Id remains its id", async () => {
  const own = await service.get("/api/models");
  const traceId = own.headers.get("x-request-id")!;
  expect(await requestIn(traceId)).toMatchObject({ parentId: "", name: "GET /api/models" });
  await service.get("/api/models", { "X-Request-Id": "mine-1" });
  const named = await receiver.find("the span", (span) => span.attributes["mlsvc.request_id"] === "mine-1");
  const line = await waitFor("the line", () => service.log.find(({ request_id }) => request_id === "mine-1"));
  expect(line.trace_id).toBe(named.traceId);
});

test("a trace that its caller does not sample is not sent, nor are health checks and scrapes; log lines have its id", async () => {
  const { id, traceId, headers } = await train(undefined, newTrace("00"));
  await waitFor("SUCCESS", async () => (await database.status(id)) === "SUCCESS");
  const answer = await predict(id, headers);
  expect([answer.status, answer.headers.get("x-request-id")]).toEqual([200, traceId]);
  const probes = ["/api/health", "/api/health/live", "/api/health/ready", "/metrics"];
  for (const path of probes) expect((await service.get(path)).status).toBe(200);
  const sampled = newTrace();
  await predict(id, sampled.headers);
  // Spans are sent in the order in which they end.
  await requestIn(sampled.traceId);
  expect(receiver.spans.filter((span) => span.traceId === traceId)).toEqual([]);
  const trainings = receiver.spans.filter(({ name }) => name === "train iris");
  expect(trainings.filter(({ attributes }) => attributes["mlsvc.run_id"] === id)).toEqual([]);
  const paths = receiver.spans.map(({ attributes }) => attributes["url.path"]);
  expect(paths).toContain("/api/predict");
  expect(probes.filter((path) => paths.includes(path))).toEqual([]);
  const lines = await waitFor("the lines", () => {
    const found = service.log.filter(({ run_id, request_id }) => run_id === id && request_id === traceId);
    return found.length >= 4 && found;
  });
  for (const line of lines) expect(line.trace_id).toBe(traceId);
});

test("spans are posted with the headers and the resource of the variables, and the log has neither secret", async () => {
  const { traceId } = await train();
  const { resource } = await trainingIn(traceId);
  expect(resource).toMatchObject({
    "service.name": "shop-mlsvc",
    "service.version": expect.stringMatching(/^\d+\.\d+\.\d+$/),
    "service.instance.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    "deployment.environment.name": "test",
  });
  for (const { path, headers } of receiver.requests) {
    expect(path).toBe("/v1/traces");
    expect(headers.get("content-type")).toBe("application/x-protobuf");
    expect([headers.get("authorization"), headers.get("x-tenant")]).toEqual([SECRET, "shop"]);
  }
  expect(service.logged("tracing")).toMatchObject({
    level: "info",
    endpoint: `${receiver.url}/v1/traces`,
    sampler: "parentbased_always_on",
  });
  expect(JSON.stringify(service.log)).not.toContain("5ecret");
});
