import type { Estimator } from "../../../src/learn/estimator.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";
import type { GoldenCase } from "./cases.ts";
import { measure } from "./check.ts";
import type { Findings } from "./compare.ts";

/** What a fitted tree tells of itself. */
type Tree = Estimator & {
  readonly depth: number;
  readonly leaves: number;
  featureImportances(): Float64Array;
};

/**
 * A tree: equal predictions on every row that no tie and no threshold decides, and depth, leaves and test score
 * within the ranges of twenty refits, widened by their own width.
 */
export function checkTree(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { ties, fit, test, tolerance, split, task } = golden;
  const sensitive = new Set([...ties.sensitive_test_positions, ...ties.on_threshold_test_positions]);
  const keep = Array.from({ length: split.testX.rows }, (_, i) => i).filter((i) => !sensitive.has(i));
  const at = <T>(values: readonly T[]): T[] => keep.map((i) => values[i]!);
  const predicted = pipeline.predict(split.testX);
  if (task === "classification") {
    findings.equal("predictions", at(predicted).map(String), at(test.predict).map(String));
    const { columns: K, data } = pipeline.predictProba(split.testX);
    const probabilities = keep.map((i) => Array.from(data.subarray(i * K, (i + 1) * K)));
    findings.close("probabilities", probabilities, at(test.predict_proba), tolerance);
  } else findings.close("predictions", at(predicted), at(test.predict), tolerance);
  const tree = pipeline.estimator as Tree;
  within("depth", tree.depth, ties.depth_range, findings);
  within("number of leaves", tree.leaves, ties.n_leaves_range, findings);
  const own = measure(pipeline, split, "test");
  within("test score", task === "classification" ? own.accuracy! : own.r2!, ties.test_score_range, findings);
  if (ties.comparable === "all") {
    const { feature_importances } = fit.model;
    findings.close("importances", tree.featureImportances(), feature_importances, { rtol: 1e-9, atol: 1e-9 });
  }
}

function within(
  what: string,
  value: number,
  [low, high]: readonly [number, number],
  findings: Findings,
): void {
  const slack = high - low + 1e-12;
  findings.check(
    `${what} ${value} is not near ${low} to ${high}`,
    value >= low - slack && value <= high + slack,
  );
}
