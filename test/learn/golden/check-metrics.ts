import { encodeKnownClasses } from "../../../src/learn/core/labels.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { confusionMatrix } from "../../../src/learn/metrics/confusion-matrix.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";
import { Classifier, type Metrics, Regressor } from "../../../src/models/model.ts";
import type { GoldenCase } from "./cases.ts";
import type { Findings, Tolerance } from "./compare.ts";

/** Equal predictions have equal metrics. */
const EXACT: Tolerance = { rtol: 1e-9, atol: 1e-9 };
/** Metrics of numbers, which inherit the tolerance of the numbers. */
const OF_NUMBERS = ["log_loss", "roc_auc", "roc_auc_ovr_macro", "r2", "rmse", "mae"];

/** Compares the metrics on the training rows and on the test rows with the recorded ones. */
export function checkMetrics(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  for (const part of ["train", "test"] as const) {
    const recorded = golden.metrics?.[part];
    if (!recorded) findings.leaveOut(`metrics of ${part} rows: not recorded`);
    // A row with an ambiguous prediction would change the metrics of all rows.
    else if (golden.ambiguous_test_positions?.length) findings.leaveOut("metrics of ambiguous rows");
    else {
      const own = { ...measure(pipeline, golden.split, part), ...confusions(pipeline, golden.split, part) };
      compareMetrics(own, recorded, part, golden.tolerance, findings);
    }
  }
}

/** Compares metrics by name; every recorded metric must be present. */
export function compareMetrics(
  own: Readonly<Record<string, unknown>>,
  recorded: Readonly<Record<string, unknown>>,
  part: "train" | "test",
  tolerance: Tolerance,
  findings: Findings,
): void {
  for (const name of new Set([...Object.keys(own), ...Object.keys(recorded)])) {
    if (recorded[name] === undefined) findings.leaveOut(`${name} of ${part} rows: not recorded`);
    else {
      const allowed = OF_NUMBERS.includes(name) ? tolerance : EXACT;
      findings.close(`${name} of ${part} rows`, own[name], recorded[name], allowed);
    }
  }
}

/** Returns the metrics that the service records for a run, on one part of the rows. */
export function measure(pipeline: Pipeline, split: GoldenCase["split"], part: "train" | "test"): Metrics {
  const [X, y] = rowsOf(split, part);
  // The prototype serves as a model: metrics depend only on the pipeline and the rows.
  const { prototype } = pipeline.estimator.kind === "regressor" ? Regressor : Classifier;
  return prototype.extractMetrics(pipeline, X, y);
}

/** Returns the confusion matrix of a classifier. */
function confusions(pipeline: Pipeline, split: GoldenCase["split"], part: "train" | "test") {
  const { classes } = pipeline.schema;
  if (classes === null) return {};
  const [X, y] = rowsOf(split, part);
  const labels = classes.map((_, code) => code);
  const truth = encodeKnownClasses(y, classes);
  return { confusion_matrix: confusionMatrix(truth, pipeline.predictCodes(X), { labels }).data };
}

/** Returns the features and the labels of one part. */
function rowsOf(
  { trainX, trainY, testX, testY }: GoldenCase["split"],
  part: "train" | "test",
): readonly [Table, Table] {
  return part === "train" ? [trainX, trainY] : [testX, testY];
}
