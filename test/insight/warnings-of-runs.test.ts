import { describe, expect, test } from "bun:test";
import { measuredOn } from "../../src/insight/page/measured-on.ts";
import { runOf } from "./reports.ts";

const wave = (i: number) => Math.sin(i * 12.9898) * 43_758.5453;
const noise = (i: number) => wave(i) - Math.floor(wave(i));
const ROWS = Array.from({ length: 200 }, (_, i) => ({ a: noise(i), b: noise(i + 1000) }));

function codes(
  model: string,
  features: object[],
  labels: object[] | undefined,
  parameters: object = {},
): string[] {
  const body = { features, ...(labels === undefined ? {} : { labels }), parameters };
  return runOf(model, body as never).report.warnings.map(({ code }) => code);
}
const messages = (model: string, features: object[], labels: object[], parameters: object = {}) =>
  runOf(model, { features, labels, parameters } as never).report.warnings.map(({ message }) => message);

describe("a report warns in words", () => {
  const numbers = ROWS.map(({ a, b }) => ({ y: a + b }));

  test("of a measurement on the training rows, and not if rows were held back", () => {
    expect(codes("ridge", ROWS, numbers)).toContain("measured_on_training");
    expect(codes("ridge", ROWS, numbers, { cv: 5 })).not.toContain("measured_on_training");
    expect(codes("kmeans", ROWS, undefined, { n_clusters: 2 })).not.toContain("measured_on_training");
  });

  test("of dates and repeated identifiers, if the rows were split without regard to them", () => {
    const day = (i: number) => new Date(Date.UTC(2025, 0, 1 + ((i * 7) % 200))).toISOString().slice(0, 10);
    const rows = ROWS.map((row, i) => ({ ...row, day: day(i), customer_id: `c${i % 40}` }));
    const ofSplit = (parameters: object) =>
      codes("ridge", rows, numbers, parameters).filter((code) => code.endsWith("_ignored"));
    for (const parameters of [{ cv: 4 }, { validation_fraction: 0.3 }])
      expect(ofSplit(parameters)).toEqual(["dates_ignored", "groups_ignored"]);
    for (const parameters of [{}, { cv: 4, cv_time: "day" }, { cv: 4, cv_groups: "customer_id" }])
      expect(ofSplit(parameters)).toEqual([]);
    expect(messages("ridge", rows, numbers, { cv: 4 }).join()).toContain('set cv_time to "day"');
    const { report } = runOf("ridge", {
      features: rows,
      labels: numbers,
      parameters: { cv: 4, cv_time: "day" },
    } as never);
    expect(report.evaluation.measured_on).toEqual({ kind: "cv", rows: 160, folds: 4, time: "day" });
    expect(measuredOn(report)).toBe(
      "by 4-fold cross-validation, on rows that are later by day than those it learnt from",
    );
    const { report: byGroup } = runOf("ridge", {
      features: rows,
      labels: numbers,
      parameters: { validation_fraction: 0.25, cv_groups: "customer_id" },
    } as never);
    expect(measuredOn(byGroup)).toBe(
      "on 50 rows held back, with other values of customer_id than it learnt from",
    );
  });

  test("of folds that could not be measured, and why", () => {
    const rows = ROWS.map((row, i) => ({ ...row, day: i }));
    // The class "late" is not among the rows that all but the last two fits learn from.
    const labels = ROWS.map((_, i) => ({ y: i < 120 || i % 2 === 0 ? "early" : "late" }));
    const parameters = { cv: 4, cv_time: "day" };
    const { report, warnings } = runOf("logistic_regression", {
      features: rows,
      labels,
      parameters,
    } as never);
    expect(report.evaluation.measured_on).toMatchObject({
      kind: "cv",
      folds: 1,
      folds_left_out: { count: 3, of: 4, reasons: [expect.stringContaining("class")] },
    });
    expect(report.warnings[0]).toEqual({
      code: "folds_left_out",
      message: expect.stringMatching(
        /^3 of 4 folds of cv could not be measured, .* of the other one: .*class/,
      ),
    });
    expect(warnings.filter((each) => each.includes("cannot be measured"))).toHaveLength(3);
    expect(codes("logistic_regression", rows, labels, { cv: 4 })).not.toContain("folds_left_out");
    const none = runOf("knn_regressor", {
      features: rows,
      labels: numbers,
      parameters: { cv: 4, n_neighbors: 160 },
    } as never);
    expect(none.report.evaluation.measured_on).toEqual({
      kind: "training",
      rows: 200,
      folds: null,
      folds_left_out: { count: 4, of: 4, reasons: [expect.stringContaining("n_neighbors=160")] },
    });
  });

  test("of few rows, and of few rows that were held back", () => {
    expect(codes("ridge", ROWS.slice(0, 20), numbers.slice(0, 20))).toContain("few_rows");
    expect(codes("ridge", ROWS, numbers, { validation_fraction: 0.1 })).toContain("few_rows_measured");
    expect(codes("ridge", ROWS, numbers, { cv: 5 })).not.toContain("few_rows_measured");
  });

  test("of a model that is no better than one that ignores the columns", () => {
    const chance = ROWS.map((_, i) => ({ y: noise(i + 5000) }));
    expect(codes("decision_tree_regressor", ROWS, chance, { cv: 5 })).toContain("no_better_than_baseline");
    expect(codes("ridge", ROWS, numbers, { cv: 5 })).not.toContain("no_better_than_baseline");
  });

  test("of a model that has learnt its rows by heart", () => {
    const chance = ROWS.map((_, i) => ({ y: noise(i + 5000) }));
    expect(codes("decision_tree_regressor", ROWS, chance, { cv: 5 })).toContain("overfitted");
    expect(codes("ridge", ROWS, numbers, { cv: 5 })).not.toContain("overfitted");
  });

  test("of a rare class, with its fraction", () => {
    const rare = ROWS.map((_, i) => ({ y: i % 50 === 0 ? "fraud" : "honest" }));
    expect(messages("logistic_regression", ROWS, rare)).toContainEqual(
      expect.stringMatching(/^the class "fraud" is 2 % of the rows/),
    );
    const even = ROWS.map((_, i) => ({ y: i % 2 }));
    expect(codes("logistic_regression", ROWS, even)).not.toContain("rare_class");
  });

  test("of a threshold chosen by few rows of a class, and already when the training is accepted", () => {
    const run = (rare: number, threshold: unknown, value: unknown = "rare") =>
      runOf("logistic_regression", {
        features: ROWS,
        labels: ROWS.map((_, i) => ({ y: i % 20 === 0 && i < 20 * rare ? value : "common" })),
        parameters: { threshold },
      } as never);
    const told =
      /^the threshold is chosen on 5 folds, but only 3 rows are of the class "(rare|a)": .*; send a number/;
    for (const name of ["rare", "a"]) {
      const { report, warnings } = run(3, "f1", name);
      expect(report.evaluation.classification!.threshold_chosen_on).toEqual({
        class: name,
        rows: 3,
        folds: 5,
      });
      expect(report.warnings).toContainEqual({
        code: "few_rows_for_threshold",
        message: expect.stringMatching(told),
      });
      expect(warnings).toContainEqual(expect.stringMatching(told));
    }
    const { report, warnings } = run(3, 0.3);
    expect(report.warnings.map(({ code }) => code)).not.toContain("few_rows_for_threshold");
    expect(report.evaluation.classification).not.toHaveProperty("threshold_chosen_on");
    expect(warnings.join()).not.toContain("threshold");
    const even = runOf("logistic_regression", {
      features: ROWS,
      labels: ROWS.map((_, i) => ({ y: i % 2 })),
      parameters: { threshold: "f1" },
    } as never);
    expect(even.report.evaluation.classification!.threshold_chosen_on).toEqual({
      class: 1,
      rows: 100,
      folds: 5,
    });
    expect(even.warnings.join()).not.toContain("threshold");
  });

  test("of a column that alone predicts the label, of constant ones, and of those without most values", () => {
    const labels = ROWS.map(({ a, b }) => ({ y: a + b > 1 ? "yes" : "no" }));
    const features = ROWS.map((row, i) => ({
      ...row,
      outcome: labels[i]!.y === "yes" ? 1 : 0,
      country: "CH",
      year: 2026,
      seldom: i % 5 === 0 ? noise(i) : null,
      id: `customer ${i}`,
      row: 5000 + i,
    }));
    const found = messages("random_forest_classifier", features, labels, { n_estimators: 10 });
    expect(found).toContainEqual('"outcome" alone predicts the label: is it known before the label is?');
    expect(found).toContainEqual(
      expect.stringMatching(/^"(country|year)", "(country|year)" have the same value/),
    );
    expect(found).toContainEqual('most values of "seldom" are missing');
    expect(found).toContainEqual(expect.stringMatching(/^"row" has another value in most rows/));
    expect(found).toContainEqual(expect.stringMatching(/^text with another value .* is left out: "id"/));
  });

  test("of a fit that did not converge", () => {
    const labels = ROWS.map(({ a, b }) => ({ y: a + b > 1 ? "yes" : "no" }));
    const found = messages("logistic_regression", ROWS, labels, { max_iter: 1, tol: 1e-12 });
    expect(found).toContainEqual(expect.stringMatching(/^the fit did not converge in 1 iterations/));
  });

  test("of a single class", () => {
    const same = ROWS.map(() => ({ y: "same" }));
    expect(codes("decision_tree_classifier", ROWS, same)).toContain("single_class");
  });
});
