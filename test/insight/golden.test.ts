import { describe, expect, test } from "bun:test";
import type { Report } from "../../src/insight/report.ts";
import { readGolden } from "../learn/golden/cases.ts";
import { excess } from "../learn/golden/compare.ts";
import { reportedRun } from "./reports.ts";

interface Figures {
  readonly confusion_matrix: number[][];
  readonly roc: { readonly fpr: number[]; readonly tpr: number[]; readonly auc: number };
  readonly precision_recall: {
    readonly precision: number[];
    readonly recall: number[];
    readonly average_precision: number;
  };
  readonly calibration: {
    readonly prob_true: number[];
    readonly prob_pred: number[];
    readonly brier: number;
  };
  readonly baseline: Readonly<Record<string, number>>;
}

const figures = readGolden("figures/inspection.json").two_classes as Figures;

/** The report of the classifier of `two_classes` in test/golden/scripts/inspection.py, on the same rows. */
const { report } = reportedRun("two classes", { validation_fraction: null, tol: 1e-12, max_iter: 10_000 });

function curve(): NonNullable<Report["evaluation"]["classification"]>["curves"][number] {
  return report.evaluation.classification!.curves[0]!;
}

function expectClose(actual: unknown, reference: unknown, rtol: number): void {
  expect(excess(actual, reference, { rtol, atol: 0 })).toBeLessThanOrEqual(1);
}

/** Expects each point (x, y) to be one of those of a reference. */
function expectAmong(
  x: readonly number[],
  y: readonly number[],
  ofX: readonly number[],
  ofY: readonly number[],
): void {
  expect(x.length).toBeGreaterThan(5);
  x.forEach((value, i) => {
    const distances = ofX.map((other, j) => Math.abs(other - value) + Math.abs(ofY[j]! - y[i]!));
    expect(Math.min(...distances)).toBeLessThan(1e-12);
  });
}

describe("the report of a classifier on its training rows agrees with scikit-learn", () => {
  test("in the confusion matrix", () => {
    const { classification, measured_on } = report.evaluation;
    expect(measured_on).toEqual({ kind: "training", rows: 569, folds: null });
    expect(classification!.classes).toEqual(["benign", "malignant"]);
    expect(classification!.confusion_matrix).toEqual(figures.confusion_matrix);
  });

  test("in the ROC curve, of which points are left out", () => {
    const { fpr, tpr, auc } = curve().roc!;
    expectClose(auc, figures.roc.auc, 1e-12);
    expectAmong(fpr, tpr, figures.roc.fpr, figures.roc.tpr);
    expect([fpr[0], tpr[0], fpr.at(-1), tpr.at(-1)]).toEqual([0, 0, 1, 1]);
  });

  test("in the precision-recall curve, of which points are left out", () => {
    const { precision, recall, average_precision } = curve().precision_recall!;
    expectClose(average_precision, figures.precision_recall.average_precision, 1e-12);
    expectAmong(recall, precision, figures.precision_recall.recall, figures.precision_recall.precision);
    expect([recall[0], recall.at(-1), precision.at(-1)]).toEqual([1, 0, 1]);
  });

  test("in the calibration curve", () => {
    const { mean_predicted, fraction_of_positives, counts, brier } = curve().calibration!;
    expectClose(fraction_of_positives, figures.calibration.prob_true, 1e-12);
    expectClose(mean_predicted, figures.calibration.prob_pred, 1e-6);
    expectClose(brier, figures.calibration.brier, 1e-6);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(569);
  });

  test("in the baselines", () => {
    for (const [name, value] of Object.entries(figures.baseline)) {
      const line = report.metrics.find((metric) => metric.name === name)!;
      expectClose(line.baseline, value, 1e-12);
    }
  });

  test("in what follows from a threshold", () => {
    const { confusion_matrix: matrix, thresholds } = report.evaluation.classification!;
    const { threshold, precision, recall, f1, accuracy, predicted_positive } = thresholds!;
    expect(thresholds!.of).toBe("probability");
    // The smallest threshold marks every row.
    expect([predicted_positive[0], recall[0]]).toEqual([569, 1]);
    expect(threshold).toEqual(threshold.toSorted((a, b) => a - b));
    const positives = matrix[1]![0]! + matrix[1]![1]!;
    threshold.forEach((_, i) => {
      const right = recall[i]! * positives;
      expect(precision[i]).toBeCloseTo(right / predicted_positive[i]!, 12);
      expect(f1[i]).toBeCloseTo((2 * right) / (positives + predicted_positive[i]!), 12);
      expect(accuracy[i]).toBeCloseTo((569 - positives - predicted_positive[i]! + 2 * right) / 569, 12);
    });
  });
});
