import { stringsOf } from "../../../src/learn/column.ts";
import type { Estimator, OutlierDetectorEstimator, Transformer } from "../../../src/learn/estimator.ts";
import { Pipeline } from "../../../src/learn/pipeline.ts";
import type { Table } from "../../../src/learn/table.ts";
import { ANY_FEATURES, Classifier, type Metrics, Regressor } from "../../../src/model.ts";
import { type Built, build } from "./build.ts";
import type { GoldenCase } from "./cases.ts";
import { checkClusters } from "./check-clusters.ts";
import { checkTree } from "./check-tree.ts";
import { Findings, flatten, type Tolerance } from "./compare.ts";

/** Predictions follow from the fit: where they are equal, so are the metrics made of them. */
const EXACT: Tolerance = { rtol: 1e-9, atol: 1e-9 };
/** What the exact minimum of a convex problem is compared at. */
const OPTIMUM: Tolerance = { rtol: 1e-6, atol: 1e-6 };
/** By way of the covariance matrix digits are lost where eigenvalues are close or tiny. */
const COVARIANCE: Tolerance = { rtol: 1e-8, atol: 1e-8 };
/** Values that are recorded and are not ours to keep: they follow from others, or from the data. */
const NOT_KEPT = [
  "classes",
  "n_samples_seen",
  "n_iter",
  "n_components",
  "noise_variance",
  "feature_names_out",
];

/** Fits what a case describes and gives, in words, everything in which it differs from what was recorded. */
export function checkCase(golden: GoldenCase): string[] {
  const findings = new Findings();
  if (golden.tolerance.kind === "band") checkBand(golden, findings);
  else if (golden.task === "transform") checkTransform(golden, findings);
  else checkPredictor(golden, findings);
  return findings.list;
}

function toleranceOf({ family, tolerance }: GoldenCase): Tolerance {
  return family === "pca" ? COVARIANCE : tolerance;
}

/** The fitted values of every step against the recorded ones, name by name. */
function checkFit({ references }: Built, tolerance: Tolerance, findings: Findings): void {
  for (const { step, fit } of references) {
    const state = step.state as Record<string, unknown>;
    for (const [name, reference] of Object.entries(fit)) {
      if (NOT_KEPT.includes(name) || reference === null) continue;
      const own = state[name];
      const isText = JSON.stringify(reference).includes('"');
      // What is recorded as text "true" is a truth value here.
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
  checkFit(built, tolerance, findings);
  const { transform_shape, transform_positions, transform, column_mean, column_std } = golden.test;
  findings.equal("the shape", [rows.rows, rows.names.length], transform_shape);
  const shown = rows.takeRows(transform_positions);
  if (transform.flat().some((value: unknown) => typeof value === "string")) {
    findings.equal("the transformed text", textOf(shown), transform);
    return;
  }
  findings.close("the transformed rows", shown.toMatrix().data, transform, tolerance);
  if (column_mean === undefined || column_mean === null) return;
  const columns = rows.names.map((_, j) => Array.from((rows.column(j) as { values: Float64Array }).values));
  const means = columns.map((values) => values.reduce((a, b) => a + b, 0) / values.length);
  findings.close("column means", means, column_mean, tolerance);
  const deviations = columns.map((values, j) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - means[j]!) ** 2, 0) / values.length),
  );
  findings.close("column deviations", deviations, column_std, tolerance);
}

function textOf(table: Table): (string | undefined)[][] {
  const columns = table.names.map((_, j) => stringsOf(table.column(j)));
  return Array.from({ length: table.rows }, (_, i) =>
    columns.map(({ categories, codes }) => categories[codes[i]!]),
  );
}

function checkPredictor(golden: GoldenCase, findings: Findings): void {
  const { trainX, trainY, testX } = golden.split;
  const { tolerance, task } = golden;
  const built = build(golden.pipeline, golden.fit);
  const pipeline = new Pipeline(built.steps);
  if (task === "clustering") {
    checkClusters(golden, pipeline, findings);
    return;
  }
  pipeline.fit(trainX, trainY);
  if (tolerance.kind === "tree") {
    checkTree(golden, pipeline, findings);
    return;
  }
  checkFit(built, tolerance, findings);
  checkOptimum(golden, pipeline, findings);
  if (task === "regression") {
    findings.close("predictions", pipeline.predictValues(testX).data, golden.test.predict, tolerance);
  } else checkClasses(golden, pipeline, findings);
  checkMetrics(golden, pipeline, findings);
}

/** Predicted classes, and probabilities or decision values, but for the rows whose neighbours are a matter of taste. */
function checkClasses(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { tolerance, test, ambiguous_test_positions = [], test_joint_log_likelihood } = golden;
  const { testX } = golden.split;
  const keep = test.predict
    .map((_: unknown, i: number) => i)
    .filter((i: number) => !ambiguous_test_positions.includes(i));
  const at = <T>(values: readonly T[]): T[] => keep.map((i: number) => values[i]!);
  findings.equal("predictions", at(pipeline.predict(testX)).map(String), at(test.predict).map(String));
  const K = pipeline.schema.classes!.length;
  if (test.predict_proba) {
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
    const worst = reference.reduce((most, value, i) => Math.max(most, Math.abs(own[i]! / value - 1)), 0);
    findings.check(`joint log likelihood is ${worst} away, relatively`, worst <= 1e-9);
  }
}

