import { afterEach, expect, test } from "bun:test";
import { readSettings, type Settings } from "../../src/config/config.ts";
import { Failure } from "../../src/errors.ts";
import { readReport } from "../../src/insight/read-report.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline } from "../../src/models/stored-pipeline.ts";
import type { IterationReport } from "../../src/training/fit-progress.ts";
import { FitWorker } from "../../src/training/fit-worker.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";

const SETTINGS: Settings = readSettings({});
const LINE = Array.from({ length: 20 }, (_, x) => ({ x, y: 3 * x + 1 }));
const BODY = { features: LINE.map(({ x }) => ({ x })), labels: LINE.map(({ y }) => ({ y })) };

const workers: FitWorker[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

/** What a thread reported: stages by their name, and iterations. */
type Reports = (string | IterationReport)[];

function start(reports: Reports = []): FitWorker {
  const worker = new FitWorker({
    stage: ({ name }) => reports.push(name),
    progress: (report) => reports.push(report),
    warning: () => {},
  });
  workers.push(worker);
  return worker;
}

async function prepare(worker: FitWorker, body: unknown, model = "linear_regression") {
  worker.begin(model, SETTINGS);
  await worker.write(new TextEncoder().encode(JSON.stringify(body)));
  return worker.prepare();
}

/** Returns what a promise rejects with. */
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error("it resolved");
    },
    (error: unknown) => error,
  );

test("a thread reports how many rows it read, and returns a pipeline that predicts, with metrics", async () => {
  const worker = start();
  expect(await prepare(worker, BODY)).toMatchObject({ rows: 20, columns: 1 });
  const { bytes, metrics } = await worker.fit("2026-01-02T03:04:05.000Z");
  const { pipeline, provenance } = decodePipeline(bytes, restoreStep);
  expect(provenance).toMatchObject({ rows: 20, time: "2026-01-02T03:04:05.000Z" });
  expect(pipeline.schema.featureNames).toEqual(["x"]);
  const byName = Object.fromEntries(metrics);
  expect(Number(byName.r2)).toBeCloseTo(1, 9);
  expect(byName).toMatchObject({ n_rows: "20", n_features: "1" });
});

test("a thread stores the report of the run with the pipeline, unless it is told not to", async () => {
  const worker = start();
  await prepare(worker, BODY);
  const { bytes } = await worker.fit("2026-01-02T03:04:05.000Z");
  expect(readReport(bytes, 7)).toMatchObject({
    model_name: "linear_regression",
    model_run_id: 7,
    rows: 20,
    evaluation: { measured_on: { kind: "training", rows: 20 }, problems: [] },
  });
  worker.begin("linear_regression", SETTINGS);
  await worker.write(new TextEncoder().encode(JSON.stringify(BODY)));
  await worker.prepare(false);
  expect(readReport((await worker.fit("2026-01-02T03:04:05.000Z")).bytes, 7)).toBeUndefined();
});

test("rows that a model does not accept are refused with the place of each mistake", async () => {
  const refused = await failureOf(prepare(start(), { features: [{ x: [1] }], labels: [{ y: 1 }] }));
  expect(refused).toBeInstanceOf(Failure);
  expect(refused).toMatchObject({ kind: "invalid", issues: [{ path: "features[0].x" }] });
});

test("a thread that is ended rejects pending and later calls with the reason", async () => {
  const worker = start();
  await prepare(worker, { ...BODY, parameters: { max_iter: 1_000_000 } }, "mlp_regressor");
  const fitting = failureOf(worker.fit("2026-01-02T03:04:05.000Z"));
  const reason = new TrainingFailure("timeout", "it took long");
  worker.terminate(reason);
  expect(await fitting).toBe(reason);
  worker.terminate(new TrainingFailure("cancelled", "too late"));
  expect(await failureOf(worker.fit("2026-01-02T03:04:05.000Z"))).toBe(reason);
});

test("a long fit reports its stages, and in each fit its iterations with their loss", async () => {
  const reports: Reports = [];
  const worker = start(reports);
  const parameters = {
    max_iter: 1000,
    n_iter_no_change: 1000,
    hidden_layer_sizes: [50],
    cv: 2,
    validation_fraction: 0.2,
  };
  await prepare(worker, { ...BODY, parameters }, "mlp_regressor");
  await worker.fit("2026-01-02T03:04:05.000Z");
  const stages = reports.filter((report) => typeof report === "string");
  expect(stages).toEqual(["fit", "measure", "cv 1 of 2", "cv 2 of 2", "validation", "store"]);
  for (const stage of ["fit", "cv 1 of 2", "cv 2 of 2", "validation"]) {
    // The first iteration of a stage is reported at once, the others every now and then.
    const { done, maximum, loss } = reports[reports.indexOf(stage) + 1] as IterationReport;
    expect([done, maximum]).toEqual([1, 1000]);
    expect(loss).toBeGreaterThan(0);
  }
});

test("a fit that does not know its loss reports none", async () => {
  const reports: Reports = [];
  const worker = start(reports);
  const body = { ...BODY, parameters: { max_iter: 50, validation_fraction: 0.2 } };
  await prepare(worker, body, "lasso");
  await worker.fit("2026-01-02T03:04:05.000Z");
  expect(reports[reports.indexOf("fit") + 1]).toMatchObject({ done: 1, maximum: 50, loss: null });
});

test("a body of many chunks is read completely, and its writer waits for the thread", async () => {
  const worker = start();
  worker.begin("linear_regression", SETTINGS);
  const json = new TextEncoder().encode(JSON.stringify(BODY).padEnd(20_000_000));
  let waits = 0;
  for (let from = 0; from < json.length; from += 100_000) {
    const written = worker.write(json.slice(from, from + 100_000));
    await null;
    if (Bun.peek.status(written) === "pending") waits++;
    await written;
  }
  expect(waits).toBeLessThan(200);
  expect(waits).toBeGreaterThan(0);
  expect(await worker.prepare()).toMatchObject({ rows: 20, columns: 1 });
});

test("a writer that waits for a thread gets the reason when the thread ends", async () => {
  const worker = start();
  worker.begin("linear_regression", SETTINGS);
  const written = failureOf(worker.write(new Uint8Array(20_000_000)));
  const reason = new TrainingFailure("out_of_memory", "too much");
  worker.terminate(reason);
  expect(await written).toBe(reason);
  expect(await failureOf(worker.write(new Uint8Array(1)))).toBe(reason);
});
