import { expect, test } from "bun:test";
import { freePort } from "../../scripts/embedded-postgres.ts";
import { runCommand, ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset, slowIris } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["iris", "ridge"]);

const { features, labels } = dataset("iris");

/** Returns the log line of the request with this id. */
const lineOf = (requestId: string) =>
  waitFor("the request's line", () =>
    bed.service.log.find(({ msg, request_id }) => msg === "request" && request_id === requestId),
  );

test("a refused training is a warning with its reason, run and model", async () => {
  const id = await bed.database.createRun("iris");
  const answer = await bed.service.post(
    `/api/train?model_name=iris&model_run_id=${id}`,
    { features: [{ other: 1 }], labels: [{ species: "a" }] },
    { "X-Request-Id": "refused-1" },
  );
  expect(answer.status).toBe(400);
  const { detail } = (await answer.json()) as { detail: string };
  expect(await lineOf("refused-1")).toMatchObject({
    level: "warn",
    status: 400,
    run_id: id,
    model: "iris",
    reason: detail,
  });
});

test("the line of a finished training has rows, seconds and the main metric, and that of a prediction has run, model and rows", async () => {
  const id = await bed.database.createRun("iris");
  expect((await bed.service.train("iris", id, { features, labels })).status).toBe(200);
  const done = await waitFor("the end", () =>
    bed.service.log.find(({ msg, run_id }) => msg === "training done" && run_id === id),
  );
  expect(done).toMatchObject({ level: "info", model: "iris", rows: 150 });
  expect(done.seconds as number).toBeGreaterThan(0);
  expect(done.accuracy as number).toBeGreaterThan(0.9);
  const answer = await bed.service.post(
    `/api/predict?model_run_id=${id}`,
    { features: features.slice(0, 7) },
    { "X-Request-Id": "predicted-1" },
  );
  expect(answer.status).toBe(200);
  expect(await lineOf("predicted-1")).toMatchObject({ level: "info", run_id: id, model: "iris", rows: 7 });
});

test("a training that failed has a readable error type in its line", async () => {
  const id = await bed.database.createRun("iris");
  expect((await bed.service.train("iris", id, slowIris())).status).toBe(200);
  await bed.service.delete(`/api/train?model_run_id=${id}`);
  const failed = await waitFor("the end", () =>
    bed.service.log.find(({ msg, run_id }) => msg === "training failed" && run_id === id),
  );
  expect(failed).toMatchObject({ level: "error", error_type: "cancelled", err: { type: "TrainingFailure" } });
});

test("a port in use and an address of another machine are reported on one JSON line with the cause, and exit code 2", async () => {
  const port = new URL(bed.service.url).port;
  const cases: [Record<string, string>, string, RegExp][] = [
    [
      { PORT: port },
      "EADDRINUSE",
      /^cannot listen on 127\.0\.0\.1:\d+: another process listens on this port/,
    ],
    [
      { HOST: "192.0.2.1", PORT: "5999" },
      "EADDRNOTAVAIL",
      /^cannot listen on 192\.0\.2\.1:5999: HOST is not/,
    ],
  ];
  for (const [environment, code, says] of cases) {
    const ended = await runCommand([], { DATABASE_URL: bed.database.url, ...environment });
    expect([ended.code, ended.stderr]).toEqual([2, ""]);
    const lines = ended.stdout.trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: "fatal", code, msg: expect.stringMatching(says) });
  }
});

test("an IPv6 address is logged in brackets, with or without brackets in HOST, and --health accepts it", async () => {
  for (const host of ["::1", "[::1]"]) {
    const environment = { DATABASE_URL: bed.database.url, HOST: host, PORT: String(await freePort()) };
    const other = await ServiceProcess.start(environment);
    expect(other.url).toBe(`http://[::1]:${environment.PORT}`);
    expect((await runCommand(["--health"], environment)).code).toBe(0);
    expect(await other.stop()).toBe(0);
  }
});
