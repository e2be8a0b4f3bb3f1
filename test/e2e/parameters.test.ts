import { describe, expect, test } from "bun:test";
import { waitFor } from "../wait.ts";
import { ServiceBed } from "./service-bed.ts";

const MODELS = [
  "random_forest_regressor",
  "isolation_forest",
  "decision_tree_classifier",
  "knn_classifier",
  "ridge",
];
const ROWS = 60;

const bed = new ServiceBed(MODELS);

/** Column a determines the label, the others are noise. */
const features = Array.from({ length: ROWS }, (_, i) => ({
  a: i < ROWS / 2 ? 0 : 1,
  b: Math.sin(7 * i),
  c: Math.cos(5 * i),
}));
const labels = features.map(({ a }) => ({ y: a }));

/** Trains with the parameters as written in `json`, before or, with `last`, after the rows. */
async function train(model: string, json: string, labelled: unknown = labels, last = false) {
  const id = await bed.database.createRun(model);
  const rows = `"features": ${JSON.stringify(features)}, "labels": ${JSON.stringify(labelled)}`;
  const body = last ? `{${rows}, "parameters": ${json}}` : `{"parameters": ${json}, ${rows}}`;
  const response = await bed.service.train(model, id, body);
  const { detail } = (await response.json()) as { detail?: string };
  if (response.status !== 200) return { status: response.status, detail };
  await bed.untilEnded(id, 30_000);
  return { status: 200, run: await bed.database.status(id), metrics: await bed.database.metrics(id), id };
}

describe("1 and 1.0 are distinguished by the bytes of the body", () => {
  test("max_features of a forest: one column per node predicts less well than all", async () => {
    const limits = '"n_estimators": 10, "max_depth": 1, "bootstrap": false';
    for (const last of [false, true]) {
      const all = await train("random_forest_regressor", `{${limits}, "max_features": 1.0}`, labels, last);
      const one = await train("random_forest_regressor", `{${limits}, "max_features": 1}`, labels, last);
      expect([all.run, one.run]).toEqual(["SUCCESS", "SUCCESS"]);
      expect(Number(all.metrics!.r2)).toBe(1);
      expect(Number(one.metrics!.r2)).toBeLessThan(0.9);
    }
  });

  test("the default in GET /api/models is accepted and means all", async () => {
    const { models } = (await (await bed.service.get("/api/models")).json()) as {
      models: { name: string; default_parameters: Record<string, unknown> }[];
    };
    const { default_parameters } = models.find(({ name }) => name === "random_forest_regressor")!;
    expect(default_parameters.max_features).toBe("1.0");
    const settings = { ...default_parameters, n_estimators: 10, max_depth: 1, bootstrap: false };
    const again = await train("random_forest_regressor", JSON.stringify(settings));
    expect([again.run, Number(again.metrics!.r2)]).toEqual(["SUCCESS", 1]);
  });

  test("a fraction that must not be 1.0, and a count that must not be 1, are refused as they were written", async () => {
    const leaf = await train("decision_tree_classifier", '{"min_samples_leaf": 1.0}');
    expect([leaf.status, leaf.detail]).toEqual([
      400,
      "parameters.min_samples_leaf must be a whole number from 1 to 2147483647 or a number in (0, 1); got 1.0",
    ]);
    const split = await train("decision_tree_classifier", '{"min_samples_split": 1}');
    expect([split.status, split.detail]).toEqual([
      400,
      "parameters.min_samples_split must be a whole number from 2 to 2147483647, a number in (0, 1) or 1.0 (all); got 1",
    ]);
  });
});

test("a parameter out of range is refused with its range and the given value", async () => {
  for (const [json, detail] of [
    ['{"n_estimators": 10.5}', "parameters.n_estimators must be a whole number from 1 to 100000; got 10.5"],
    [
      '{"n_estimators": "many"}',
      'parameters.n_estimators must be a whole number from 1 to 100000; got "many"',
    ],
    ['{"bootstrap": 1}', "parameters.bootstrap must be true or false; got 1"],
  ] as const) {
    const { status, detail: said } = await train("random_forest_regressor", json);
    expect([status, said]).toEqual([400, detail]);
  }
  const ridge = await train("ridge", '{"alpha": "abc"}');
  expect(ridge.detail).toBe('parameters.alpha must be a finite number of at least 0; got "abc"');
});

test("more neighbours than rows are a 400, and no run is left RUNNING", async () => {
  const { status, detail } = await train("knn_classifier", '{"n_neighbors": 61}');
  expect([status, detail]).toEqual([
    400,
    "n_neighbors=61 must not be more than the number of training rows, n_samples=60",
  ]);
});

test("the run succeeds despite folds that cannot be fitted, and reports the number of the others", async () => {
  const { run, metrics } = await train("knn_classifier", '{"n_neighbors": 40, "cv": 2}');
  expect([run, metrics!.cv_folds, metrics!.cv_accuracy_mean]).toEqual(["SUCCESS", "0", undefined]);
  await waitFor("the warning", () =>
    bed.service.log.some(
      ({ level, msg }) => level === "warn" && /^fold 1 of 2 cannot be measured/.test(String(msg)),
    ),
  );
  const { metrics: whole } = await train("knn_classifier", '{"cv": 4}');
  expect(whole!.cv_folds).toBe("4");
});

test("a single class is learnt, and predicted with a probability of 1", async () => {
  const { run, id, metrics } = await train(
    "decision_tree_classifier",
    "{}",
    features.map(() => ({ y: "only" })),
  );
  expect([run, metrics!.accuracy, metrics!.log_loss, metrics!.roc_auc]).toEqual([
    "SUCCESS",
    "1",
    undefined,
    undefined,
  ]);
  const response = await bed.service.post(`/api/predict?model_run_id=${id}&probabilities=true`, {
    features: features.slice(0, 2),
  });
  expect(await response.json()).toMatchObject({
    predictions: ["only", "only"],
    probabilities: [{ only: 1 }, { only: 1 }],
  });
});

test("rows without a label are reported by number", async () => {
  const holed = labels.map((label, i) => (i === 2 || i === 5 ? { y: null } : label));
  const { status, detail } = await train("ridge", "{}", holed);
  expect([status, detail]).toEqual([
    400,
    'label "y" is null in labels[2], labels[5]; every row needs its label',
  ]);
});
