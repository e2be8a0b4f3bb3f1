import { afterEach, expect, test } from "bun:test";
import { readSettings, type Settings } from "../../src/config/config.ts";
import { Failure } from "../../src/errors.ts";
import { restoreStep } from "../../src/models/registry.ts";
import { decodePipeline } from "../../src/models/stored-pipeline.ts";
import { FitWorker } from "../../src/training/fit-worker.ts";
import { TrainingFailure } from "../../src/training/training-failure.ts";

const SETTINGS: Settings = readSettings({});
const LINE = Array.from({ length: 20 }, (_, x) => ({ x, y: 3 * x + 1 }));
const BODY = { features: LINE.map(({ x }) => ({ x })), labels: LINE.map(({ y }) => ({ y })) };

const workers: FitWorker[] = [];
afterEach(() => {
  for (const worker of workers.splice(0)) worker.terminate();
});

function start(progress: [number, number][] = []): FitWorker {
  const worker = new FitWorker({ progress: (...step) => progress.push(step), warning: () => {} });
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

test("a long fit reports its progress", async () => {
  const progress: [number, number][] = [];
  const worker = start(progress);
  const parameters = { max_iter: 3000, n_iter_no_change: 3000, hidden_layer_sizes: [50] };
  await prepare(worker, { ...BODY, parameters }, "mlp_regressor");
  await worker.fit("2026-01-02T03:04:05.000Z");
  expect(progress.length).toBeGreaterThan(0);
  for (const [done, maximum] of progress)
    expect([done >= 0 && done <= maximum, maximum]).toEqual([true, 3000]);
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