function checkOptimum({ optimum, split }: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  if (!optimum) return;
  const { coef, intercept } = pipeline.estimator.state as Record<string, Float64Array>;
  findings.close("coef against the optimum", coef, optimum.coef, OPTIMUM);
  findings.close("intercept against the optimum", intercept, optimum.intercept, OPTIMUM);
  if (!optimum.test_predict_proba) return;
  const reference = flatten(optimum.test_predict_proba);
  const own = pipeline.predictProba(split.testX).data.subarray(0, reference.length);
  findings.close("probabilities at the optimum", own, reference, OPTIMUM);
}

/** The metrics of the fit on the training rows and on the test rows, those that are recorded. */
function checkMetrics(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  const { metrics, split, tolerance, ambiguous_test_positions = [] } = golden;
  for (const part of ["train", "test"] as const) {
    const recorded = metrics?.[part];
    // A row that may go either way would move the metrics of all of them.
    if (!recorded || ambiguous_test_positions.length > 0) continue;
    const own = measure(pipeline, split, part);
    for (const [name, value] of Object.entries(own)) {
      if (recorded[name] === undefined || recorded[name] === null) continue;
      const follows = !["log_loss", "roc_auc", "roc_auc_ovr_macro", "r2", "rmse", "mae"].includes(name);
      findings.close(`${name} on ${part} rows`, value, recorded[name], follows ? EXACT : tolerance);
    }
  }
}

/** The metrics that the service records for a run, on one part of the rows. */
export function measure(pipeline: Pipeline, split: GoldenCase["split"], part: "train" | "test"): Metrics {
  const [X, y] = part === "train" ? [split.trainX, split.trainY] : [split.testX, split.testY];
  const model = pipeline.estimator.kind === "regressor" ? REGRESSOR : CLASSIFIER;
  return model.extractMetrics(pipeline, X, y);
}

/** Stochastic fits: each seed's metrics, and their mean, within the limits that are recorded. */
function checkBand(golden: GoldenCase, findings: Findings): void {
  const seeds = golden.seeds ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const runs = seeds.map((seed) => {
    const { steps } = build(golden.pipeline, undefined, seed);
    const pipeline = new Pipeline(steps);
    const { trainX, trainY } = golden.split;
    if (golden.task !== "outliers") {
      return measure(pipeline.fit(trainX, trainY), golden.split, "test");
    }
    pipeline.fit(trainX, trainY.select([]));
    return { test_roc_auc: outlierAuc(pipeline.estimator as OutlierDetectorEstimator, golden.split) };
  });
  for (const [name, limits] of Object.entries((golden.accept ?? golden.metrics.accept) as Limits)) {
    const values = runs.map((run) => (run as Metrics)[name]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const { single_run_at_least, single_run_at_most, mean_of_10_at_least, mean_of_10_at_most } = limits;
    const [least, most] = [Math.min(...values), Math.max(...values)];
    findings.check(`${name} of a seed is ${least} < ${single_run_at_least}`, !(least < single_run_at_least!));
    // A single confident error makes log loss jump: scikit-learn itself crosses this limit with one seed of ten
    // (29 of 300 for extra trees on churn). The mean of ten must hold.
    const over = values.filter((value) => value > single_run_at_most!).length;
    const allowed = name === "log_loss" ? 1 : 0;
    findings.check(`${name} of ${over} seeds is up to ${most} > ${single_run_at_most}`, over <= allowed);
    findings.check(`mean ${name} is ${mean} < ${mean_of_10_at_least}`, !(mean < mean_of_10_at_least!));
    findings.check(`mean ${name} is ${mean} > ${mean_of_10_at_most}`, !(mean > mean_of_10_at_most!));
  }
}

type Limits = Record<
  string,
  {
    readonly single_run_at_least?: number;
    readonly single_run_at_most?: number;
    readonly mean_of_10_at_least?: number;
    readonly mean_of_10_at_most?: number;
  }
>;

/** Area under the ROC curve of the negated scores: outliers are to score lowest. */
function outlierAuc(estimator: OutlierDetectorEstimator, { testX, testY }: GoldenCase["split"]): number {
  const scores = estimator.scoreSamples(testX);
  const { codes, categories } = stringsOf(testY.column(0));
  const isOutlier = Array.from(codes, (code) => categories[code] === "outlier");
  let ordered = 0;
  let pairs = 0;
  isOutlier.forEach((outlier, i) => {
    if (!outlier) return;
    isOutlier.forEach((other, j) => {
      if (other) return;
      pairs++;
      ordered += scores[i]! < scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    });
  });
  return ordered / pairs;
}

const CLASSIFIER = new (class extends Classifier {
  readonly name = "golden_classifier";
  readonly description = "";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = undefined as never;
  createPipeline(): Pipeline {
    throw new Error("only measures");
  }
})();

const REGRESSOR = new (class extends Regressor {
  readonly name = "golden_regressor";
  readonly description = "";
  readonly featureNames = ANY_FEATURES;
  readonly labelNames = ANY_FEATURES;
  readonly parameters = undefined as never;
  createPipeline(): Pipeline {
    throw new Error("only measures");
  }
})();
