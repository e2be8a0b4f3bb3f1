import { afterAll, beforeAll, expect, test } from "bun:test";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { HAS_FIGURES, type ProcessFigures, processFigures } from "./process-figures.ts";
import { expectSound, TestBed } from "./test-bed.ts";
import { trendOf } from "./trend.ts";

const BATCHES = process.env.SOAK ? 200 : 6;
const TRAININGS = 10;
const PREDICTIONS = process.env.SOAK ? 1000 : 200;
const CONCURRENT = 8;
/** Fewer runs than trainings, so most trainings replace a cached pipeline. */
const RUNS = 40;
/** Permitted growth of memory from the middle of the soak to its end, by the regression line through the samples. */
const MAX_RISE_BYTES = 20_000_000;

const MODELS = ["iris", "decision_tree_classifier", "knn_classifier", "hist_gradient_boosting_classifier"];
const iris = dataset("iris");
let bed: TestBed;
let service: ServiceProcess;
let runs: { id: number; model: string }[];

beforeAll(async () => {
  bed = await TestBed.create(MODELS);
  service = await bed.start();
  runs = await Promise.all(
    Array.from({ length: RUNS }, async (_, i) => {
      const model = MODELS[i % MODELS.length]!;
      return { id: await bed.database.createRun(model), model };
    }),
  );
});
afterAll(() => bed.close());

async function isIdle(): Promise<boolean> {
  const { training } = (await (await service.get("/api/health")).json()) as {
    training: { running: number | null; waiting: number };
  };
  return training.running === null && training.waiting === 0;
}

/** Trains the next runs in turn, and waits until the queue is empty. */
async function train(batch: number): Promise<void> {
  const turn = Array.from({ length: TRAININGS }, (_, i) => runs[(batch * TRAININGS + i) % RUNS]!);
  const answers = await Promise.all(turn.map(({ id, model }) => service.train(model, id, iris)));
  for (const answer of answers)
    expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  await waitFor("the line to be empty", isIdle);
}

/** Predicts with the trained runs, several at a time; one in ten requests is invalid. */
async function predict(trained: number): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < PREDICTIONS) {
      const n = next++;
      const isMistake = n % 10 === 9;
      const features = isMistake ? [{ wrong: n }] : iris.features.slice(n % 100, (n % 100) + 5);
      const path = `/api/predict?model_run_id=${runs[n % trained]!.id}`;
      const response = await service.post(path, { features });
      const answer = (await response.json()) as { predictions?: unknown[] };
      if (response.status !== (isMistake ? 400 : 200)) throw new Error(JSON.stringify(answer));
      if (!isMistake && answer.predictions?.length !== 5) throw new Error(JSON.stringify(answer));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, caller));
}

const connections = async () => {
  const [row] = await bed.database.sql`
    select count(*)::int as n from pg_stat_activity where application_name = 'mlsvc' and datname = current_database()`;
  return row!.n as number;
};

test(
  `${BATCHES * TRAININGS} trainings and ${BATCHES * PREDICTIONS} predictions leave no memory, thread, file or connection behind`,
  async () => {
    const samples: ProcessFigures[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      await train(batch);
      await predict(Math.min(RUNS, (batch + 1) * TRAININGS));
      if (HAS_FIGURES) samples.push(processFigures(service.child.pid));
    }
    await waitFor("an idle service to hold no connection", async () => (await connections()) === 0);
    await expectSound(service, runs[0]!.id);
    if (!HAS_FIGURES) return;
    // The first batches warm the program up; what is open afterwards is the baseline.
    const warm = samples[Math.min(4, BATCHES - 1)]!;
    await waitFor("threads and files as after the first batches", () => {
      const { threads, openFiles } = processFigures(service.child.pid);
      return threads <= warm.threads && openFiles <= warm.openFiles;
    });
    const half = samples.slice(BATCHES >> 1).map(({ residentBytes }, x) => ({ x, y: residentBytes }));
    const rise = trendOf(half).slope * half.length;
    if (process.env.SOAK) report(samples, rise);
    if (process.env.SOAK) expect(rise).toBeLessThan(MAX_RISE_BYTES);
  },
  process.env.SOAK ? 3_600_000 : 60_000,
);

function report(samples: readonly ProcessFigures[], rise: number): void {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const memory = samples.map(({ residentBytes }) => residentBytes);
  const last = samples.at(-1)!;
  const perThousand = rise / ((samples.length / 2) * (PREDICTIONS / 1000));
  console.log(
    [
      `soak: ${BATCHES * TRAININGS} trainings, ${BATCHES * PREDICTIONS} predictions, one of ten a mistake`,
      `resident memory: after a tenth ${megabytes(memory[memory.length / 10]!)}, at half ${megabytes(memory[memory.length >> 1]!)}, at the end ${megabytes(memory.at(-1)!)}, most ${megabytes(Math.max(...memory))}`,
      `slope of the second half: ${(perThousand / 1000).toFixed(1)} kB for 1,000 predictions and ${(1000 / PREDICTIONS) * TRAININGS} trainings`,
      `at the end: ${last.threads} threads, ${last.openFiles} open files`,
    ].join("\n"),
  );
}
