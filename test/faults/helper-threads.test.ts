import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { FaultBed, untilFitting, untilStatus } from "./fault-bed.ts";
import { buildMisbehaving, type MisbehavingExecutable } from "./misbehaving-executable.ts";
import type { Misdeed } from "./models/misbehaving.ts";
import { accept, predictStatus } from "./promises.ts";
import { BULKY, FAULT_MODELS, QUICK, type Training } from "./trainings.ts";

let bed: FaultBed;
let executable: MisbehavingExecutable;
let service: ServiceProcess;

beforeAll(async () => {
  executable = await buildMisbehaving();
  bed = await FaultBed.create([...FAULT_MODELS, "misbehaving", "hist_gradient_boosting_regressor"]);
  service = await bed.start({ TRAIN_THREADS: "3", TRAIN_TIMEOUT_SECONDS: "20" }, true, executable.path);
}, 60_000);
afterAll(async () => {
  expect(await service.stop()).toBe(0);
  await bed.close();
  executable.remove();
});

/** Returns the number of worker threads of the process. */
function workers({ child }: ServiceProcess): number {
  const tasks = `/proc/${child.pid}/task`;
  return readdirSync(tasks).filter((task) => {
    try {
      return readFileSync(`${tasks}/${task}/comm`, "utf8") === "Worker\n";
    } catch {
      return false;
    }
  }).length;
}

/** Columns of small whole numbers, enough for boosting to use two helpers. */
function manyRows(): { features: Record<string, number[]>; labels: Record<string, number[]> } {
  const column = (step: number) => Array.from({ length: 200_000 }, (_, i) => (i * step) % 7);
  const features = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`x${i}`, column(i + 2)]));
  return { features, labels: { y: column(3) } };
}

/** A training that fails in the first fold of a helper. */
function misdeed(name: Misdeed): Training {
  const features = Array.from({ length: 10 }, (_, i) => ({ x: i }));
  const labels = features.map(({ x }) => ({ y: 2 * x }));
  return {
    model: "misbehaving",
    body: { parameters: { misdeed: name, cv: 5 }, features, labels },
    rows: features,
  };
}

/** Expects that the service still trains and predicts. */
async function expectWell(): Promise<void> {
  const next = await accept(bed.database, service, QUICK);
  await untilStatus(bed.database, next.id, "SUCCESS");
  expect(await predictStatus(service, next)).toBe(200);
}

/** Expects that a run uses helper threads, and that a cancel ends it and them within a second. */
async function expectQuickCancel(runId: number): Promise<void> {
  await untilFitting(service, runId);
  await waitFor("the helpers", () => workers(service) >= 3);
  const asked = performance.now();
  expect((await service.delete(`/api/train?model_run_id=${runId}`)).status).toBe(200);
  await untilStatus(bed.database, runId, "FAILED");
  await waitFor("the threads to end", () => workers(service) < 3);
  expect(performance.now() - asked).toBeLessThan(1000);
}

test.each([
  ["a forest", "random_forest_regressor", { ...BULKY.body, parameters: { n_estimators: 5000 } }],
  [
    "boosting",
    "hist_gradient_boosting_regressor",
    { ...manyRows(), parameters: { max_iter: 100_000, early_stopping: false } },
  ],
])(
  "%s of several minutes works on all permitted threads, and a cancel ends them within a second",
  async (_, model, body) => {
    const runId = await bed.database.createRun(model);
    expect((await service.train(model, runId, body)).status).toBe(200);
    await expectQuickCancel(runId);
    expect(await bed.database.metrics(runId)).toMatchObject({ error_type: "cancelled" });
    await expectWell();
  },
);

test.each<[Misdeed, string, string]>([
  ["exit in a helper", "worker_crashed", "a helper thread of the training ended before it was done"],
  ["throw in a helper", "RangeError", "not on this thread"],
])("a model that does '%s' fails only its own run", async (name, type, message) => {
  const run = await accept(bed.database, service, misdeed(name));
  await untilStatus(bed.database, run.id, "FAILED");
  expect(await bed.database.metrics(run.id)).toMatchObject({ error_type: type, error_message: message });
  await expectWell();
});

test("a model that never ends in a helper is cancelled within a second", async () => {
  const run = await accept(bed.database, service, misdeed("loop in a helper"));
  await expectQuickCancel(run.id);
  await expectWell();
});
