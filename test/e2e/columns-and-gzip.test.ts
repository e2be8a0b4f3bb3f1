import { expect, test } from "bun:test";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["logistic_regression", "kmeans"], { MAX_BODY_BYTES: "60000000" });

/** So many rows that the body is read while it is received. */
const ROWS = 30_000;
const features = Array.from({ length: ROWS }, (_, i) => ({
  size: Math.sin(i),
  weight: i % 11 === 0 ? null : Math.cos(3 * i),
  colour: ["red", "grün", 'a "blue" one'][i % 3],
  old: i % 4 === 0,
}));
const labels = features.map(({ size, old }) => ({ kind: size > 0 || old ? "yes" : "no" }));

/** A body for `fetch`. */
type Sent = Uint8Array | ReadableStream;
type Rows = readonly Record<string, unknown>[];
const columnsOf = (rows: Rows) =>
  Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, rows.map((row) => row[name])]));
const encode = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));

/** Returns bytes as a stream, which is sent in chunks without a length. */
const chunked = (bytes: Uint8Array) =>
  new ReadableStream({
    async start(controller) {
      for (let from = 0; from < bytes.length; from += 77_777) {
        controller.enqueue(bytes.slice(from, from + 77_777));
        await new Promise((resolve) => setImmediate(resolve));
      }
      controller.close();
    },
  });

async function post(path: string, body: Sent, headers: Record<string, string> = {}) {
  const response = await fetch(bed.service.url + path, { method: "POST", body: body as never, headers });
  return [response.status, (await response.json()) as Record<string, unknown>] as const;
}

/** Trains a run and returns its id when it has succeeded. */
async function trained(model: string, body: Sent, headers?: Record<string, string>): Promise<number> {
  const id = await bed.database.createRun(model);
  const [status, answer] = await post(`/api/train?model_name=${model}&model_run_id=${id}`, body, headers);
  expect([status, answer]).toEqual([200, expect.anything()]);
  await waitFor("the training", async () => (await bed.database.status(id)) !== "RUNNING");
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return id;
}

const GZIP = { "Content-Encoding": "gzip" };
const rows = encode({ features, labels });
const columns = encode({ parameters: { C: 1 }, labels: columnsOf(labels), features: columnsOf(features) });

test("rows and columns, plain and gzip, with and without a length, have the same training result", async () => {
  expect(columns.length).toBeGreaterThan(1_048_576);
  const told: unknown[] = [];
  for (const [body, headers] of [
    [rows],
    [columns],
    [chunked(rows)],
    [chunked(columns)],
    [Bun.gzipSync(rows), GZIP],
    [chunked(Bun.gzipSync(columns)), GZIP],
    [encode({ features: columnsOf(features), labels })],
  ] as [Sent, Record<string, string>?][]) {
    const id = await trained("logistic_regression", body, headers);
    const { train_seconds: _, ...metrics } = await bed.database.metrics(id);
    const [status, answer] = await post(
      `/api/predict?model_run_id=${id}&scores=true`,
      encode({ features: features.slice(0, 500) }),
    );
    const { model_run_id, trained_at, ...said } = answer;
    told.push([status, metrics, said]);
  }
  expect(told[0]).toEqual([
    200,
    expect.objectContaining({ n_rows: String(ROWS), n_features: "4" }),
    expect.anything(),
  ]);
  for (const other of told.slice(1)) expect(other).toEqual(told[0]);
}, 60_000);

test("rows and columns, of any size, plain and gzip, have the same predictions", async () => {
  const id = await trained("logistic_regression", rows);
  const path = `/api/predict?model_run_id=${id}`;
  for (const count of [1, 100, 5000, 75_000]) {
    const sent = Array.from({ length: count }, (_, i) => features[i % ROWS]!);
    const [asRows, asColumns] = [encode({ features: sent }), encode({ features: columnsOf(sent) })];
    const [status, expected] = await post(path, asRows);
    expect([status, (expected.predictions as unknown[]).length]).toEqual([200, count]);
    for (const [body, headers] of [
      [asColumns],
      [chunked(asRows)],
      [Bun.gzipSync(asRows), GZIP],
      [chunked(Bun.gzipSync(asColumns)), GZIP],
    ] as [Sent, Record<string, string>?][]) {
      const answer = await post(path, body, headers);
      expect(Bun.deepEquals(answer, [200, expected])).toBe(true);
    }
  }
}, 60_000);

test("labels that a model does not use are ignored, whatever they are", async () => {
  for (const extra of [columnsOf(labels), { y: [1, 2] }, 7]) {
    await trained("kmeans", encode({ features: { size: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, labels: extra }));
  }
});

test("columns that are not lists, or have different lengths, are refused by name, and so are too many rows", async () => {
  const id = await bed.database.createRun("logistic_regression");
  const path = `/api/train?model_name=logistic_regression&model_run_id=${id}`;
  for (const [sent, detail] of [
    [{}, /features must be a list of rows, .* or an object of column: list of values/],
    [{ size: [1, 2], weight: 3 }, /features.weight must be a list of values, one per row/],
    [
      { size: [1, 2], weight: [1] },
      /features has columns of different lengths: "size" has 2 values, "weight" has 1/,
    ],
    [{ size: [1, [2]] }, /features\[1\].size must be .*; a list must be a date such as \[2024,5,17\]$/],
    [{ size: [1, {}] }, /features\[1\].size must be a number, a string, a boolean or null$/],
    [{ size: [] }, /features must hold at least one row/],
    [{ size: [1, 2, 3] }, /labels must have as many rows as features: 3 features, 2 labels/],
  ] as [unknown, RegExp][]) {
    const [status, answer] = await post(path, encode({ features: sent, labels: { kind: ["a", "b"] } }));
    expect([status, answer.detail]).toEqual([400, expect.stringMatching(detail)]);
  }
  expect(await bed.database.status(id)).toBe("CREATED");
});

test("a large prediction for a missing run is answered after the body was received", async () => {
  const large = encode({ features: Array(60_000).fill(features[0]) });
  const [status, answer] = await post("/api/predict?model_run_id=2000000000", chunked(large));
  expect([status, answer.detail]).toEqual([404, "there is no run 2000000000"]);
});

test("other requests are answered while a large body is received and read", async () => {
  const large = encode({
    features: Array.from({ length: 250_000 }, (_, i) => features[i % ROWS]),
    labels: Array.from({ length: 250_000 }, (_, i) => labels[i % ROWS]),
  });
  expect(large.length).toBeGreaterThan(15_000_000);
  let isDone = false;
  const training = trained("logistic_regression", large).finally(() => {
    isDone = true;
  });
  let answered = 0;
  while (!isDone) {
    expect((await bed.service.get("/api/health")).status).toBe(200);
    answered++;
  }
  await training;
  expect(answered).toBeGreaterThan(20);
}, 60_000);
