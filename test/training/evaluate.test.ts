import { describe, expect, test } from "bun:test";
import { answer, prepare, type Rows, train } from "./train.ts";

const rows = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => ({ a: Math.sin(i), b: Math.cos(2 * i) }));
const numbers = (n: number): Rows => Array.from({ length: n }, (_, i) => ({ y: Math.sin(i) + i / n }));

describe("cv", () => {
  test("reports how many folds were measured", () => {
    const body = { features: rows(20), labels: numbers(20), parameters: { cv: 4 } };
    const { metrics, warnings } = train("ridge", body);
    expect(metrics.cv_folds).toBe(4);
    expect(metrics).toHaveProperty("cv_r2_mean");
    expect(warnings).toEqual([]);
  });

  test("adds no metrics when it is not asked for", () => {
    const { metrics } = train("ridge", { features: rows(20), labels: numbers(20) });
    expect(Object.keys(metrics).filter((name) => name.startsWith("cv_"))).toEqual([]);
  });

  test("with a fold of too few rows keeps the model and the metrics of the other folds", () => {
    const parameters = { cv: 2, n_neighbors: 6 };
    const { metrics, warnings } = train("knn_regressor", {
      features: rows(11),
      labels: numbers(11),
      parameters,
    });
    expect(metrics).toMatchObject({ cv_folds: 1, cv_r2_std: 0 });
    expect(Number.isFinite(metrics.cv_r2_mean)).toBe(true);
    expect(warnings).toEqual([expect.stringMatching(/^fold 1 of 2 cannot be measured .*n_neighbors=6/)]);
  });

  test("with a fold that lacks a class does so too", () => {
    const labels = Array.from({ length: 10 }, (_, i) => ({ y: i === 9 ? "rare" : "usual" }));
    const { metrics, warnings } = train("logistic_regression", {
      features: rows(10),
      labels,
      parameters: { cv: 3 },
    });
    expect(metrics).toMatchObject({ cv_folds: 2, cv_accuracy_mean: 1 });
    expect(warnings.join()).toContain("fold 1 of 3 cannot be measured");
  });

  test("works with columns that have one value, or none, in some fold", async () => {
    const features = rows(12).map((row, i) => ({ ...row, late: i < 8 ? null : i, same: 1 }));
    for (const model of ["logistic_regression", "gaussian_nb", "svc", "mlp_classifier"]) {
      const labels = features.map((_, i) => ({ y: i % 2 }));
      const { stored, metrics } = train(model, { features, labels, parameters: { cv: 3 } });
      expect(metrics.cv_folds).toBeGreaterThanOrEqual(2);
      expect((await answer(stored, features)).predictions).toHaveLength(12);
    }
  });

  test("with no fold that can be measured does not fail the run", () => {
    const parameters = { cv: 5, n_neighbors: 11, validation_fraction: 0.5 };
    const { metrics, warnings } = train("knn_regressor", {
      features: rows(12),
      labels: numbers(12),
      parameters,
    });
    const measured = Object.keys(metrics).filter((name) => /^(cv|validation)_/.test(name));
    expect(measured).toEqual(["cv_folds"]);
    expect(metrics.cv_folds).toBe(0);
    expect(metrics.r2).toBeDefined();
    expect(warnings.slice(-2)).toEqual([
      "no fold could be measured: the run has no metrics of cv",
      expect.stringMatching(/^validation_fraction cannot be measured and is left out: n_neighbors=11/),
    ]);
  });

  test("warns of a class with fewer rows than folds in the words of the request", () => {
    const labels = rows(12).map((_, i) => ({ y: i < 2 ? "few" : "many" }));
    const { warnings } = train("logistic_regression", { features: rows(12), labels, parameters: { cv: 5 } });
    expect(warnings).toContain("the smallest class has only 2 rows, fewer than cv=5");
  });

  test("of a single class has the metrics that are defined for one", () => {
    const labels = rows(12).map(() => ({ y: "only" }));
    const { metrics } = train("random_forest_classifier", {
      features: rows(12),
      labels,
      parameters: { cv: 3, n_estimators: 5 },
    });
    expect(metrics).toMatchObject({ accuracy: 1, f1_macro: 1, cv_folds: 3, cv_accuracy_mean: 1 });
    expect(Object.keys(metrics).filter((name) => /roc|log_loss/.test(name))).toEqual([]);
  });

  test("with more folds than rows is refused before the run is accepted", () => {
    const body = { features: rows(5), labels: numbers(5), parameters: { cv: 6 } };
    expect(() => prepare("ridge", body)).toThrow(
      "parameters.cv cannot split the rows: cv=6 cannot be greater than the number of rows, 5",
    );
  });
});

test("a single class is predicted over the wire, with its probability of 1", async () => {
  const labels = rows(12).map(() => ({ y: true }));
  for (const model of [
    "decision_tree_classifier",
    "extra_trees_classifier",
    "gaussian_nb",
    "knn_classifier",
  ]) {
    const { stored } = train(model, { features: rows(12), labels });
    const { predictions, probabilities } = await answer(stored, rows(3), true);
    expect(predictions).toEqual([true, true, true]);
    expect(probabilities).toEqual([{ true: 1 }, { true: 1 }, { true: 1 }]);
  }
});

test("missing labels are reported with their rows before the run is accepted", () => {
  const labels = numbers(12).map((row, i) => (i === 4 || i === 7 ? { y: null } : row));
  expect(() => prepare("ridge", { features: rows(12), labels })).toThrow(
    'label "y" is null in labels[4], labels[7]; every row needs its label',
  );
  expect(() => prepare("gaussian_nb", { features: rows(12), labels })).toThrow("labels[4], labels[7]");
});
