import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset } from "./data.ts";
import { OtlpReceiver } from "./otlp-receiver.ts";

const NOT_TAKEN = "the collector does not take spans";
const TAKEN_AGAIN = "the collector takes spans again";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase(["iris"]);
});

afterAll(() => database.drop());

/** Starts a service that is traced, with these variables of OpenTelemetry. */
const start = (variables: Record<string, string>) =>
  ServiceProcess.start({ DATABASE_URL: database.url, ...variables });

/** Returns the log lines with this message. */
const linesOf = ({ log }: ServiceProcess, message: string) => log.filter(({ msg }) => msg === message);

/** Creates a self-signed certificate for 127.0.0.1, and its key. */
async function certify(folder: string, name: string) {
  const [certificate, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", `/CN=${name}`];
  words.push("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate);
  const made = Bun.spawn(["openssl", ...words], { stdout: "ignore", stderr: "ignore" });
  expect(await made.exited).toBe(0);
  return { certificate, key };
}

/** Trains `iris` and expects the run to succeed. */
async function train(service: ServiceProcess): Promise<void> {
  const id = await database.createRun("iris");
  expect((await service.train("iris", id, dataset("iris"))).status).toBe(200);
  await waitFor("SUCCESS", async () => (await database.status(id)) === "SUCCESS");
}

test("a collector that is away, and then refuses, is one warning until it takes spans again; calls do not notice", async () => {
  const port = await freePort();
  const url = `http://user:pa55@127.0.0.1:${port}/?token=5ecret`;
  const service = await start({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_TIMEOUT: "100",
    OTEL_BSP_SCHEDULE_DELAY: "10",
  });
  await train(service);
  const [warning] = await waitFor("a warning", () => {
    const lines = linesOf(service, NOT_TAKEN);
    return lines.length > 0 && lines;
  });
  expect(warning).toMatchObject({ level: "warn", endpoint: `http://127.0.0.1:${port}/` });
  expect(warning!.err).toContain("ECONNREFUSED");
  const receiver = new OtlpReceiver(port);
  receiver.status = 401;
  // Each batch fails.
  await waitFor("three batches", async () => {
    expect((await service.get("/api/models")).status).toBe(200);
    return receiver.requests.length >= 3;
  });
  expect(receiver.requests[0]!.path).toBe("/");
  receiver.status = 200;
  await waitFor("a batch that is taken", async () => {
    await service.get("/api/models");
    return receiver.spans.length > 0;
  });
  await waitFor("the line", () => linesOf(service, TAKEN_AGAIN).length > 0);
  expect([linesOf(service, NOT_TAKEN).length, linesOf(service, TAKEN_AGAIN).length]).toEqual([1, 1]);
  expect(JSON.stringify(service.log)).not.toMatch(/pa55|5ecret/);
  expect(await service.stop()).toBe(0);
  await receiver.stop();
});

test("a status that refuses spans is named in the warning", async () => {
  const receiver = new OtlpReceiver();
  receiver.status = 401;
  const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_BSP_SCHEDULE_DELAY: "10" });
  await service.get("/api/models");
  const [warning] = await waitFor("a warning", () => {
    const lines = linesOf(service, NOT_TAKEN);
    return lines.length > 0 && lines;
  });
  expect(warning!.err).toContain("401");
  expect(await service.stop()).toBe(0);
  await receiver.stop();
});

