import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { MOST_BYTES } from "../../src/insight/encode-report.ts";
import { readReport } from "../../src/insight/read-report.ts";
import { type Report, reportSchema } from "../../src/insight/report.ts";
import { REGISTRY, restoreStep } from "../../src/models/registry.ts";
import { decodePipeline } from "../../src/models/stored-pipeline.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { readGolden } from "../learn/golden/cases.ts";
import { prepare, type Rows } from "../training/train.ts";
import { REPORTED, type ReportedRun, reportedRun, runOf } from "./reports.ts";

/** Rows of each kind of column, with missing values; `size` and `colour` determine the labels. */
const ROWS = Array.from({ length: 90 }, (_, i) => ({
  size: Math.sin(7 * i) + (i % 3),
  weight: i % 11 === 0 ? null : Math.cos(5 * i),
  colour: ["red", "green", "blue"][(i * 5 + (i >> 2)) % 3]!,
  old: i % 4 === 0,
}));
const LABELS = {
  "text of two classes": ROWS.map(({ size }) => ({ y: size > 1 ? "large" : "small" })),
  "numbers of three classes": ROWS.map(({ size }) => ({ y: Math.max(0, Math.min(2, Math.round(size))) })),
  booleans: ROWS.map(({ size, colour }) => ({ y: size > 1 || colour === "red" })),
  numbers: ROWS.map(({ size, colour }) => ({ y: 3 * size - (colour === "red" ? 2 : 0) })),
  "several numbers": ROWS.map(({ size, weight }) => ({ y: 3 * size, z: (weight ?? 0) - size })),
};

/** Every number of a report must be one that JSON has. */
function expectSound({ report, bytes, warnings }: ReportedRun): Report {
  expect(v.is(reportSchema, report)).toBe(true);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report as never);
  expect(report.evaluation.problems).toEqual([]);
  expect(warnings.filter((warning) => warning.includes("report"))).toEqual([]);
  expect(decodePipeline(bytes, restoreStep).report!.length).toBeLessThanOrEqual(MOST_BYTES);
  return report;
}

describe("every general-purpose model has a sound report:", () => {
  for (const [name, { model }] of REGISTRY) {
    if (model.featureNames !== "*") continue;
    const kinds = Object.entries(LABELS).filter(([kind]) => {
      if (model.type === "classification") return !kind.endsWith("numbers");
      return model.type === "regression" ? kind.endsWith("numbers") : kind === "numbers";
    });
    kinds.forEach(([kind, labels], first) => {
      for (const parameters of first === 0 ? [{}, { cv: 3 }, { validation_fraction: 0.3 }] : [{}]) {
        test(`${name}, ${kind}, ${JSON.stringify(parameters)}`, () => {
          const isSupervised = model.type === "classification" || model.type === "regression";
          let run: ReportedRun;
          try {
            run = runOf(name, {
              features: ROWS,
              ...(isSupervised ? { labels } : {}),
              parameters: isSupervised ? parameters : {},
            });
          } catch (error) {
            // Some regressors learn a single label.
            expect(kind).toBe("several numbers");
            expect(String(error)).toContain("one label");
            return;
          }
          const report = expectSound(run);
          const { evaluation, columns } = report;
          expect(columns.map((column) => column.name).sort()).toEqual(["colour", "old", "size", "weight"]);
          if (!isSupervised) return;
          expect(report.metrics.filter(({ baseline }) => baseline !== null).length).toBeGreaterThan(2);
          expect(evaluation.importance).not.toBeNull();
          expect(columns.every(({ importance }) => importance !== undefined)).toBe(true);
          expect(evaluation.partial_dependence.columns.length).toBeGreaterThan(0);
        });
      }
    });
  }
});

