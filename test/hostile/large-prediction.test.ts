import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ServiceProcess } from "../service-process.ts";
import { HAS_FIGURES, processFigures } from "./process-figures.ts";
import { TestBed } from "./test-bed.ts";

const ROWS = process.env.SOAK ? 1_000_000 : 150_000;
let bed: TestBed;
let service: ServiceProcess;

beforeAll(async () => {
  bed = await TestBed.create(["decision_tree_classifier", "logistic_regression", "knn_regressor"]);
  service = await bed.start();
});
afterAll(() => bed.close());

const rowAt = (i: number) => ({
  a: Math.sin(i),
  b: Math.cos(i),
  c: (i % 17) / 3,
  d: Math.sin(3 * i),
  e: i % 5,
});
const features = Array.from({ length: ROWS }, (_, i) => rowAt(i));
const body = new TextEncoder().encode(JSON.stringify({ features }));

for (const [model, query] of [
  ["decision_tree_classifier", "&probabilities=true"],
  ["logistic_regression", "&probabilities=true&scores=true"],
] as const) {
  test(`other requests are answered while ${model} predicts many rows`, async () => {
    const known = features.slice(0, 2000);
    const labels = known.map(({ a, b }) => ({ y: a + b > 0 ? "yes" : "no" }));
    const id = await bed.trained(service, model, { features: known, labels });
    const started = performance.now();
    let isDone = false;
    const answering = service.post(`/api/predict?model_run_id=${id}${query}`, body).finally(() => {
      isDone = true;
    });
    const waits: number[] = [];
    while (!isDone) {
      const asked = performance.now();
      expect((await service.get("/api/health")).status).toBe(200);
      waits.push(performance.now() - asked);
    }
    const answer = (await (await answering).json()) as Record<string, unknown[]>;
    expect(answer.predictions).toHaveLength(ROWS);
    expect(answer.probabilities).toHaveLength(ROWS);
    // If the prediction blocked the event loop, only one or two would be answered.
    expect(waits.length).toBeGreaterThan(10);
    if (process.env.SOAK) report(model, performance.now() - started, waits);
  }, 60_000);
}

test("a prediction that takes too long is a 503 that names the setting, and the service continues", async () => {
  const impatient = await bed.start({ PREDICT_TIMEOUT_SECONDS: "1" });
  const known = features.slice(0, 20_000);
  const labels = known.map(({ a, b }) => ({ y: a + b }));
  const parameters = { algorithm: "brute", n_neighbors: 50 };
  const id = await bed.trained(impatient, "knn_regressor", { parameters, features: known, labels });
  const answer = await impatient.post(`/api/predict?model_run_id=${id}`, body);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await answer.text()).toContain("PREDICT_TIMEOUT_SECONDS");
  const few = await impatient.post(`/api/predict?model_run_id=${id}`, { features: features.slice(0, 2) });
  expect(few.status).toBe(200);
}, 60_000);

function report(model: string, milliseconds: number, waits: number[]): void {
  const longest = waits.toSorted((a, b) => b - a).slice(0, 3);
  const memory = HAS_FIGURES
    ? `; resident ${Math.round(processFigures(service.child.pid).residentBytes / 1e6)} MB`
    : "";
  console.log(
    `large prediction: ${model}, ${ROWS} rows × 5 (${Math.round(body.length / 1e6)} MB) in ${Math.round(milliseconds)} ms; ` +
      `${waits.length} calls of /api/health meanwhile, the longest ${longest.map(Math.round).join(", ")} ms${memory}`,
  );
}
