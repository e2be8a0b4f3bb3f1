import { expect, test } from "bun:test";
import { OneHotEncoder, Pipeline, Ridge, SimpleImputer, tableOf } from "mlsvc";
import type { StoredPipeline } from "../../src/models/stored-pipeline.ts";
import { predict } from "../../src/prediction/predict.ts";
import { PredictionMetrics } from "../../src/prediction/prediction-metrics.ts";
import { train } from "../training/train.ts";

const FEATURES = Array.from({ length: 30 }, (_, i) => ({
  age: i,
  plan: ["basic", "gold"][i % 2]!,
  active: i % 3 === 0,
}));
const LABELS = FEATURES.map((_, i) => ({ y: i }));
const { stored } = train("ridge", { features: FEATURES, labels: LABELS });

type Rows = Parameters<typeof tableOf>[0];

/** Predicts rows, which have all the columns, and returns what the metrics count, by name and labels. */
async function counted(
  batches: readonly Rows[],
  pipeline: StoredPipeline = stored,
  metrics = new PredictionMetrics(),
): Promise<Record<string, number>> {
  for (const rows of batches) {
    const options = { probabilities: false, scores: false, metrics };
    const table = tableOf(rows).select(pipeline.pipeline.schema.featureNames);
    await predict(pipeline, 1, table, options);
  }
  const samples = metrics.metrics.flatMap((metric) =>
    metric
      .samples()
      .filter(({ suffix }) => suffix === "" || suffix === "_count")
      .map(({ suffix, labels, value }) => [
        `${metric.name}${suffix} ${Object.values(labels).join(" ")}`,
        value,
      ]),
  );
  return Object.fromEntries(samples);
}

test("rows, missing values and unknown categories are counted by model and feature", async () => {
  const known = { age: 1, plan: "gold", active: true };
  const odd = { age: null, plan: "silver", active: null };
  expect(await counted([[known], [odd, known, { ...known, plan: null }], [odd]])).toEqual({
    "mlsvc_predict_duration_seconds_count ridge": 3,
    "mlsvc_predict_rows_total ridge": 5,
    "mlsvc_predict_missing_values_total ridge age": 2,
    "mlsvc_predict_missing_values_total ridge active": 2,
    "mlsvc_predict_missing_values_total ridge plan": 1,
    "mlsvc_predict_unknown_categories_total ridge plan": 2,
  });
});

test("many rows are counted once each, however they are sliced and however many texts there are", async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => ({
    age: i % 10 === 0 ? null : i,
    // Half of the texts are different from all others.
    plan: i % 2 === 0 ? `plan ${i}` : "gold",
    active: true,
  }));
  const few = rows.map((row, i) => ({ ...row, plan: ["gold", "silver", null][i % 3]! }));
  expect(await counted([rows, few])).toEqual({
    "mlsvc_predict_duration_seconds_count ridge": 2,
    "mlsvc_predict_rows_total ridge": 6000,
    "mlsvc_predict_missing_values_total ridge age": 600,
    "mlsvc_predict_missing_values_total ridge plan": 1000,
    "mlsvc_predict_unknown_categories_total ridge plan": 2500,
  });
});

test("the values of rows that are refused for an unknown category are counted, the prediction is not", async () => {
  const pipeline = new Pipeline([new OneHotEncoder(), new Ridge()]).fit(
    tableOf(FEATURES).select(["plan"]),
    tableOf(LABELS),
  );
  const strict = { ...stored, pipeline };
  const metrics = new PredictionMetrics();
  await expect(counted([[{ plan: "silver" }]], strict, metrics)).rejects.toThrow("unknown categories");
  expect(await counted([], strict, metrics)).toEqual({
    "mlsvc_predict_duration_seconds_count ridge": 0,
    "mlsvc_predict_rows_total ridge": 1,
    "mlsvc_predict_unknown_categories_total ridge plan": 1,
  });
});

test("the labels are bounded: 50 features of a model, and no model but those of this program", async () => {
  const names = Array.from({ length: 60 }, (_, i) => `c${i}`);
  const rows = [1, 2, 3].map((value) => Object.fromEntries(names.map((name) => [name, value])));
  const labels = [{ y: 1 }, { y: 2 }, { y: 3 }];
  const pipeline = new Pipeline([new SimpleImputer(), new Ridge()]).fit(tableOf(rows), tableOf(labels));
  const empty = [...rows, Object.fromEntries(names.map((name) => [name, null]))];
  const counts = await counted([empty, empty], { ...stored, model: "from elsewhere", pipeline });
  const missing = Object.keys(counts).filter((key) => key.startsWith("mlsvc_predict_missing_values_total"));
  expect(missing).toHaveLength(51);
  expect(counts["mlsvc_predict_missing_values_total other c49"]).toBe(2);
  expect(counts["mlsvc_predict_missing_values_total other other"]).toBe(20);
  expect(counts["mlsvc_predict_rows_total other"]).toBe(8);
});

test("names that are cut to the same label share a series", async () => {
  const long = "x".repeat(200);
  const row = { [`${long}1`]: 1, [`${long}2`]: 2, "\ud800": 3, "\ud801": 4 };
  const pipeline = new Pipeline([new SimpleImputer(), new Ridge()]).fit(
    tableOf([row, row]),
    tableOf([{ y: 1 }, { y: 2 }]),
  );
  const empty = Object.fromEntries(Object.keys(row).map((name) => [name, null]));
  const counts = await counted([[row, empty]], { ...stored, pipeline });
  expect(counts).toMatchObject({
    [`mlsvc_predict_missing_values_total ridge ${"x".repeat(79)}…`]: 2,
    "mlsvc_predict_missing_values_total ridge \ufffd": 2,
  });
});
