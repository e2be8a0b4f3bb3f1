import { readReport } from "../../src/insight/read-report.ts";
import type { Report } from "../../src/insight/report.ts";
import { fitTraining } from "../../src/training/fit.ts";
import { readGolden } from "../learn/golden/cases.ts";
import { prepare, type Rows } from "../training/train.ts";

interface DataSet {
  readonly features: Rows;
  readonly labels: Rows;
}

/** A training whose report is looked at. */
interface ReportedTraining {
  readonly model: string;
  readonly dataset: string;
  readonly parameters: Record<string, unknown>;
  readonly hasLabels: boolean;
}

/** Trainings of each type of model. */
export const REPORTED = {
  "two classes": {
    model: "logistic_regression",
    dataset: "breast_cancer",
    parameters: { validation_fraction: 0.25 },
    hasLabels: true,
  },
  "several classes": {
    model: "random_forest_classifier",
    dataset: "iris",
    parameters: { n_estimators: 30, cv: 5 },
    hasLabels: true,
  },
  "mixed columns": {
    model: "hist_gradient_boosting_classifier",
    dataset: "churn",
    parameters: { max_iter: 30 },
    hasLabels: true,
  },
  numbers: { model: "ridge", dataset: "diabetes", parameters: { cv: 5 }, hasLabels: true },
  clusters: { model: "kmeans", dataset: "iris", parameters: { n_clusters: 3 }, hasLabels: false },
  outliers: { model: "isolation_forest", dataset: "sensors", parameters: {}, hasLabels: false },
} as const satisfies Record<string, ReportedTraining>;

/** A run as it would be stored. */
export interface ReportedRun {
  readonly bytes: Uint8Array;
  readonly report: Report;
  readonly warnings: readonly string[];
}

/** The name of one of `REPORTED`. */
export type ReportedName = keyof typeof REPORTED;

/** Returns the model and the body of a training. `further` parameters replace its own. */
export function trainingOf(name: ReportedName, further: Record<string, unknown> = {}) {
  const { model, dataset, parameters, hasLabels } = REPORTED[name];
  const { features, labels } = readGolden(`datasets/${dataset}.json`) as DataSet;
  const body = { features, ...(hasLabels ? { labels } : {}), parameters: { ...parameters, ...further } };
  return { model, body };
}

/** Trains one of `REPORTED`; `further` parameters replace its own. */
export function reportedRun(name: ReportedName, further: Record<string, unknown> = {}): ReportedRun {
  const { model, body } = trainingOf(name, further);
  return runOf(model, body);
}

/** Trains a model and reads its report. Throws if it has none. */
export function runOf(model: string, body: Parameters<typeof prepare>[1]): ReportedRun {
  const warnings: string[] = [];
  const prepared = prepare(model, body, warnings);
  const monitor = { iteration() {}, warn: (message: string) => void warnings.push(message) };
  const { bytes } = fitTraining(prepared, "2026-05-04T10:15:30.123Z", monitor);
  const report = readReport(bytes, 42);
  if (report === undefined) throw new Error(`the run of ${model} has no report: ${warnings.join("; ")}`);
  return { bytes, report, warnings };
}
