import { expect, test } from "bun:test";
import { waitFor } from "../wait.ts";
import { dataset, type Rows } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const MODELS = ["iris", "match_margin", "logistic_regression", "ridge"];
const bed = new ServiceBed(MODELS);

/** Trains a run, waits for its end, and returns its id. */
async function train(model: string, body: Rows & { parameters?: unknown }, runId?: number): Promise<number> {
  const id = runId ?? (await bed.database.createRun(model));
  const response = await bed.service.train(model, id, body);
  expect([response.status, await response.json()]).toEqual([
    200,
    { status: "success", message: "Training initiated", model_name: model, model_run_id: id },
  ]);
  await bed.untilEnded(id);
  return id;
}

// biome-ignore-start lint/suspicious/noExplicitAny: answers are looked at entry by entry.
async function predict(runId: number, features: unknown[], query = ""): Promise<Record<string, any>> {
  const response = await bed.service.post(`/api/predict?model_run_id=${runId}${query}`, { features });
  const answer = (await response.json()) as Record<string, any>;
  expect([response.status, answer.detail]).toEqual([200, undefined]);
  return answer;
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above.

test("iris is trained on real rows and predicts them, with probabilities and scores", async () => {
  const { features, labels } = dataset("iris");
  const id = await train("iris", { features, labels });
  expect(await bed.database.status(id)).toBe("SUCCESS");
  const metrics = await bed.database.metrics(id);
  expect(Number(metrics.accuracy)).toBeGreaterThan(0.95);
  for (const name of [
    "balanced_accuracy",
    "precision_macro",
    "recall_macro",
    "f1_macro",
    "log_loss",
    "roc_auc_ovr_macro",
    "n_rows",
    "n_features",
    "train_seconds",
    "n_iter",
    "converged",
  ]) {
    expect(Number.isFinite(Number(metrics[name]))).toBe(true);
  }
  const answer = await predict(id, features, "&probabilities=true&scores=true");
  expect(answer).toMatchObject({
    status: "success",
    model_name: "iris",
    model_run_id: id,
    label_names: ["species"],
  });
  const right = answer.predictions.filter((label: string, i: number) => label === labels[i]!.species).length;
  expect(right / labels.length).toBe(Number(metrics.accuracy));
  for (const row of answer.probabilities) {
    expect(Object.values(row as Record<string, number>).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  }
  expect(answer.scores[0].length).toBe(3);
});

test("match_margin, whose encoder is in its own file, is stored and restored like any other model", async () => {
  const { features, labels } = dataset("matches", ["margin"]);
  const id = await train("match_margin", { features, labels });
  const { predictions } = await predict(id, [
    { away_team: "Arsenal", home_team: "Chelsea" },
    { home_team: "Nobody United", away_team: "Nowhere City" },
  ]);
  expect(predictions.length).toBe(2);
  expect(predictions.every(Number.isFinite)).toBe(true);
  expect(Number((await bed.database.metrics(id)).r2)).toBeGreaterThan(0.1);
});

test("logistic_regression learns mixed columns with missing values and ignores columns that it did not learn", async () => {
  const { features, labels } = dataset("churn");
  const id = await train("logistic_regression", { features, labels });
  expect(Number((await bed.database.metrics(id)).roc_auc)).toBeGreaterThan(0.7);
  const [first] = features;
  const shuffled = Object.fromEntries(Object.entries(first!).reverse());
  const { predictions } = await predict(id, [first, { ...shuffled, other: 1, __proto__: 2 }]);
  expect(predictions[0]).toBe(predictions[1]);
});

test("ridge learns several labels and predicts a list for each row in the order of label_names", async () => {
  const features = Array.from({ length: 30 }, (_, i) => ({ a: i, b: i % 3 }));
  const labels = features.map(({ a, b }) => ({ sum: a + b, difference: a - b }));
  const id = await train("ridge", { parameters: { alpha: "0" }, features, labels });
  const { predictions, label_names } = await predict(id, [{ a: 4, b: 2 }]);
  expect(label_names).toEqual(["sum", "difference"]);
  expect(predictions[0][0]).toBeCloseTo(6, 9);
  expect(predictions[0][1]).toBeCloseTo(2, 9);
});

test("predictions have the JSON type of the labels: booleans, numbers, strings", async () => {
  const features = Array.from({ length: 20 }, (_, i) => ({ x: i }));
  for (const [low, high] of [
    [false, true],
    [0, 1],
    ["__proto__", "constructor"],
  ]) {
    const labels = features.map(({ x }) => ({ y: x < 10 ? low : high }));
    const id = await train("logistic_regression", { features, labels });
    const { predictions, probabilities } = await predict(id, [{ x: 0 }, { x: 19 }], "&probabilities=true");
    expect(predictions).toEqual([low, high]);
    expect(Object.keys(probabilities[0])).toEqual([String(low), String(high)]);
  }
});

test("columns called __proto__ and constructor are ordinary columns", async () => {
  const row = (x: number) => `{"__proto__": ${x}, "constructor": ${x % 2}}`;
  const rows = Array.from({ length: 20 }, (_, i) => row(i)).join(",");
  const labels = JSON.stringify(Array.from({ length: 20 }, (_, i) => ({ y: i < 10 ? "a" : "b" })));
  const id = await bed.database.createRun("logistic_regression");
  const path = `/api/train?model_name=logistic_regression&model_run_id=${id}`;
  expect((await bed.service.post(path, `{"features": [${rows}], "labels": ${labels}}`)).status).toBe(200);
  await waitFor("the run to end", async () => (await bed.database.status(id)) === "SUCCESS");
  const response = await bed.service.post(
    `/api/predict?model_run_id=${id}`,
    `{"features": [${row(0)}, ${row(19)}]}`,
  );
  expect(((await response.json()) as { predictions: string[] }).predictions).toEqual(["a", "b"]);
});

test("a retrained run is served at once, and its metric rows replace the earlier ones", async () => {
  const features = Array.from({ length: 20 }, (_, i) => ({ x: i }));
  const id = await train("ridge", { features, labels: features.map(({ x }) => ({ y: x })) });
  expect((await predict(id, [{ x: 5 }])).predictions[0]).toBeLessThan(10);
  await train("ridge", { features, labels: features.map(({ x }) => ({ y: x + 1000 })) }, id);
  expect((await predict(id, [{ x: 5 }])).predictions[0]).toBeGreaterThan(900);
  const [count] = await bed.database
    .sql`select count(*)::int as n from model_run_metrics where model_run_id = ${id}`;
  expect(count!.n).toBe(Object.keys(await bed.database.metrics(id)).length);
});

test("a failed training is FAILED with its reason, and the earlier pipeline remains", async () => {
  const features = Array.from({ length: 20 }, (_, i) => ({ x: i }));
  const id = await train("ridge", { features, labels: features.map(({ x }) => ({ y: x })) });
  const huge = features.map(({ x }) => ({ x: x % 2 === 0 ? 1.7e308 : -1.7e308 }));
  await train("ridge", { features: huge, labels: features.map(({ x }) => ({ y: x })) }, id);
  expect(await bed.database.status(id)).toBe("FAILED");
  expect(await bed.database.metrics(id)).toMatchObject({ error_type: "ValueError" });
  expect((await predict(id, [{ x: 5 }])).predictions.length).toBe(1);
  const [line] = bed.service.log.filter((entry) => entry.run_id === id && entry.level === "error");
  expect(line).toMatchObject({
    msg: "training failed",
    err: { stack: expect.stringMatching(/ValueError.*\n +at /) },
  });
});

test("the same data and parameters lead to the same bytes, except for the time", async () => {
  const { features, labels } = dataset("iris");
  const [a, b] = [await train("iris", { features, labels }), await train("iris", { features, labels })];
  const rows = await bed.database.sql`select run_result from model_runs where id in (${a}, ${b})`;
  const [first, second] = rows.map(({ run_result }) => {
    const bytes = run_result as Buffer;
    const at = bytes.indexOf("time");
    // Only the checksum follows the time.
    return bytes.subarray(0, at);
  });
  expect(first!.equals(second!)).toBe(true);
});

test("every log line about a request and its run has the request id", async () => {
  const { features, labels } = dataset("iris");
  const id = await bed.database.createRun("iris");
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const response = await bed.service.post(
    `/api/train?model_name=iris&model_run_id=${id}`,
    { features, labels },
    { traceparent: `00-${trace}-b7ad6b7169203331-01` },
  );
  expect(response.headers.get("x-request-id")).toBe(trace);
  await waitFor("the run", async () => (await bed.database.status(id)) === "SUCCESS");
  const lines = await waitFor("its lines", () => {
    const found = bed.service.log.filter((line) => line.request_id === trace).map((line) => line.msg);
    return found.includes("training done") && found;
  });
  expect(lines).toEqual(expect.arrayContaining(["training accepted", "request", "training done"]));
});

test("no rows have no predictions", async () => {
  const { features, labels } = dataset("iris");
  const id = await train("iris", { features, labels });
  expect((await predict(id, [])).predictions).toEqual([]);
});

test("the status of a run of this process comes from memory, and is a 404 for others", async () => {
  const { features, labels } = dataset("iris");
  const id = await train("iris", { features, labels });
  const answer = await waitFor("the outcome to be remembered", async () => {
    const status = (await (await bed.service.get(`/api/train?model_run_id=${id}`)).json()) as Record<
      string,
      unknown
    >;
    return status.state === "finished" && status;
  });
  expect(answer).toMatchObject({
    model_name: "iris",
    model_run_id: id,
    run_status: "SUCCESS",
    error_type: null,
  });
  expect((await bed.service.get("/api/train?model_run_id=999999")).status).toBe(404);
});

test("only pipeline_ok, run_status, run_result and metrics are written, and nothing is created", async () => {
  const { features, labels } = dataset("iris");
  const read = () => bed.database.sql`
    select m.id, m.name, m.type, m.description, m.class_name, m.pipeline, m.features_ok, r.id as run, r.model_id, r.run_date
    from models m left join model_runs r on r.model_id = m.id order by m.id, r.id`;
  const objects = () => bed.database.sql`
    select relname from pg_class where relnamespace = 'public'::regnamespace union all
    select proname from pg_proc where pronamespace = 'public'::regnamespace order by 1`;
  const id = await bed.database.createRun("iris");
  const before = [await read(), await objects()];
  await train("iris", { features, labels }, id);
  expect([await read(), await objects()]).toEqual(before);
});
