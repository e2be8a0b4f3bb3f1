import { stringsOf } from "../../../src/learn/core/column.ts";
import type { Estimator } from "../../../src/learn/core/estimator.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import type { Transformer } from "../../../src/learn/core/transformer.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import { type Built, build } from "./build.ts";
import type { GoldenCase } from "./cases.ts";
import { checkBand } from "./check-band.ts";
import { checkClusters } from "./check-clusters.ts";
import { checkMetrics } from "./check-metrics.ts";
import { checkTree } from "./check-tree.ts";
import { Findings, flatten, type Tolerance } from "./compare.ts";

/** The tolerance for the exact minimum of a convex problem. */
const OPTIMUM: Tolerance = { rtol: 1e-6, atol: 1e-6 };
/** The quantities compared for a recorded minimum. */
const OF_OPTIMUM = ["coef", "intercept", "n_nonzero", "test_predict_proba"];
/** The tolerance for log likelihoods, which are divided by their own size first. */
const JOINT: Tolerance = { rtol: 0, atol: 1e-9 };
/** The tolerance for PCA: the covariance matrix loses digits if eigenvalues are close or tiny. */
const COVARIANCE: Tolerance = { rtol: 1e-8, atol: 1e-8 };
/** Recorded values that the library does not store: they follow from others, or from the data. */
const NOT_KEPT = ["n_samples_seen", "n_iter", "n_components", "noise_variance", "feature_names_out"];

/** Fits the pipeline of a case and returns all differences from the record. */
export function checkCase(golden: GoldenCase): Findings {
  const findings = new Findings();
  if (golden.tolerance.kind === "band") checkBand(golden, findings);
  else if (golden.task === "transform") checkTransform(golden, findings);
  else checkPredictor(golden, findings);
  return findings;
}

function toleranceOf({ family, tolerance }: GoldenCase): Tolerance {
  return family === "pca" ? COVARIANCE : tolerance;
}

/** Compares the fitted values of every step with the recorded ones, by name. */
function checkFit(
  references: Built["references"],
  classes: readonly unknown[] | null,
  tolerance: Tolerance,
  findings: Findings,
): void {
  for (const { step, fit } of references) {
    const state: Record<string, unknown> = { ...(step.state as object), classes };
    for (const [name, reference] of Object.entries(fit)) {
      if (NOT_KEPT.includes(name)) {
        findings.leaveOut(`${step.type}.${name}: not kept`);
        continue;
      }
      const own = state[name];
      const isText = JSON.stringify(reference).includes('"');
      // Booleans are recorded as text.
      if (isText) findings.equal(`${step.type}.${name}`, asText(own), asText(reference));
      else findings.close(`${step.type}.${name}`, own, reference, tolerance);
    }
  }
}

function asText(values: unknown): unknown {
  if (Array.isArray(values)) return values.map(asText);
  return typeof values === "boolean" ? String(values) : values;
}

function checkTransform(golden: GoldenCase, findings: Findings): void {
  const { trainX, testX } = golden.split;
  const tolerance = toleranceOf(golden);
  const built = build(golden.pipeline, golden.fit);
  let train = trainX;
  let rows = testX;
  for (const step of built.steps as Transformer[]) {
    step.fit(train);
    train = step.transform(train);
    rows = step.transform(rows);
  }
  checkFit(built.references, null, tolerance, findings);
  const { transform_shape, transform_positions, transform, column_mean, column_std } = golden.test;
  findings.equal("the shape", [rows.rows, rows.names.length], transform_shape);
  const shown = rows.takeRows(transform_positions);
  if (transform.flat().some((value: unknown) => typeof value === "string")) {
    findings.equal("the transformed text", textOf(shown), transform);
    return;
  }
  findings.close("the transformed rows", shown.toMatrix().data, transform, tolerance);
  if (column_mean === undefined) {
    findings.leaveOut("column means: not recorded");
    return;
  }
  const columns = rows.names.map((_, j) => Array.from((rows.column(j) as { values: Float64Array }).values));
  const means = columns.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  findings.close("column means", means, column_mean, tolerance);
  const deviations = columns.map((values, j) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - means[j]!) ** 2, 0) / values.length),
  );
  findings.close("column deviations", deviations, column_std, tolerance);
}

