import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { type Predictions, predictions } from "../../src/prediction/predictions.ts";
import { dataset } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

const bed = new ServiceBed(["random_forest_classifier", "ridge", "knn_classifier"]);
const churn = dataset("churn");
const rows = churn.features.slice(0, 300);
const body = { features: rows, labels: churn.labels.slice(0, 300) };

async function train(model: string, training: object): Promise<number> {
  const id = await bed.database.createRun(model);
  expect((await bed.service.train(model, id, training)).status).toBe(200);
  await bed.untilEnded(id);
  expect(await bed.database.status(id)).toBe("SUCCESS");
  return id;
}

const ask = (id: number, features: unknown, query = "&explain=true") =>
  bed.service.post(`/api/predict?model_run_id=${id}${query}`, { features });

async function explain(id: number, features: unknown, query = ""): Promise<Predictions> {
  const response = await ask(id, features, `&explain=true${query}`);
  expect(response.status).toBe(200);
  return v.parse(predictions, await response.json());
}

test("predictions are explained over HTTP, and no longer by an earlier training once the run is trained again", async () => {
  const id = await train("random_forest_classifier", { ...body, parameters: { n_estimators: 20 } });
  const found = await explain(id, rows.slice(0, 50), "&probabilities=true");
  expect(found).toMatchObject({ explanation_unit: "probability", classes: ["no", "yes"] });
  expect(found.explanations).toHaveLength(50);
  found.explanations!.forEach(({ base_value, contributions, imputed = [] }, row) => {
    const sum = Object.values(contributions!).reduce((a, b) => a + b, base_value!);
    expect(Math.abs(sum - found.probabilities![row]!.yes!)).toBeLessThan(1e-9);
    expect(Object.keys(contributions!)).toEqual(Object.keys(rows[0]!));
    const missing = Object.keys(rows[row]!).filter((name) => rows[row]![name] === null);
    expect(imputed).toEqual(missing);
  });
  const without = (await (await ask(id, rows.slice(0, 50), "&probabilities=true")).json()) as Predictions;
  const { explanations: _, explanation_unit: __, ...rest } = found;
  expect(without).toEqual(rest);
  const [before] = found.explanations!;
  await bed.service.train("random_forest_classifier", id, { ...body, parameters: { n_estimators: 3 } });
  await bed.untilEnded(id);
  const [after] = (await explain(id, rows.slice(0, 1))).explanations!;
  expect(after).not.toEqual(before!);
});

test("a body of columns, large enough to be read by a thread, is explained as its rows are", async () => {
  const labels = churn.features.slice(0, 300).map(({ tenure_months }) => ({ tenure_months }));
  const id = await train("ridge", { features: rows, labels });
  const many = Array.from({ length: 20_000 }, (_, i) => rows[i % 300]!);
  const columns = Object.fromEntries(
    Object.keys(rows[0]!).map((name) => [name, many.map((row) => row[name])]),
  );
  const found = await explain(id, columns);
  const few = await explain(id, rows);
  expect(found.explanations).toHaveLength(20_000);
  expect(found.explanations!.slice(19_800)).toEqual(few.explanations!.slice(0, 200));
});

test("a model without explanations is a 400, a pipeline of an older version a 409", async () => {
  const knn = await train("knn_classifier", body);
  const refused = await ask(knn, rows.slice(0, 1));
  expect([refused.status, await refused.json()]).toEqual([
    400,
    expect.objectContaining({
      detail: expect.stringMatching(/^explain cannot be given: KNeighborsClassifier has none; /),
      errors: [{ path: "explain", message: "must be left out for this run" }],
    }),
  ]);
  const id = await train("ridge", { features: rows, labels: rows.map((_, i) => ({ y: i })) });
  const fixtures = join(import.meta.dir, "..", "models", "fixtures", "format-1");
  const stored = readFileSync(join(fixtures, "ridge.msgpack"));
  await bed.database.sql`update model_runs set run_result = ${stored} where id = ${id}`;
  const old = JSON.parse(readFileSync(join(fixtures, "predictions.json"), "utf8"));
  const predicted = await ask(id, old.rows, "");
  expect(await predicted.json()).toMatchObject({
    predictions: old.pipelines.find(({ model }: { model: string }) => model === "ridge").predictions,
  });
  const unexplained = await ask(id, old.rows);
  expect([unexplained.status, await unexplained.json()]).toEqual([
    409,
    expect.objectContaining({
      detail: `the stored pipeline of run ${id} cannot be explained: the state of its Ridge lacks the means of columns, which this version stores with it; train the run again`,
    }),
  ]);
  expect((await ask(id, old.rows, "&explain=yes")).status).toBe(400);
});
