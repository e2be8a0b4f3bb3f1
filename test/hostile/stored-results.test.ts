import { afterAll, beforeAll, expect, test } from "bun:test";
import { Random } from "../../src/learn/core/random.ts";
import { dataset } from "../e2e/data.ts";
import { runCommand, type ServiceProcess } from "../service-process.ts";
import { type ChangedBytes, changedBytes } from "./mutated-pipelines.ts";
import { expectSound, TestBed } from "./test-bed.ts";

/**
 * Models trained over HTTP: one with fixed columns, one with preprocessing by kind, trees, and one that stores its
 * rows.
 */
const MODELS = ["iris", "logistic_regression", "hist_gradient_boosting_classifier", "knn_classifier"];
/** One in this many changes is tried; `stored-bytes.test.ts` tries all of them within one process. */
const ONE_OF = process.env.SOAK ? 1 : 20;
/** Number of truncations, and of replacements by random bytes. */
const CUTS = 20;

const iris = dataset("iris");
const rows = [iris.features[0]!, iris.features[60]!, iris.features[120]!];
let bed: TestBed;
let service: ServiceProcess;
let sound: number;

beforeAll(async () => {
  bed = await TestBed.create(MODELS);
  service = await bed.start();
  sound = await bed.trainedIris(service);
});
afterAll(() => bed.close());

/** Stores bytes in place of a pipeline. */
async function store(id: number, bytes: Uint8Array): Promise<void> {
  await bed.database
    .sql`update model_runs set run_status = 'SUCCESS', run_result = ${Buffer.from(bytes)} where id = ${id}`;
}

/** Yields damaged bytes of every kind: with a correct checksum, and with damage that the checksum detects. */
function* damaged(bytes: Uint8Array): Generator<ChangedBytes> {
  const random = new Random(bytes.length);
  for (const change of changedBytes({ name: "", rows: [], bytes, base: [] }, 1000)) {
    if (random.below(ONE_OF) === 0) yield change;
  }
  for (let i = 0; i < CUTS; i++) {
    const length = random.below(bytes.length);
    yield { what: `cut off at ${length}`, bytes: bytes.slice(0, length) };
    yield { what: `${length} random bytes`, bytes: Uint8Array.from({ length }, () => random.below(256)) };
  }
}

for (const model of MODELS) {
  test(`damage of any kind to a stored ${model} leads to complete predictions, a 409, or a 400 that names what is missing`, async () => {
    const id = await bed.trained(service, model, iris);
    const [row] = await bed.database.sql`select run_result as bytes from model_runs where id = ${id}`;
    const statuses = new Set<number>();
    for (const { what, bytes } of damaged(new Uint8Array(row!.bytes))) {
      await store(id, bytes);
      const response = await service.post(`/api/predict?model_run_id=${id}`, { features: rows });
      const answer = (await response.json()) as { predictions?: unknown[]; detail?: string };
      statuses.add(response.status);
      if (![200, 400, 409].includes(response.status)) throw new Error(`${what}: ${response.status}`);
      if (response.status === 200) expect(answer.predictions).toHaveLength(rows.length);
      else expect(answer.detail).not.toMatch(/\.ts:\d|^\s*at /m);
      if (response.status === 409) expect(answer.detail).toContain(`run ${id} cannot be read`);
    }
    expect(statuses).toContain(409);
    await expectSound(service, sound);
  });
}

test("--inspect of damaged bytes prints one line and exits with 1", async () => {
  const id = await bed.trained(service, "iris", iris);
  const [row] = await bed.database.sql`select run_result as bytes from model_runs where id = ${id}`;
  const bytes = new Uint8Array(row!.bytes);
  for (const damage of [
    bytes.slice(0, 100),
    new Uint8Array(0),
    bytes.toReversed(),
    new Uint8Array(1000).fill(0x91),
  ]) {
    await store(id, damage);
    const { code, stdout, stderr } = await runCommand(["--inspect", String(id)], {
      DATABASE_URL: bed.database.url,
    });
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringMatching(/^mlsvc: .+\n$/)]);
  }
});