describe("a report tells on which rows it is measured:", () => {
  test("rows held back", () => {
    const { evaluation, metrics } = expectSound(reportedRun("two classes"));
    expect(evaluation.measured_on).toEqual({ kind: "validation", rows: 143, folds: null });
    const counts = evaluation.classification!.confusion_matrix.flat().reduce((sum, count) => sum + count, 0);
    expect(counts).toBe(143);
    const accuracy = metrics.find((line) => line.name === "accuracy" && line.measured_on === "validation")!;
    const { confusion_matrix: matrix } = evaluation.classification!;
    expect((matrix[0]![0]! + matrix[1]![1]!) / counts).toBeCloseTo(accuracy.value, 12);
  });

  test("folds, whose predictions are joined", () => {
    const { evaluation, metrics } = expectSound(reportedRun("several classes"));
    expect(evaluation.measured_on).toEqual({ kind: "cv", rows: 150, folds: 5 });
    const { confusion_matrix: matrix, class_counts, curves } = evaluation.classification!;
    expect(class_counts).toEqual([50, 50, 50]);
    const accuracy = metrics.find((line) => line.name === "accuracy" && line.measured_on === "cv")!;
    expect((matrix[0]![0]! + matrix[1]![1]! + matrix[2]![2]!) / 150).toBeCloseTo(accuracy.value, 12);
    expect(accuracy.std).toBeGreaterThan(0);
    expect(accuracy.baseline).toBeCloseTo(1 / 3, 12);
    expect(curves).toHaveLength(3);
  });

  test("training rows, without cv and validation_fraction", () => {
    const { evaluation, warnings } = expectSound(reportedRun("mixed columns"));
    expect(evaluation.measured_on).toEqual({ kind: "training", rows: 2000, folds: null });
    expect(warnings.map(({ code }) => code)).toContain("measured_on_training");
  });
});

