import { describe, expect, test } from "bun:test";
import { ANY_FEATURES } from "../../src/models/model.ts";
import { REGISTRY } from "../../src/models/registry.ts";
import type { Predictions } from "../../src/prediction/predictions.ts";
import { expectSums, UNEXPLAINED } from "../prediction/explanation-sums.ts";
import { dataset, type Rows } from "./data.ts";
import { ServiceBed } from "./service-bed.ts";

/** The models of mlsvc. A modified copy may have more, which these tests ignore. */
const NAMES = [
  "logistic_regression",
  "pca_logistic_regression",
  "linear_svc",
  "svc",
  "gaussian_nb",
  "knn_classifier",
  "decision_tree_classifier",
  "random_forest_classifier",
  "extra_trees_classifier",
  "gradient_boosting_classifier",
  "hist_gradient_boosting_classifier",
  "mlp_classifier",
  "linear_regression",
  "ridge",
  "lasso",
  "elastic_net",
  "knn_regressor",
  "decision_tree_regressor",
  "random_forest_regressor",
  "extra_trees_regressor",
  "gradient_boosting_regressor",
  "hist_gradient_boosting_regressor",
  "mlp_regressor",
  "kmeans",
  "isolation_forest",
  "iris",
  "match_margin",
  "match_result",
  "diabetes_progression",
  "churn",
];

const MODELS = [...REGISTRY.values()].map(({ model }) => model).filter(({ name }) => NAMES.includes(name));

const bed = new ServiceBed(NAMES);

interface Answer {
  readonly model_name: string;
  readonly predictions: unknown[];
  readonly label_names: string[];
  readonly probabilities?: Record<string, number>[];
  readonly scores?: unknown[];
}

/** Trains a run, waits for success, and returns its id and metrics. */
async function train(model: string, body: Partial<Rows> & { parameters?: unknown }) {
  const id = await bed.database.createRun(model);
  const response = await bed.service.train(model, id, body);
  const answer = (await response.json()) as { detail?: string };
  expect([response.status, answer.detail]).toEqual([200, undefined]);
  await bed.untilEnded(id, 60_000);
  const metrics = await bed.database.metrics(id);
  expect([await bed.database.status(id), metrics.error_message]).toEqual(["SUCCESS", undefined]);
  const numbers = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value)]));
  for (const value of Object.values(numbers)) expect(Number.isFinite(value)).toBe(true);
  expect(numbers).toMatchObject({ n_rows: body.features!.length, train_seconds: expect.any(Number) });
  return { id, metrics: numbers };
}

async function predict(id: number, features: unknown[], query = ""): Promise<Answer> {
  const response = await bed.service.post(`/api/predict?model_run_id=${id}${query}`, { features });
  const answer = (await response.json()) as Answer & { detail?: string };
  expect([response.status, answer.detail]).toEqual([200, undefined]);
  expect(answer.predictions.length).toBe(features.length);
  await expectExplanations(id, features.slice(0, 10), answer.model_name);
  return answer;
}

/** Expects that the explanations add up to what is predicted, or the reason why there are none. */
async function expectExplanations(id: number, features: unknown[], model: string): Promise<void> {
  // With everything else that the model returns.
  for (const query of ["&probabilities=true&scores=true", "&probabilities=true", "&scores=true", ""]) {
    const path = `/api/predict?model_run_id=${id}${query}`;
    if ((await bed.service.post(path, { features })).status !== 200) continue;
    const response = await bed.service.post(`${path}&explain=true`, { features });
    const reason = UNEXPLAINED[model];
    if (reason === undefined) expectSums((await response.json()) as Predictions);
    else {
      expect(response.status).toBe(400);
      expect(((await response.json()) as { detail: string }).detail).toMatch(reason);
    }
    return;
  }
}

/** Parameters for quick fits; the predictions need not be good. */
const QUICK: Record<string, Record<string, unknown>> = {
  mlp_classifier: { hidden_layer_sizes: [16], learning_rate_init: 0.01 },
  mlp_regressor: { hidden_layer_sizes: [16], learning_rate_init: 0.05, max_iter: 400 },
  svc: { tol: 0.01 },
};

test("the program has every model of the catalogue", () => {
  expect(MODELS.map(({ name }) => name)).toEqual([...NAMES].sort());
});

const general = MODELS.filter(({ featureNames }) => featureNames === ANY_FEATURES);

