import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { createPipelineCache } from "../../src/prediction/pipeline-cache.ts";
import { dataset } from "../e2e/data.ts";
import type { ServiceProcess } from "../service-process.ts";
import { waitFor } from "../wait.ts";
import { TestBed } from "./test-bed.ts";

const iris = dataset("iris");
let bed: TestBed;

beforeAll(async () => {
  bed = await TestBed.create(["iris", "ridge"]);
});
afterAll(() => bed.close());

/** Returns `rows` rows of `columns` numbers; the first is also the label. */
function numbers(rows: number, columns: number) {
  const features = Array.from({ length: rows }, (_, i) =>
    Object.fromEntries(Array.from({ length: columns }, (_, j) => [`c${j}`, Math.sin(i + 7 * j)])),
  );
  return { features, labels: features.map(({ c0 }) => ({ y: c0 })) };
}

async function statusAndDetail(response: Promise<Response>): Promise<[number, string | undefined]> {
  const { detail } = (await (await response).json()) as { detail?: string };
  return [(await response).status, detail];
}

test("MAX_ROWS rows and MAX_COLUMNS columns are accepted, and one more is refused", async () => {
  const service = await bed.start({ MAX_ROWS: "20", MAX_COLUMNS: "6" });
  const id = await bed.trained(service, "ridge", numbers(20, 6));
  const predict = (rows: number) =>
    service.post(`/api/predict?model_run_id=${id}`, { features: numbers(rows, 6).features });
  expect((await predict(20)).status).toBe(200);
  expect(await statusAndDetail(predict(21))).toEqual([
    400,
    expect.stringMatching(/21 rows; at most 20 .*MAX_ROWS/),
  ]);
  const next = await bed.database.createRun("ridge");
  const refusals: [ReturnType<typeof numbers>, RegExp][] = [
    [numbers(21, 6), /features has 21 rows; at most 20/],
    [numbers(20, 7), /features has 7 columns; at most 6 .*MAX_COLUMNS/],
    [{ ...numbers(20, 6), labels: numbers(21, 1).labels }, /labels has 21 rows/],
    [{ ...numbers(20, 6), labels: numbers(20, 7).features as never }, /labels has 7 columns/],
  ];
  for (const [body, detail] of refusals) {
    expect(await statusAndDetail(service.train("ridge", next, body))).toEqual([
      400,
      expect.stringMatching(detail),
    ]);
  }
  expect(await service.stop()).toBe(0);
});

test("a result of MAX_RESULT_BYTES is stored and read, and one byte more is refused", async () => {
  const first = await bed.start();
  const id = await bed.trainedIris(first);
  expect(await first.stop()).toBe(0);
  const [row] = await bed.database
    .sql`select octet_length(run_result) as size from model_runs where id = ${id}`;
  const size = row!.size as number;
  const predict = (service: ServiceProcess) =>
    service.post(`/api/predict?model_run_id=${id}`, { features: iris.features.slice(0, 1) });

  const exact = await bed.start({ MAX_RESULT_BYTES: String(size) });
  expect((await predict(exact)).status).toBe(200);
  expect(await exact.stop()).toBe(0);

  const less = await bed.start({ MAX_RESULT_BYTES: String(size - 1) });
  expect(await statusAndDetail(predict(less))).toEqual([409, expect.stringContaining("MAX_RESULT_BYTES")]);
  const large = await bed.database.createRun("iris");
  const limit = await bed.start({ MAX_RESULT_BYTES: "500" });
  expect((await limit.train("iris", large, iris)).status).toBe(200);
  await waitFor("the refusal", async () => (await bed.database.status(large)) === "FAILED");
  expect(await bed.database.metrics(large)).toMatchObject({ error_type: "result_too_large" });
  for (const service of [less, limit]) expect(await service.stop()).toBe(0);
});

test("a problem lists at most 20 errors and 2,000 characters, whatever the caller wrote", async () => {
  const service = await bed.start();
  const id = await bed.database.createRun("ridge");
  const name = "😀".repeat(5000);
  const hundredNames = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [name + i, 1]));
  const bodies: [body: object, listed: number][] = [
    [
      { features: Array.from({ length: 100 }, () => ({ [name]: [] })), labels: Array(100).fill({ y: 1 }) },
      20,
    ],
    [{ parameters: hundredNames, ...numbers(5, 2) }, 20],
    [{ parameters: { feature_names: [name, `${name}1`] }, ...numbers(5, 2) }, 0],
    [{ parameters: { [name]: 1 }, ...numbers(5, 2) }, 1],
  ];
  for (const [body, listed] of bodies) {
    const response = await service.train("ridge", id, body);
    const text = await response.text();
    const { detail, errors = [] } = JSON.parse(text) as { detail: string; errors?: unknown[] };
    expect([response.status, detail.isWellFormed()]).toEqual([400, true]);
    expect(detail.length).toBeLessThanOrEqual(2000);
    expect(errors).toHaveLength(listed);
    expect(text).not.toMatch(/\\ud[89a-f]/);
    expect(text.length).toBeLessThan(100_000);
  }
  expect(await service.stop()).toBe(0);
});

describe("PREDICT_CACHE_BYTES", () => {
  const entry = (bytes: number) => ({ tag: "t", stored: {} as StoredPipeline, bytes });

  test("limit the cache exactly, and the least recently used pipeline is evicted", () => {
    const cache = createPipelineCache(100);
    for (const [runId, bytes] of [
      [1, 40],
      [2, 60],
    ] as const) {
      cache.set(runId, entry(bytes));
    }
    expect([cache.size, cache.calculatedSize]).toEqual([2, 100]);
    expect(cache.get(1)).toBeDefined();
    cache.set(3, entry(1));
    expect([cache.get(2), cache.calculatedSize]).toEqual([undefined, 41]);
    cache.set(4, entry(101));
    expect([cache.get(4), cache.calculatedSize]).toEqual([undefined, 41]);
    cache.set(1, entry(100));
    expect([cache.size, cache.calculatedSize]).toEqual([1, 100]);
  });

  test("of 0 disable the cache, and predictions are the same", async () => {
    const service = await bed.start({ PREDICT_CACHE_BYTES: "0" });
    const id = await bed.trainedIris(service);
    for (let i = 0; i < 3; i++) {
      const response = await service.post(`/api/predict?model_run_id=${id}`, {
        features: iris.features.slice(0, 1),
      });
      expect(await response.json()).toMatchObject({ predictions: ["setosa"] });
    }
    expect(await service.stop()).toBe(0);
  });
});
