import type { Estimator } from "../../../src/learn/core/estimator.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";
import type { GoldenCase } from "./cases.ts";
import { checkMetrics, measure } from "./check-metrics.ts";
import type { Findings } from "./compare.ts";

/** The properties of a fitted tree that are checked. */
type Tree = Estimator & {
  readonly depth: number;
  readonly leaves: number;
  featureImportances(): Float64Array;
};

/** If the importances of the refits differ by no more than this, they do not depend on ties. */
const SAME_IMPORTANCES = 1e-12;

/**
 * Checks a tree: predictions must be equal on every row that does not depend on a tie or a threshold, and depth,
 * leaves and test score must be within the ranges of twenty refits, widened by their width. If no row is left out,
 * the metrics are compared too.
 */
export function checkTree(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { ties, fit, test, tolerance, split, task } = golden;
  const sensitive = new Set([...ties.sensitive_test_positions, ...ties.on_threshold_test_positions]);
  const keep = Array.from({ length: split.testX.rows }, (_, i) => i).filter((i) => !sensitive.has(i));
  const at = <T>(values: readonly T[]): T[] => keep.map((i) => values[i]!);
  const predicted = pipeline.predict(split.testX);
  findings.equal("number of predictions", predicted.length, test.predict.length);
  if (task === "classification") {
    findings.equal("classes", pipeline.schema.classes, fit.model.classes);
    findings.equal("predicted classes", at(predicted), at(test.predict));
    findings.equal("number of rows of probabilities", test.predict_proba.length, split.testX.rows);
    const { columns: K, data } = pipeline.predictProba(split.testX);
    const probabilities = keep.map((i) => Array.from(data.subarray(i * K, (i + 1) * K)));
    findings.close("probabilities", probabilities, at(test.predict_proba), tolerance);
  } else findings.close("predicted numbers", at(predicted), at(test.predict), tolerance);
  const tree = pipeline.estimator as Tree;
  within("depth", tree.depth, ties.depth_range, findings);
  within("number of leaves", tree.leaves, ties.n_leaves_range, findings);
  const own = measure(pipeline, split, "test");
  const score = task === "classification" ? own.accuracy : own.r2;
  within("test score", score ?? Number.NaN, ties.test_score_range, findings);
  if (ties.feature_importance_max_spread <= SAME_IMPORTANCES) {
    const { feature_importances } = fit.model;
    findings.close("importances", tree.featureImportances(), feature_importances, { rtol: 1e-9, atol: 1e-9 });
  } else findings.leaveOut("importances: a matter of ties");
  if (fit.model.nodes !== undefined) findings.leaveOut("nodes: their order is the implementation's");
  if (sensitive.size === 0) checkMetrics(golden, pipeline, findings);
  else findings.leaveOut("metrics: a matter of ties");
}

function within(what: string, value: number, range: readonly [number, number], findings: Findings): void {
  const [low, high] = range;
  const slack = high - low + 1e-12;
  findings.within(what, value, { least: low - slack, most: high + slack });
}