function textOf(table: Table): (string | null)[][] {
  const columns = table.names.map((_, j) => stringsOf(table.column(j)));
  return Array.from({ length: table.rows }, (_, i) =>
    columns.map(({ categories, codes }) => categories[codes[i]!] ?? null),
  );
}

function checkPredictor(golden: GoldenCase, findings: Findings): void {
  const { trainX, trainY, testX } = golden.split;
  const { tolerance, task } = golden;
  const built = build(golden.pipeline, golden.fit);
  const pipeline = new Pipeline(built.steps);
  pipeline.fit(trainX, task === "clustering" ? trainY.select([]) : trainY);
  const isComparedByItself = task === "clustering" || tolerance.kind === "tree";
  const references = built.references.filter(
    ({ step }) => !(isComparedByItself && step === pipeline.estimator),
  );
  checkFit(references, pipeline.schema.classes, tolerance, findings);
  if (task === "clustering") {
    checkClusters(golden, pipeline, findings);
    return;
  }
  if (tolerance.kind === "tree") {
    checkTree(golden, pipeline, findings);
    return;
  }
  checkOptimum(golden, pipeline, findings);
  if (task === "regression") {
    findings.close("predicted numbers", pipeline.predictValues(testX).data, golden.test.predict, tolerance);
  } else checkClasses(golden, pipeline, findings);
  checkMetrics(golden, pipeline, findings);
}

/**
 * Compares predicted classes, and probabilities or decision values, except for rows whose neighbours depend on the
 * order of ties.
 */
function checkClasses(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { tolerance, test, ambiguous_test_positions = [], test_joint_log_likelihood } = golden;
  const { testX } = golden.split;
  const keep = test.predict
    .map((_: unknown, i: number) => i)
    .filter((i: number) => !ambiguous_test_positions.includes(i));
  const at = <T>(values: readonly T[]): T[] => keep.map((i: number) => values[i]!);
  const predicted = pipeline.predict(testX);
  findings.equal("number of predictions", predicted.length, test.predict.length);
  findings.equal("predicted classes", at(predicted), at(test.predict));
  const K = pipeline.schema.classes!.length;
  if (test.predict_proba) {
    findings.equal("number of rows of probabilities", test.predict_proba.length, testX.rows);
    const { data } = pipeline.predictProba(testX);
    const own = keep.map((i: number) => Array.from(data.subarray(i * K, (i + 1) * K)));
    findings.close("probabilities", own, at(test.predict_proba), tolerance);
  }
  if (test.decision_function) {
    findings.close("decision values", pipeline.scores(testX).data, test.decision_function, tolerance);
  }
  if (test_joint_log_likelihood) {
    const estimator = pipeline.estimator as Estimator & {
      jointLogLikelihood(X: Table): { data: Float64Array };
    };
    const reference = flatten(test_joint_log_likelihood);
    const own = estimator.jointLogLikelihood(pipeline.transform(testX)).data.subarray(0, reference.length);
    const ratios = reference.map((value, i) => (own[i] ?? Number.NaN) / value);
    findings.close("joint log likelihood, relatively", ratios, Array(ratios.length).fill(1), JOINT);
  }
}

function checkOptimum({ optimum, split }: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  if (!optimum) return;
  for (const name of Object.keys(optimum)) {
    if (!OF_OPTIMUM.includes(name)) findings.leaveOut(`optimum.${name}: follows from the coefficients`);
  }
  const { coef, intercept } = pipeline.estimator.state as Record<string, Float64Array>;
  findings.close("coef against the optimum", coef, optimum.coef, OPTIMUM);
  findings.close("intercept against the optimum", intercept, optimum.intercept, OPTIMUM);
  if (optimum.n_nonzero !== undefined)
    findings.equal("number of coefficients", coef!.filter((value) => value !== 0).length, optimum.n_nonzero);
  if (!optimum.test_predict_proba) return;
  const reference = flatten(optimum.test_predict_proba);
  const own = pipeline.predictProba(split.testX).data.subarray(0, reference.length);
  findings.close("probabilities at the optimum", own, reference, OPTIMUM);
}