describe("a classifier of any columns", () => {
  for (const { name } of general.filter(({ type }) => type === "classification")) {
    const parameters = QUICK[name] ?? {};

    test(`${name} learns several classes, two classes, and mixed columns with missing values`, async () => {
      for (const [data, least, auc] of [
        ["iris", 0.9, "roc_auc_ovr_macro"],
        ["breast_cancer", 0.9, "roc_auc"],
        // Three of four customers stay, so accuracy is not informative there.
        ["churn", 0.3, "roc_auc"],
      ] as const) {
        const rows = dataset(data);
        const { id, metrics } = await train(name, { ...rows, parameters });
        expect(metrics.accuracy).toBeGreaterThan(least);
        if (data === "churn") expect(metrics.roc_auc).toBeGreaterThan(0.7);
        for (const metric of ["balanced_accuracy", "precision_macro", "recall_macro", "f1_macro"])
          expect(metrics).toHaveProperty(metric);
        const sample = rows.features.slice(0, 40);
        const hasProbabilities = !["svc", "linear_svc"].includes(name);
        expect(metrics).toMatchObject(
          hasProbabilities || data !== "iris" ? { [auc]: expect.any(Number) } : {},
        );
        expect("log_loss" in metrics).toBe(hasProbabilities);
        const { predictions, probabilities, scores } = await predict(
          id,
          sample,
          hasProbabilities ? "&probabilities=true" : "&scores=true",
        );
        const labels = new Set(rows.labels.map((row) => Object.values(row)[0]));
        for (const prediction of predictions) expect(labels).toContain(prediction);
        expect(hasProbabilities ? probabilities : scores).toHaveLength(40);
        for (const row of probabilities ?? []) {
          expect(Object.keys(row).length).toBe(labels.size);
          expect(Object.values(row).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        }
      }
    }, 120_000);
  }
});

describe("a regressor of any columns", () => {
  const diabetes = dataset("diabetes");
  const churn = dataset("churn");
  const mixed = {
    features: churn.features.map(({ monthly_charges: _, ...row }) => row),
    labels: churn.features.map(({ monthly_charges }) => ({
      charge: (monthly_charges as number | null) ?? 50,
    })),
  };

  for (const { name } of general.filter(({ type }) => type === "regression")) {
    const parameters = QUICK[name] ?? {};
    const hasSeveralLabels = !name.includes("gradient_boosting");

    test(`${name} learns one label${hasSeveralLabels ? ", several labels," : ""} and mixed columns with missing values`, async () => {
      const one = await train(name, { ...diabetes, parameters });
      expect(one.metrics.r2).toBeGreaterThan(0.3);
      expect(one.metrics).toMatchObject({
        rmse: expect.any(Number),
        mae: expect.any(Number),
        n_features: 10,
      });
      const answer = await predict(one.id, diabetes.features.slice(0, 5));
      for (const value of answer.predictions) expect(typeof value).toBe("number");
      const other = await train(name, { ...mixed, parameters });
      expect(other.metrics.r2).toBeGreaterThan(0.1);
      await predict(other.id, mixed.features.slice(0, 5));
      const labels = diabetes.labels.map(({ progression }) => ({
        progression,
        tenth: Number(progression) / 10,
      }));
      if (!hasSeveralLabels) {
        const response = await bed.service.train(name, await bed.database.createRun(name), {
          ...diabetes,
          labels,
        });
        expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
          400,
          expect.stringContaining("one label"),
        ]);
        return;
      }
      const several = await train(name, { features: diabetes.features, labels, parameters });
      const { predictions, label_names } = await predict(several.id, diabetes.features.slice(0, 5));
      expect(label_names).toEqual(["progression", "tenth"]);
      for (const row of predictions as number[][]) expect(row.map(Number.isFinite)).toEqual([true, true]);
    }, 120_000);
  }
});

describe("a model without labels", () => {
  test("kmeans predicts the number of the cluster", async () => {
    const { features } = dataset("iris");
    const { id, metrics } = await train("kmeans", { features, parameters: { n_clusters: 3 } });
    expect(metrics).toMatchObject({
      inertia: expect.any(Number),
      silhouette: expect.any(Number),
      n_features: 4,
    });
    const { predictions, label_names } = await predict(id, features);
    expect(label_names).toEqual([]);
    expect([...new Set(predictions)].sort()).toEqual([0, 1, 2]);
  });

  test("isolation_forest predicts 1 or -1, and scores on request; labels are ignored", async () => {
    const { features, labels } = dataset("sensors");
    const { id, metrics } = await train("isolation_forest", { features, labels });
    const { predictions, scores } = await predict(id, features, "&scores=true");
    expect(metrics.n_outliers).toBe(predictions.filter((value) => value === -1).length);
    expect(new Set(predictions)).toEqual(new Set([1, -1]));
    const planted = labels.map(({ status }) => status === "outlier");
    const mean = (of: boolean) => {
      const chosen = (scores as number[]).filter((_, i) => planted[i] === of);
      return chosen.reduce((a, b) => a + b, 0) / chosen.length;
    };
    expect(mean(true)).toBeLessThan(mean(false) - 0.05);
  });
});