describe("parts that depend on the type of the model", () => {
  test("of a regressor are residuals", () => {
    const report = expectSound(reportedRun("numbers"));
    const [label, ...others] = report.evaluation.regression!;
    expect(others).toEqual([]);
    expect(label).toMatchObject({ label: "progression", rows: 442 });
    expect(label!.bins.reduce((sum, { count }) => sum + count, 0)).toBe(442);
    expect(label!.density.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(442);
    expect(label!.residual_histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(442);
    const rmse = report.metrics.find((line) => line.name === "rmse" && line.measured_on === "cv")!;
    expect(rmse.baseline).toBeGreaterThan(rmse.value);
  });

  test("of a clusterer are sizes and means", () => {
    const { clustering } = expectSound(reportedRun("clusters")).evaluation;
    expect(clustering!.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(150);
    const lengths = clustering!.clusters.map(({ means }) => means.petal_length_cm!).sort((a, b) => a - b);
    expect(lengths[0]).toBeCloseTo(1.462, 3);
  });

  test("of an outlier detector are scores", () => {
    const report = expectSound(reportedRun("outliers"));
    const { outliers } = report.evaluation;
    expect(outliers!.n_outliers).toBe(report.metrics.find(({ name }) => name === "n_outliers")!.value);
    expect(outliers!.threshold).toBeLessThan(-0.4);
  });

  test("of a classifier without probabilities are decision values and no calibration", () => {
    const labels = LABELS["text of two classes"];
    const { evaluation } = expectSound(runOf("linear_svc", { features: ROWS, labels }));
    expect(evaluation.classification!.thresholds!.of).toBe("decision_value");
    expect(evaluation.classification!.curves[0]!.roc!.auc).toBeGreaterThan(0.9);
    expect(evaluation.classification!.curves[0]!.calibration).toBeNull();
    expect(evaluation.partial_dependence.of).toBe("decision_value");
  });
});

test("the importance of columns tells which the label depends on, and the most important come first", () => {
  const { columns } = expectSound(
    runOf("random_forest_regressor", { features: ROWS, labels: LABELS.numbers }),
  );
  expect(columns[0]!.name).toBe("size");
  const importances = columns.map(({ importance }) => importance!.mean);
  expect(importances).toEqual(importances.toSorted((a, b) => b - a));
  expect(importances[0]).toBeGreaterThan(0.5);
  expect(columns.find(({ name }) => name === "old")!.importance!.mean).toBeLessThan(0.1);
});

test("partial dependence follows the label", () => {
  const { evaluation } = expectSound(runOf("ridge", { features: ROWS, labels: LABELS.numbers }));
  const { columns, outputs, of } = evaluation.partial_dependence;
  expect([outputs, of]).toEqual([["y"], "prediction"]);
  const size = columns.find(({ column }) => column === "size")!;
  const [values] = size.values as [number[]];
  const slope = (values.at(-1)! - values[0]!) / ((size.grid.at(-1) as number) - (size.grid[0] as number));
  expect(slope).toBeCloseTo(3, 0);
  const colour = columns.find(({ column }) => column === "colour")!;
  expect(colour.kind).toBe("string");
  const red = colour.values[0]![colour.grid.indexOf("red")]!;
  expect(red).toBeLessThan(colour.values[0]![colour.grid.indexOf("blue")]! - 1);
});

describe("unusual trainings have a sound report:", () => {
  const cases: Record<string, { model: string; features: Rows; labels?: Rows; parameters?: object }> = {
    "a single class": {
      model: "random_forest_classifier",
      features: ROWS,
      labels: ROWS.map(() => ({ y: "same" })),
    },
    "three rows": {
      model: "logistic_regression",
      features: ROWS.slice(0, 3),
      labels: LABELS["text of two classes"].slice(1, 4),
    },
    "one row": { model: "decision_tree_regressor", features: [{ a: 1 }], labels: [{ y: 2 }] },
    "a column without any value": {
      model: "hist_gradient_boosting_classifier",
      features: ROWS.map((row) => ({ ...row, empty: null })),
      labels: LABELS.booleans,
    },
    "a constant label": { model: "ridge", features: ROWS, labels: ROWS.map(() => ({ y: 4 })) },
    "huge numbers": {
      model: "random_forest_regressor",
      features: ROWS.map(({ size }) => ({ size: size * 1e37 })),
      labels: LABELS.numbers.map(({ y }) => ({ y: y * 1e150 })),
    },
    "an ordered table with a rare class": {
      model: "gaussian_nb",
      features: ROWS.map(({ size, old }) => ({ size, old })),
      labels: ROWS.map((_, i) => ({ y: i > 86 ? "rare" : "usual" })),
    },
    "folds that lack a class": {
      model: "knn_classifier",
      features: ROWS,
      labels: ROWS.map((_, i) => ({ y: i === 5 ? "once" : `class ${i % 2}` })),
      parameters: { cv: 3 },
    },
  };
  for (const [name, { model, features, labels, parameters = {} }] of Object.entries(cases)) {
    test(name, () => {
      const body = { features, ...(labels === undefined ? {} : { labels }), parameters: { ...parameters } };
      expectSound(runOf(model, body));
    });
  }

  test("1,000 columns, of which the report lists some", () => {
    const features = Array.from({ length: 40 }, (_, i) =>
      Object.fromEntries(
        Array.from({ length: 1000 }, (_, j) => [`${"name ".repeat(30)}${j}`, Math.sin(i * j)]),
      ),
    );
    const labels = features.map((_, i) => ({ y: Math.sin(i * 3) }));
    const report = expectSound(runOf("ridge", { features, labels }));
    expect(report.columns.length + report.columns_not_listed).toBe(1000);
    expect(report.columns.length).toBeGreaterThan(20);
  });

  test("100 classes of long names, of which the most frequent are listed and the others joined", () => {
    const features = Array.from({ length: 600 }, (_, i) => ({ a: i % 100, b: Math.sin(i) }));
    const labels = features.map(({ a }, i) => ({ y: `${"class ".repeat(500)}${i < 150 ? a % 3 : a}` }));
    const report = expectSound(runOf("decision_tree_classifier", { features, labels }));
    const { classes, classes_not_listed, confusion_matrix, class_counts, curves } =
      report.evaluation.classification!;
    expect([classes.length, classes_not_listed, class_counts.length]).toEqual([20, 80, 21]);
    expect(confusion_matrix.flat().reduce((sum, count) => sum + count, 0)).toBe(600);
    expect(curves).toHaveLength(20);
    expect(classes.every((label) => String(label).length <= 80)).toBe(true);
  });
});

describe("the report leaves the run as it is without one:", () => {
  for (const name of Object.keys(REPORTED) as (keyof typeof REPORTED)[]) {
    test(name, () => {
      const { model, parameters, dataset, hasLabels } = REPORTED[name];
      const { features, labels } = readGolden(`datasets/${dataset}.json`) as { features: Rows; labels: Rows };
      const body = { features, ...(hasLabels ? { labels } : {}), parameters };
      const fit = (storesReport: boolean) => {
        const monitor = { iteration() {}, warn() {} };
        return fitTraining(prepare(model, body), "2026-05-04T10:15:30.123Z", monitor, { storesReport });
      };
      const [without, one, other] = [fit(false), fit(true), fit(true)];
      const metrics = (run: typeof one) => run.metrics.filter(([metric]) => metric !== "train_seconds");
      expect(metrics(one)).toEqual(metrics(without));
      expect(decodePipeline(without.bytes, restoreStep).report).toBeUndefined();
      expect(readReport(without.bytes, 1)).toBeUndefined();
      expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true);
    });
  }
});
