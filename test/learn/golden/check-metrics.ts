import { encodeKnownClasses } from "../../../src/learn/core/labels.ts";
import type { Table } from "../../../src/learn/core/table.ts";
import { confusionMatrix } from "../../../src/learn/metrics/confusion-matrix.ts";
import type { Pipeline } from "../../../src/learn/pipeline.ts";
import { Classifier, type Metrics, Regressor } from "../../../src/models/model.ts";
import type { GoldenCase } from "./cases.ts";
import type { Findings, Tolerance } from "./compare.ts";

/** Predictions follow from the fit: where they are equal, so are the metrics made of them. */
const EXACT: Tolerance = { rtol: 1e-9, atol: 1e-9 };
/** Metrics of numbers, which are as far from the reference as those are. */
const OF_NUMBERS = ["log_loss", "roc_auc", "roc_auc_ovr_macro", "r2", "rmse", "mae"];

/** The metrics of the fit on the training rows and on the test rows against the recorded ones. */
export function checkMetrics(golden: GoldenCase, pipeline: Pipeline, findings: Findings): void {
  for (const part of ["train", "test"] as const) {
    const recorded = golden.metrics?.[part];
    if (!recorded) findings.leaveOut(`metrics of ${part} rows: not recorded`);
    // A row that may go either way would move the metrics of all of them.
    else if (golden.ambiguous_test_positions?.length) findings.leaveOut("metrics of ambiguous rows");
    else {
      const own = { ...measure(pipeline, golden.split, part), ...confusions(pipeline, golden.split, part) };
      compareMetrics(own, recorded, part, golden.tolerance, findings);
    }
  }
}

/** Compares metrics by name: each that is recorded must be there. */
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

/** The metrics that the service records for a run, on one part of the rows. */
export function measure(pipeline: Pipeline, split: GoldenCase["split"], part: "train" | "test"): Metrics {
  const [X, y] = rowsOf(split, part);
  // The prototypes are models enough: metrics are made from the pipeline and the rows alone.
  const { prototype } = pipeline.estimator.kind === "regressor" ? Regressor : Classifier;
  return prototype.extractMetrics(pipeline, X, y);
}

/** The confusion matrix of a classifier. */
function confusions(pipeline: Pipeline, split: GoldenCase["split"], part: "train" | "test") {
  const { classes } = pipeline.schema;
  if (classes === null) return {};
  const [X, y] = rowsOf(split, part);
  const labels = classes.map((_, code) => code);
  const truth = encodeKnownClasses(y, classes);
  return { confusion_matrix: confusionMatrix(truth, pipeline.predictCodes(X), { labels }).data };
}

/** The features and the labels of one part. */
function rowsOf(
  { trainX, trainY, testX, testY }: GoldenCase["split"],
  part: "train" | "test",
): readonly [Table, Table] {
  return part === "train" ? [trainX, trainY] : [testX, testY];
}
