import { describe, expect, test } from "bun:test";
import * as accuracy from "../../../src/learn/metrics/accuracy.ts";
import { confusionMatrix } from "../../../src/learn/metrics/confusion-matrix.ts";
import * as precisionRecall from "../../../src/learn/metrics/precision-recall.ts";
import {
  averagePrecisionScore,
  precisionRecallCurve,
} from "../../../src/learn/metrics/precision-recall-curve.ts";
import { brierScoreLoss, logLoss } from "../../../src/learn/metrics/probability-losses.ts";
import * as errors from "../../../src/learn/metrics/regression-errors.ts";
import * as scores from "../../../src/learn/metrics/regression-scores.ts";
import { rocAucScore } from "../../../src/learn/metrics/roc-auc.ts";
import { rocCurve } from "../../../src/learn/metrics/roc-curve.ts";
import { topKAccuracyScore } from "../../../src/learn/metrics/top-k-accuracy.ts";
import { readGolden } from "../golden/cases.ts";
import { excess } from "../golden/compare.ts";

interface MetricCase {
  readonly id: string;
  readonly function: string;
  // biome-ignore lint/suspicious/noExplicitAny: arguments differ from function to function.
  readonly args: any;
  readonly expected: unknown;
  readonly note?: string;
  readonly undefined?: boolean;
}

const { cases } = readGolden("metrics/metric_functions.json") as { cases: MetricCase[] };

// biome-ignore lint/suspicious/noExplicitAny: signatures differ from function to function.
const FUNCTIONS: Record<string, (...args: any[]) => unknown> = {
  accuracy_score: accuracy.accuracyScore,
  average_precision_score: averagePrecisionScore,
  balanced_accuracy_score: accuracy.balancedAccuracyScore,
  brier_score_loss: brierScoreLoss,
  cohen_kappa_score: accuracy.cohenKappaScore,
  confusion_matrix: (...args: Parameters<typeof confusionMatrix>) => confusionMatrix(...args).data,
  d2_absolute_error_score: scores.d2AbsoluteErrorScore,
  explained_variance_score: scores.explainedVarianceScore,
  f1_score: precisionRecall.f1Score,
  fbeta_score: precisionRecall.fbetaScore,
  hamming_loss: accuracy.hammingLoss,
  jaccard_score: precisionRecall.jaccardScore,
  log_loss: logLoss,
  matthews_corrcoef: accuracy.matthewsCorrcoef,
  max_error: errors.maxError,
  mean_absolute_error: errors.meanAbsoluteError,
  mean_absolute_percentage_error: errors.meanAbsolutePercentageError,
  mean_pinball_loss: errors.meanPinballLoss,
  mean_squared_error: errors.meanSquaredError,
  mean_squared_log_error: errors.meanSquaredLogError,
  median_absolute_error: errors.medianAbsoluteError,
  precision_recall_curve: (...args: Parameters<typeof precisionRecallCurve>) => {
    const { precision, recall, thresholds } = precisionRecallCurve(...args);
    return [precision, recall, thresholds];
  },
  precision_score: precisionRecall.precisionScore,
  r2_score: scores.r2Score,
  recall_score: precisionRecall.recallScore,
  roc_auc_score: rocAucScore,
  roc_curve: (...args: Parameters<typeof rocCurve>) => {
    const { fpr, tpr, thresholds } = rocCurve(...args);
    // The file contains null for infinity, the first threshold.
    return [fpr, tpr, [Number.NaN, ...thresholds.subarray(1)]];
  },
  root_mean_squared_error: errors.rootMeanSquaredError,
  top_k_accuracy_score: topKAccuracyScore,
};

/** The functions with a test of their own. */
const CLUSTERING = [
  "adjusted_mutual_info_score",
  "adjusted_rand_score",
  "calinski_harabasz_score",
  "completeness_score",
  "davies_bouldin_score",
  "fowlkes_mallows_score",
  "homogeneity_score",
  "normalized_mutual_info_score",
  "silhouette_score",
  "v_measure_score",
];

/** The names of the first argument of the functions. */
const FIRST = ["y_true", "y1"];
const SECOND = ["y_pred", "y_score", "y_proba", "y2"];

function compute({ function: name, args }: MetricCase): unknown {
  const pick = (names: readonly string[]) => args[names.find((each) => each in args)!];
  const options = Object.entries(args).filter(([key]) => ![...FIRST, ...SECOND].includes(key));
  return FUNCTIONS[name]!(pick(FIRST), pick(SECOND), Object.fromEntries(options));
}

describe("every recorded metric", () => {
  const computed = cases.filter((each) => !CLUSTERING.includes(each.function));

  for (const golden of computed) {
    test(`${golden.id} is scikit-learn's`, () => {
      const own = compute(golden);
      if (golden.undefined) {
        expect(own).toBeNaN();
        return;
      }
      const tolerance = golden.note?.includes("tolerance 1e-6") ? 1e-6 : 1e-12;
      expect(excess(own, golden.expected, { rtol: tolerance, atol: tolerance })).toBeLessThanOrEqual(1);
    });
  }

  test("all functions of the file are tested", () => {
    const known = new Set([...Object.keys(FUNCTIONS), ...CLUSTERING]);
    expect(cases.filter((each) => !known.has(each.function))).toEqual([]);
    expect([cases.length, computed.length]).toEqual([320, 293]);
    expect(computed.filter((each) => each.undefined)).toHaveLength(6);
    expect(Object.keys(FUNCTIONS).filter((name) => !computed.some((each) => each.function === name))).toEqual(
      [],
    );
  });
});