describe("a model of fixed columns", () => {
  for (const [name, data, labels, metric, least] of [
    ["iris", "iris", ["species"], "accuracy", 0.9],
    ["churn", "churn", ["churned"], "roc_auc", 0.75],
    ["diabetes_progression", "diabetes", ["progression"], "r2", 0.45],
    ["match_margin", "matches", ["margin"], "r2", 0.1],
    ["match_result", "matches", ["result"], "accuracy", 0.5],
  ] as const) {
    test(`${name} learns its data set`, async () => {
      const rows = dataset(data, [...labels]);
      const { id, metrics } = await train(name, rows);
      expect(metrics[metric]).toBeGreaterThan(least);
      await predict(id, rows.features.slice(0, 10));
    });
  }
});

describe("cv and validation_fraction", () => {
  test("add the metrics of folds, with mean and standard deviation, and of rows held out", async () => {
    const rows = dataset("breast_cancer");
    const parameters = { cv: 4, validation_fraction: 0.25, n_estimators: 20 };
    const { id, metrics } = await train("random_forest_classifier", { ...rows, parameters });
    for (const name of ["accuracy", "f1_macro", "log_loss", "roc_auc"]) {
      expect(metrics[`cv_${name}_std`]).toBeGreaterThanOrEqual(0);
      expect(metrics).toHaveProperty(`cv_${name}_mean`);
      expect(metrics).toHaveProperty(`validation_${name}`);
    }
    // A forest nearly memorises its training rows; rows held out show its real accuracy.
    expect(metrics.accuracy).toBeGreaterThan(0.99);
    expect(metrics.cv_accuracy_mean).toBeGreaterThan(0.9);
    expect(metrics.cv_accuracy_mean).toBeLessThan(1);
    expect(metrics.validation_accuracy).toBeGreaterThan(0.88);
    await predict(id, rows.features.slice(0, 3));
  });

  test("measure a regressor, a clusterer and an estimator with its own validation_fraction", async () => {
    const diabetes = dataset("diabetes");
    const ridge = await train("ridge", { ...diabetes, parameters: { cv: 5 } });
    expect(ridge.metrics.cv_r2_mean).toBeGreaterThan(0.35);
    expect(ridge.metrics.cv_r2_mean).toBeLessThan(ridge.metrics.r2!);
    const { features } = dataset("iris");
    const groups = await train("kmeans", { features, parameters: { n_clusters: 3, cv: 3 } });
    expect(groups.metrics).toHaveProperty("cv_inertia_mean");
    const own = { validation_fraction: 0.3, max_iter: 30 };
    const boosted = await train("hist_gradient_boosting_regressor", { ...diabetes, parameters: own });
    expect(boosted.metrics).toHaveProperty("validation_r2");
    const silent = await train("hist_gradient_boosting_regressor", {
      ...diabetes,
      parameters: { max_iter: 30 },
    });
    expect(silent.metrics).not.toHaveProperty("validation_r2");
  });

  test("are refused out of their range, and if a fold is impossible", async () => {
    const iris = dataset("iris");
    for (const [parameters, message] of [
      [{ cv: 1 }, /parameters.cv must be a whole number from 2 to 1000 or null; got 1/],
      [{ cv: 2.5 }, /parameters.cv must be a whole number from 2 to 1000 or null; got 2.5/],
      [
        { validation_fraction: 1 },
        /parameters.validation_fraction must be a number in \(0, 1\) or null; got 1/,
      ],
      [{ cv: 200 }, /150/],
    ] as const) {
      const response = await bed.service.train("gaussian_nb", await bed.database.createRun("gaussian_nb"), {
        ...iris,
        parameters,
      });
      expect([response.status, ((await response.json()) as { detail: string }).detail]).toEqual([
        400,
        expect.stringMatching(message),
      ]);
    }
  });
});