test("the spans of the last moments are sent before the service ends", async () => {
  const receiver = new OtlpReceiver();
  const service = await start({
    // With a space, which the exporter by itself would refuse.
    OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/ `,
    OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
    OTEL_BSP_SCHEDULE_DELAY: "600000",
  });
  const id = await database.createRun("iris");
  const body = { ...dataset("iris"), parameters: { max_iter: 100 } };
  expect((await service.train("iris", id, body)).status).toBe(200);
  expect(receiver.spans).toEqual([]);
  expect(await service.stop()).toBe(0);
  const names = receiver.spans.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["POST /api/train", "train iris", "storing", "COMMIT"]));
  expect(receiver.requests.map(({ headers }) => headers.get("content-encoding"))).toEqual(
    receiver.requests.map(() => "gzip"),
  );
  await receiver.stop();
});

test.skipIf(Bun.which("openssl") === null)(
  "by https, the collector's certificate is checked, and mlsvc shows its own to one that asks",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "mlsvc-traces-"));
    const [server, client] = await Promise.all(["server", "client"].map((name) => certify(folder, name)));
    const receiver = new OtlpReceiver(0, {
      cert: Bun.file(server!.certificate),
      key: Bun.file(server!.key),
      ca: Bun.file(client!.certificate),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const shared = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: "2000",
      OTEL_BSP_SCHEDULE_DELAY: "10",
    };
    const unknown = await start(shared);
    const warning = await waitFor("a warning", () => unknown.logged(NOT_TAKEN));
    expect(warning.err).toContain("certificate");
    expect(await unknown.stop()).toBe(0);
    expect(receiver.spans).toEqual([]);
    const known = await start({
      ...shared,
      OTEL_EXPORTER_OTLP_CERTIFICATE: server!.certificate,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: client!.certificate,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: client!.key,
    });
    await receiver.find("the first trace", ({ name }) => name === "reconcile");
    expect(await known.stop()).toBe(0);
    await receiver.stop();
  },
);

test("a collector that never answers does not keep the service from ending", async () => {
  const silent = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const service = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${silent.port}`,
    // The test would fail by its own time limit.
    OTEL_EXPORTER_OTLP_TIMEOUT: "600000",
  });
  await train(service);
  expect(await service.stop()).toBe(0);
  expect(service.logged("stopped")).toBeDefined();
  silent.stop(true);
});

test("a statement that the server refuses is an error with its code, and so is the answer 503; neither has its text", async () => {
  const receiver = new OtlpReceiver();
  const own = await createTestDatabase(["iris"]);
  const service = await ServiceProcess.start({
    DATABASE_URL: own.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: "10",
  });
  await own.sql.unsafe("alter table model_runs rename to elsewhere");
  const answer = await service.post("/api/predict?model_run_id=1", { features: [{}] });
  expect(answer.status).toBe(503);
  const request = await receiver.find("the request", ({ name }) => name === "POST /api/predict");
  expect(request).toMatchObject({ isError: true, attributes: { "error.type": "503" } });
  const statement = receiver.childrenOf(request).find(({ name }) => name === "SELECT model_runs.run_result");
  expect(statement).toMatchObject({ isError: true, errorMessage: "" });
  expect(statement!.attributes).toMatchObject({
    "error.type": "42P01",
    "db.response.status_code": "42P01",
  });
  expect(await service.stop()).toBe(0);
  await own.drop();
  await receiver.stop();
});

test("traces can be switched off although there is an endpoint", async () => {
  const receiver = new OtlpReceiver();
  const cases: Record<string, string>[] = [
    { OTEL_TRACES_EXPORTER: "none" },
    { OTEL_SDK_DISABLED: "TRUE" },
    { OTEL_TRACES_SAMPLER: "always_off" },
  ];
  for (const variables of cases) {
    const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...variables });
    expect((await service.get("/api/models")).status).toBe(200);
    expect(await service.stop()).toBe(0);
  }
  expect(receiver.requests).toEqual([]);
  await receiver.stop();
});

test("a variable that cannot be used is one line and exit code 2, without a secret", async () => {
  const cases: [Record<string, string>, string][] = [
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: "5ecret@collector:4318" },
      "OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://localhost:4318",
    ],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: "soon" }, "OTEL_EXPORTER_OTLP_TIMEOUT"],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: "brotli" }, "OTEL_EXPORTER_OTLP_COMPRESSION is invalid"],
    [{ OTEL_EXPORTER_OTLP_CERTIFICATE: "/no/such/file" }, "Failed to read root certificate file"],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "Authorization: 5ecret" }, "OTEL_EXPORTER_OTLP_HEADERS must be pairs"],
  ];
  for (const [variables, message] of cases) {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", ...variables };
    const ended = await runCommand([], { DATABASE_URL: database.url, PORT: "0", ...environment });
    expect([ended.code, ended.stdout]).toEqual([2, ""]);
    expect(ended.stderr).toStartWith("mlsvc: ");
    expect(ended.stderr.trim().split("\n")).toHaveLength(1);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toContain("5ecret");
  }
});

test("the variables are read from .env as well", async () => {
  const folder = mkdtempSync(join(tmpdir(), "mlsvc-traces-"));
  writeFileSync(join(folder, ".env"), "OTEL_EXPORTER_OTLP_ENDPOINT=collector\n");
  const ended = await runCommand([], { DATABASE_URL: database.url, PORT: "0" }, folder);
  expect([ended.code, ended.stderr]).toEqual([
    2,
    "mlsvc: OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as http://localhost:4318\n",
  ]);
});
