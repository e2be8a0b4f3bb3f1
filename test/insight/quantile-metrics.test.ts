import { describe, expect, test } from "bun:test";
import figures from "../golden/figures/quantile_metrics.json";
import { readGolden } from "../learn/golden/cases.ts";
import { runOf } from "./reports.ts";

const { features, labels } = readGolden("datasets/diabetes.json") as {
  readonly features: Record<string, unknown>[];
  readonly labels: Record<string, number>[];
};

interface Losses {
  readonly training: number;
  readonly cv_mean: number;
  readonly cv_std: number;
}

describe("the mean_pinball_loss of a run that predicts a quantile, and that of its baseline, are scikit-learn's:", () => {
  test.each(figures.cases)("$model $params", ({ model, params, columns, losses, baseline }) => {
    const { report } = runOf(model, {
      features,
      labels,
      parameters: { ...params, feature_names: columns, cv: figures.folds },
    });
    const line = (way: string) =>
      report.metrics.find(({ name, measured_on }) => name === "mean_pinball_loss" && measured_on === way)!;
    const [cv, training] = [line("cv"), line("training")];
    const close = (own: number | null, expected: number) =>
      expect(Math.abs(own! / expected - 1)).toBeLessThan(1e-9);
    const expected: Losses = losses;
    close(cv.value, expected.cv_mean);
    close(cv.std, expected.cv_std);
    close(training.value, expected.training);
    close(cv.baseline, baseline.cv_mean);
    close(training.baseline, baseline.training);
    expect(cv.greater_is_better).toBe(false);
  });
});

const METRICS = ["r2", "rmse", "mae"];
const metricsOf = (model: string, parameters: Record<string, unknown>) => {
  const { report } = runOf(model, { features, labels, parameters });
  return report.metrics;
};

test("a run that predicts the mean, or another middle, has no mean_pinball_loss", () => {
  for (const [model, parameters] of [
    ["hist_gradient_boosting_regressor", { loss: "squared_error", quantile: 0.9, max_iter: 5 }],
    ["hist_gradient_boosting_regressor", { loss: "absolute_error", max_iter: 5 }],
    ["gradient_boosting_regressor", { loss: "huber", n_estimators: 5 }],
    ["ridge", {}],
  ] as const)
    expect(metricsOf(model, parameters).map(({ name }) => name)).toEqual(METRICS);
});

test("with a transformed label, the loss is that of the label itself", () => {
  const parameters = { loss: "quantile", quantile: 0.9, max_iter: 20 };
  const [plain, transformed] = [{}, { transform_label: "log1p" }].map((further) =>
    metricsOf("hist_gradient_boosting_regressor", { ...parameters, ...further }).find(
      ({ name }) => name === "mean_pinball_loss",
    ),
  );
  expect(plain!.baseline).toBeGreaterThan(0);
  expect(transformed!.baseline).toBe(plain!.baseline!);
  expect(transformed!.value).toBeGreaterThan(0.5 * plain!.value);
  expect(transformed!.value).toBeLessThan(2 * plain!.value);
});

test("all metrics of a run that predicts a quantile have the same baseline, and no warning is about its r2", () => {
  const parameters = { loss: "quantile", quantile: 0.95, max_iter: 30, max_leaf_nodes: 7, cv: 5 };
  const { report } = runOf("hist_gradient_boosting_regressor", { features, labels, parameters });
  const r2 = report.metrics.find(({ name, measured_on }) => name === "r2" && measured_on === "cv")!;
  expect(r2.value).toBeLessThan(0);
  // The mean of the labels has an r2 of nearly 0; their quantile is far from them.
  expect(r2.baseline).toBeLessThan(r2.value);
  expect(report.warnings.map(({ message }) => message).join()).not.toContain("r2");
});
