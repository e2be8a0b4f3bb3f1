import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { dataset, slowIris } from "./data.ts";

const BOOSTED = "gradient_boosting_classifier";
/** A line appears after 10 seconds. */
const LINE_MS = 40_000;

let database: TestDatabase;
const services: ServiceProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase([BOOSTED, "iris"]);
});
afterAll(async () => {
  for (const service of services) await service.stop("SIGKILL");
  await database.drop();
});

/** Starts a service and posts a training. */
async function startTraining(model: string, body: unknown) {
  const service = await ServiceProcess.start({ DATABASE_URL: database.url });
  services.push(service);
  const id = await database.createRun(model);
  const response = await service.train(model, id, body);
  expect(response.status).toBe(200);
  const requestId = response.headers.get("x-request-id");
  const status = async () =>
    (await (await service.get(`/api/train?model_run_id=${id}`)).json()) as Record<string, unknown>;
  return { service, id, status, requestId };
}

test("a long training logs its progress and tells the same when asked; a short one logs none", async () => {
  const { features, labels } = dataset("breast_cancer");
  // So small a rate that the trees of all iterations are alike.
  const parameters = { n_estimators: 100_000, learning_rate: 1e-9, cv: 2 };
  const boosted = await startTraining(BOOSTED, { parameters, features, labels });
  const plain = await startTraining("iris", slowIris());
  const short = await startTraining("iris", dataset("iris"));
  await waitFor("the short training", async () => (await database.status(short.id)) === "SUCCESS");

  const line = await waitFor("a line", () => boosted.service.logged("still training"), LINE_MS);
  const told = await boosted.status();
  expect(line).toMatchObject({
    level: "info",
    run_id: boosted.id,
    model: BOOSTED,
    request_id: boosted.requestId,
    stage: "fit",
    max_iterations: 100_000,
  });
  expect(told).toMatchObject({ state: "running", stage: "fit", max_iterations: 100_000 });
  for (const progress of [line, told] as Record<string, number>[]) {
    expect(progress.iteration).toBeGreaterThan(0);
    expect(progress.loss).toBeGreaterThan(0);
    expect(progress.elapsed_seconds).toBeGreaterThanOrEqual(9.5);
    // The estimate has the two folds as well: together they learn from as many rows as the fit.
    const left = (100_000 - progress.iteration!) / progress.iteration! + 100_000 / progress.iteration!;
    const byMean = progress.elapsed_seconds! * left;
    expect(progress.estimated_remaining_seconds! / byMean).toBeWithin(0.2, 5);
    const rows = (progress.iteration! * features.length) / progress.elapsed_seconds!;
    expect(progress.rows_per_second! / rows).toBeWithin(0.5, 2);
  }
  expect(told.iteration as number).toBeGreaterThanOrEqual(line.iteration as number);

  const unknown = await waitFor(
    "a line without iterations",
    () => plain.service.logged("still training"),
    LINE_MS,
  );
  expect(unknown).toMatchObject({ run_id: plain.id, stage: "fit", elapsed_seconds: expect.any(Number) });
  for (const member of ["iteration", "max_iterations", "loss", "rows_per_second"])
    expect(unknown).not.toHaveProperty(member);
  expect(await plain.status()).toMatchObject({ state: "running", iteration: null, loss: null });

  expect(short.service.logged("training done")).toBeDefined();
  expect(short.service.logged("still training")).toBeUndefined();
}, 90_000);
